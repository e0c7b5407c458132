// A household as it was the day before: read-only, and beside what is there today.
import assert from 'node:assert/strict'
import { DESKTOP, PHONE, enter, inspect, milestone, picture, settle, travel } from './driver.mjs'

await travel(async (browser) => {
  await goesBack(browser)
  for (const [device, viewport] of [['desktop', DESKTOP], ['phone', PHONE]]) await looks(browser, device, viewport)
})

/** From the list to the page, from the page to the day, and back to today. */
async function goesBack(browser) {
  const page = await enter(browser, 'xq.union')
  await page.goto('/households')
  await page.getByRole('link', { name: '王芳' }).first().click()
  await page.getByRole('main').getByText('二号楼').first().waitFor()
  await page.getByLabel('查看截至哪一天的页面').fill('2020-02-11')
  await page.keyboard.press('Enter')
  await page.getByText('截至 2020-02-11 的情况').waitFor()
  await page.getByRole('main').getByText('一号楼').first().waitFor()
  assert.equal(await page.getByRole('button', { name: '编辑' }).count(), 0, 'the past cannot be changed')
  const compared = page.getByRole('table', { name: '与今天对比' })
  for (const [field, then, now] of [['住址', '一号楼', '二号楼'], ['状态', '已登记', '已核实']]) {
    const row = compared.getByRole('row').filter({ has: page.getByRole('rowheader', { name: field, exact: true }) })
    assert.deepEqual((await row.getByRole('cell').allInnerTexts()).map((text) => text.trim()), [then, now])
  }
  // Print keeps what is read and leaves out what is pressed.
  await page.emulateMedia({ media: 'print' })
  assert(await compared.isVisible())
  assert(await page.getByText('截至 2020-02-11 的情况').isVisible())
  assert.equal(await page.getByLabel('查看截至哪一天的页面').isVisible(), false)
  await page.emulateMedia({ media: 'screen' })
  await page.getByLabel('查看截至哪一天的页面').fill('2020-02-10')
  await page.keyboard.press('Enter')
  await page.getByText('截至该日，台账中还没有此项。').waitFor()
  await inspect(page, 'past-not-there')
  await picture(page, 'past-not-there')
  await page.getByRole('link', { name: '返回今天' }).click()
  await page.getByRole('button', { name: '编辑', exact: true }).waitFor()
  await settle(page)
  await picture(page, 'present-with-day')
  milestone('goes back a day and returns')
}

async function looks(browser, device, viewport) {
  for (const colorScheme of ['light', 'dark']) {
    const page = await enter(browser, 'xq.english', { viewport, colorScheme, isMobile: device === 'phone', locale: 'en' })
    await page.goto('/households')
    await page.getByRole('link', { name: '王芳' }).first().click()
    await page.getByLabel('Day as of which to show the page').fill('2020-02-11')
    await page.keyboard.press('Enter')
    await page.getByText('As it was at the end of 2020-02-11').waitFor()
    await page.getByRole('table', { name: 'Compared with today' }).waitFor()
    await settle(page)
    await inspect(page, `past-${device}-${colorScheme}`)
    await picture(page, `past-${device}-${colorScheme}`)
    await page.context().close()
  }
  milestone(`looks well on a ${device}`)
}
