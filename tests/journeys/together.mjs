// Two people on one household: each sees the other, and what the other saved, without a reload.
import { api, enter, inspect, milestone, picture, settle, travel } from './driver.mjs'

await travel(async (browser) => {
  const family = await enterFamily()
  const [one, other] = [await enter(browser, 'xq.union'), await enter(browser, 'xq.league')]
  await sees(one, other, family)
  await follows(one, other)
  await isWarned(one, other)
  await hearsOnTheList(one, other, family)
})

async function enterFamily() {
  const union = await api('xq.union')
  const village = (await union.get('/areas?q=120111001001')).items[0].id
  const members = [{ relation: 'worker', person: { name: '鲁小川' }, posting: { category: 'aid_hubei' } }]
  const { id } = await union.post('/households', { area_id: village, address: '一号楼', members })
  return `/households/${id}`
}

async function sees(one, other, family) {
  await other.goto(family)
  await other.getByRole('heading', { level: 1, name: '鲁小川' }).waitFor()
  await one.goto(family)
  await one.getByText('吕大勇也在查看').waitFor()
  await one.getByRole('button', { name: '编辑', exact: true }).click()
  await one.getByRole('dialog').waitFor()
  await other.getByText('李红霞正在编辑').waitFor()
  await settle(other)
  await inspect(other, 'together')
  await picture(other, 'together')
  milestone('sees who is editing')
}

async function save(page, address) {
  await page.getByRole('dialog').getByLabel('住址').fill(address)
  await page.getByRole('dialog').getByRole('button', { name: '保存' }).click()
  await page.getByRole('dialog').waitFor({ state: 'detached' })
}

async function follows(one, other) {
  await save(one, '二号楼')
  await other.getByRole('main').getByText('二号楼').first().waitFor()
  milestone('sees what was saved')
}

/** Under an open dialog nothing changes, and it says so before one saves. */
async function isWarned(one, other) {
  await other.getByRole('button', { name: '编辑', exact: true }).click()
  await other.getByRole('dialog').getByLabel('方便接听的时间').fill('18:00 以后')
  await one.getByRole('button', { name: '编辑', exact: true }).click()
  await save(one, '三号楼')
  await other.getByRole('dialog').getByText('李红霞刚刚修改了这一户').waitFor()
  await inspect(other, 'warned')
  await picture(other, 'warned')
  await other.getByRole('dialog').getByRole('button', { name: '取消' }).click()
  await other.getByRole('button', { name: '刷新' }).click()
  await other.getByRole('main').getByText('三号楼').first().waitFor()
  milestone('is warned')
}

async function hearsOnTheList(one, other, family) {
  await other.goto('/households')
  await other.getByRole('link', { name: '鲁小川' }).first().waitFor()
  await one.getByRole('button', { name: '编辑', exact: true }).click()
  await save(one, '四号楼')
  await other.getByRole('button', { name: /他人修改了 1 户/ }).click()
  await other.getByText('四号楼').first().waitFor()
  await other.goto(`${family}?as_of=2020-01-02`)
  await other.getByText('截至该日，台账中还没有此项。').waitFor()
  await inspect(other, 'not-then')
  milestone('hears on the list')
}
