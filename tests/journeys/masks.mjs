// What a viewer sees of a family, what a click shows for a while, and where that is written.
import assert from 'node:assert/strict'
import { DESKTOP, PHONE, api, enter, inspect, milestone, picture, settle, travel } from './driver.mjs'

const NUMBER = '12019919871001672X'
const PHONE_NUMBER = '19930638560'
const ADDRESS = '金地花园36号楼3门2104室'

await travel(async (browser) => {
  const family = await enterFamily()
  await sees(browser, family)
  await reveals(browser, family)
  await isTold(browser, family)
})

async function enterFamily() {
  const union = await api('xq.union')
  const village = (await union.get('/areas?q=120111001001')).items[0].id
  const person = { name: '鲁小川', identity_number: NUMBER, phones: [{ number: PHONE_NUMBER, label: '本人' }] }
  const members = [{ relation: 'worker', person, posting: { category: 'aid_hubei' } }]
  const { id } = await union.post('/households', { area_id: village, address: ADDRESS, members })
  return `/households/${id}`
}

/** Masks on the page, on a desk by day and in the hand by night. */
async function sees(browser, family) {
  for (const [device, viewport, colorScheme] of [['desktop', DESKTOP, 'light'], ['phone', PHONE, 'dark']]) {
    const page = await enter(browser, 'xq.union.viewer', { viewport, isMobile: device === 'phone', colorScheme })
    await page.goto(family)
    await page.getByText('199****8560').first().waitFor()
    await page.getByText('金地花园***').first().waitFor()
    await settle(page)
    const shown = await page.locator('body').innerText()
    for (const secret of [NUMBER, PHONE_NUMBER, ADDRESS]) assert(!shown.includes(secret), `${secret} on a ${device}`)
    await inspect(page, `masked-${device}`)
    await picture(page, `masked-${device}`)
    assert.equal(await page.getByRole('button', { name: '显示 鲁小川 的身份证号' }).count(), 0)
    await page.context().close()
  }
  milestone('sees masks')
}

/** With the keyboard alone: shows the phone, hides it again; it is gone after leaving the page. */
async function reveals(browser, family) {
  const page = await enter(browser, 'xq.union.viewer')
  await page.goto(family)
  const eye = page.getByRole('button', { name: '显示 鲁小川 的电话' })
  await eye.focus()
  await page.keyboard.press('Enter')
  await page.getByRole('link', { name: PHONE_NUMBER }).waitFor()
  assert.equal(await eye.getAttribute('aria-pressed'), 'true')
  await inspect(page, 'revealed')
  await page.keyboard.press('Enter')
  await page.getByText('199****8560').first().waitFor()
  await page.getByRole('button', { name: '显示 鲁小川 的完整住址' }).click()
  await page.getByText(ADDRESS).waitFor()
  await page.getByText('查看完整住址').waitFor()
  await picture(page, 'revealed')
  await page.reload()
  await page.getByText('金地花园***').first().waitFor()
  assert(!(await page.locator('body').innerText()).includes(ADDRESS))
  await page.context().close()
  milestone('reveals')
}

/** The history says who saw what, and who opened the page. */
async function isTold(browser, family) {
  const page = await enter(browser, 'xq.union')
  await page.goto(family)
  await page.getByRole('button', { name: '显示 鲁小川 的身份证号' }).click()
  await page.getByText(NUMBER).waitFor()
  const history = page.locator('.hf-household__history')
  await history.getByText('查看隐去内容').nth(1).waitFor()
  assert(!(await history.innerText()).includes(NUMBER))
  await history.getByRole('tab', { name: '谁看过' }).click()
  for (const name of ['徐丽华', '李红霞']) await history.getByText(name).first().waitFor()
  await settle(page)
  await inspect(page, 'openings')
  await picture(page, 'openings')
  await page.context().close()
  milestone('is told')
}
