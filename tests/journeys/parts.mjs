// The pages whose code is not in the first load: fetched when first asked for, before that when nothing else is to do,
// and a page that says so when they cannot be had.
import assert from 'node:assert/strict'
import { api, enter, inspect, milestone, open, picture, settle, signIn, travel } from './driver.mjs'

const PARTS = '**/assets/{split,chunk}_*.wasm'
/** Each part by a link that leads into it. */
const PLACES = { 花名册: '/rosters', 地区与机构: '/directory' }
const DEEP = ['/rosters', '/rosters/new', '/directory?part=colleagues', '/coverage?part=gaps', '/households/new', '/duplicates']

await travel(async (browser) => {
  await collect()
  await comesWithoutThem(browser)
  await opensWhatWasFetched(browser)
  await opensDeepLinks(browser)
  await outlivesAFailure(browser)
})

/** One household, to be shown. */
async function collect() {
  const union = await api('xq.union')
  const { id } = await union.upload('one.csv', Buffer.from('姓名,手机号码,住址\n王芳,13012340001,新华里1号楼1门101室\n'))
  await union.finish(id, 'preview')
  await union.finish(id, 'commit')
  const { items: [household] } = await union.get('/households')
  DEEP.push(`/households/${household.id}/merge`)
  DEEP.push(`/households/${household.id}/split`)
  DEEP.push(`/households/${household.id}?as_of=2020-02-11`)
}

/** How many parts the page has. */
function fetched(page) {
  return page.evaluate(() => performance.getEntriesByType('resource').filter(({ name }) => /\/(split|chunk)_/.test(name)).length)
}

/** What everybody does each day needs nothing but the first load. */
async function comesWithoutThem(browser) {
  const page = await open(browser)
  await page.route(PARTS, () => {})
  await page.goto('/')
  await page.getByRole('heading', { name: '登录' }).waitFor()
  await signIn(page, 'xq.union')
  await page.getByRole('heading', { level: 1 }).waitFor()
  await settle(page)
  await page.getByRole('link', { name: '台账' }).first().click()
  await page.getByRole('rowheader').first().getByRole('link').click()
  await page.getByRole('heading', { level: 2 }).first().waitFor()
  await settle(page)
  milestone('comes without them')
  await page.context().close()
}

/** What was fetched in idle moments needs no server any more. */
async function opensWhatWasFetched(browser) {
  const page = await enter(browser, 'xq.union')
  const parts = await page.evaluate(async () => {
    const { files } = await (await fetch('/assets.json')).json()
    return files.filter(({ path, first_load }) => path.endsWith('.wasm') && !first_load).length
  })
  assert(parts > 0)
  while ((await fetched(page)) < parts) await page.waitForTimeout(50)
  await page.route(PARTS, (route) => route.abort())
  for (const [name, address] of Object.entries(PLACES)) {
    await page.getByRole('link', { name }).first().click()
    await page.waitForURL(`**${address}`)
    await page.getByRole('heading', { level: 1, name }).waitFor()
    await settle(page)
  }
  await page.context().close()
  milestone('opens what was fetched')
}

async function opensDeepLinks(browser) {
  const page = await enter(browser, 'xq.union')
  for (const address of DEEP) {
    await page.goto(address)
    await settle(page)
    await page.reload()
    await settle(page)
    assert.equal(await page.getByRole('alert').count(), 0, address)
  }
  await page.context().close()
  milestone('opens deep links')
}

async function outlivesAFailure(browser) {
  const page = await open(browser)
  await page.route(PARTS, (route) => route.abort())
  await page.goto('/rosters')
  await signIn(page, 'xq.union')
  await page.getByRole('heading', { name: '没能取得这个页面' }).waitFor()
  await picture(page, 'part-missing')
  await inspect(page, 'part-missing')
  await page.getByRole('button', { name: '重试' }).click()
  await page.getByRole('heading', { name: '没能取得这个页面' }).waitFor()

  await page.unroute(PARTS)
  await page.getByRole('button', { name: '重试' }).click()
  await page.getByRole('heading', { level: 1, name: '花名册' }).waitFor()
  milestone('tries again')

  await page.route(PARTS, (route) => route.fulfill({ status: 404 }))
  await page.goto('/directory')
  await page.getByRole('link', { name: '重新载入' }).waitFor()
  await page.unroute(PARTS)
  await page.getByRole('link', { name: '重新载入' }).click()
  await page.getByRole('heading', { level: 1, name: '地区与机构' }).waitFor()
  await page.context().close()
  milestone('loads anew')
}
