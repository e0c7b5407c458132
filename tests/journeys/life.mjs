// A household over time: a member moves, two entries turn out to be one family, and the merge is taken back; the worker
// comes home, and the household closes and opens again.
import assert from 'node:assert/strict'
import { PHONE, api, enter, inspect, milestone, picture, settle, travel } from './driver.mjs'

await travel(async (browser) => {
  const union = await api('xq.union')
  const { items: [village] } = await union.get('/areas?q=120111001001')
  const family = (name, phone, ...others) => union.post('/households', {
    area_id: village.id,
    members: [
      { relation: 'worker', person: { name, phones: [{ number: phone }] }, posting: { category: 'aid_hubei', from: '2020-01-26' } },
      ...others.map((name) => ({ relation: 'parent', person: { name } })),
    ],
    duplicates_seen: true,
  })
  const home = await family('王芳', '13012340001', '王老')
  const other = await family('李强', '13012340002', '李老')
  const page = await enter(browser, 'xq.union')
  const menu = async (item) => {
    await page.getByRole('button', { name: '家庭变动' }).click()
    await page.getByRole('menuitem', { name: item, exact: true }).click()
    return page.getByRole('dialog')
  }
  const look = async (name) => {
    await picture(page, `life-${name}`)
    await inspect(page, `life-${name}`)
  }
  const pick = async (place, typed, found) => {
    await place.getByRole('combobox').and(page.locator('input')).fill(typed)
    await page.getByRole('option', { name: found }).click()
  }

  await page.goto(`/households/${home.id}`)
  let dialog = await menu('成员迁往他户')
  await dialog.getByRole('button', { name: '迁往', exact: true }).click()
  await dialog.getByText('请填写这一项').waitFor()
  await pick(dialog, other.reference, '李强')
  await look('move')
  await dialog.getByRole('button', { name: '迁往', exact: true }).click()
  await page.getByText('曾在此居住').waitFor()
  milestone('a member moves')

  await menu('与另一户合并')
  await page.getByRole('heading', { name: '合并两户' }).waitFor()
  await pick(page.getByRole('main'), other.reference, '李强')
  await page.getByText(`查 ${other.reference} 会打开 ${home.reference}`).waitFor()
  await settle(page)
  await look('merge')
  await page.setViewportSize(PHONE)
  await look('merge-phone')
  await page.setViewportSize({ width: 1280, height: 900 })
  await page.getByRole('link', { name: '交换两边' }).click()
  await page.getByText(`查 ${home.reference} 会打开 ${other.reference}`).waitFor()
  await page.getByRole('link', { name: '交换两边' }).click()
  await page.getByText(`查 ${other.reference} 会打开 ${home.reference}`).waitFor()
  await page.getByRole('button', { name: '合并', exact: true }).click()
  await page.getByText('另一户并入').waitFor()
  await page.goto(`/households/${other.id}`)
  await page.getByText(`${other.reference} 已并入 ${home.reference}`).waitFor()
  await settle(page)
  await look('merged')
  milestone('two households become one')

  await page.getByRole('button', { name: '撤销合并' }).click()
  dialog = page.getByRole('dialog')
  await look('undo')
  await dialog.getByRole('button', { name: '撤销合并' }).click()
  await dialog.waitFor({ state: 'detached' })
  await page.goto(`/households/${other.id}`)
  await page.getByText(other.reference).first().waitFor()
  await page.getByText('李老').first().waitFor()
  assert.equal((await union.get(`/households/${other.id}`)).reference, other.reference)
  milestone('and two again')

  const again = await family('王方', '13012340001', '王妈')
  await page.goto('/households')
  await page.getByRole('link', { name: '可能重复' }).click()
  await page.getByText('电话相同').first().waitFor()
  await settle(page)
  await look('duplicates')
  await page.setViewportSize(PHONE)
  await look('duplicates-phone')
  await page.setViewportSize({ width: 1280, height: 900 })
  await page.getByRole('link', { name: /^比较并合并：.*王方/ }).click()
  await page.getByRole('radio', { name: /^姓名: 王芳/ }).check()
  await settle(page)
  await look('merge-persons')
  await page.getByRole('button', { name: '合并', exact: true }).click()
  await page.getByText('合并同一人的记录').first().waitFor()
  await page.goto('/duplicates')
  await page.getByText('没有可能重复的记录').waitFor()
  await page.getByRole('tab', { name: '家庭' }).click()
  await page.getByText('有同一成员').waitFor()
  await page.getByRole('button', { name: /^不是同一个：/ }).click()
  await page.getByText('没有可能重复的记录').waitFor()
  await page.getByRole('combobox', { name: '显示哪些' }).selectOption('not_the_same')
  await page.getByRole('button', { name: /^重新认定：/ }).waitFor()
  await settle(page)
  await look('told-apart')
  assert.equal((await union.get('/household_duplicates')).items.length, 0)
  const both = (await union.get(`/households/${again.id}`)).members.map(({ person }) => person.name)
  assert.deepEqual(both.sort(), ['王妈', '王芳'])
  milestone('what is double becomes one, and what is not is told apart')

  await page.goto(`/households/${other.id}`)
  dialog = await menu('一线人员已返回')
  await look('return')
  await dialog.getByRole('button', { name: '登记返回' }).click()
  dialog = page.getByRole('dialog', { name: /结束？/ })
  await dialog.getByText('该户已无人在一线').waitFor()
  await dialog.getByRole('button', { name: '结束', exact: false }).click()
  await page.getByText('已结束').first().waitFor()
  await page.getByRole('dialog').waitFor({ state: 'detached' })
  assert.equal((await union.get(`/households/${other.id}`)).status, 'closed')
  await menu('重新开启')
  await page.getByRole('button', { name: '编辑', exact: true }).waitFor()
  milestone('comes home, closes, opens again')
})
