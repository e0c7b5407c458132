// From the offices' lists to a ledger that people work in.
import assert from 'node:assert/strict'
import { readFile, stat } from 'node:fs/promises'
import { EXPECTED, PASSWORD, PHONE, ROSTERS, api, enter, milestone, open, settle, signIn, travel } from './driver.mjs'

await travel(async (browser) => {
  const page = await signsIn(browser)
  await importsRosters(page)
  await takesOneBack(page)
  await finds(page)
  await assignsAndExports(page)
  await losesNothing(browser)
  await entersAHousehold(page)
  await changesLanguageAndTheme(page)
  await worksByKeyboard(browser)
  await worksOnAPhone(browser)
})

async function signsIn(browser) {
  const page = await open(browser)
  await page.goto('/rosters')
  await page.getByRole('heading', { name: '登录' }).waitFor()
  await signIn(page, 'xq.union', 'not the password')
  await page.getByText('用户名或密码不正确。').waitFor()
  await signIn(page, 'xq.union')
  // The page that was asked for, not the home page.
  await page.getByRole('heading', { level: 1, name: '花名册' }).waitFor()
  milestone('signs in')
  return page
}

async function importsRosters(page) {
  await page.getByRole('link', { name: '上传第一份花名册' }).click()
  await page.locator('input[type=file]').setInputFiles(ROSTERS)
  const ready = page.getByRole('main').getByRole('link', { name: '核对列' })
  await ready.nth(ROSTERS.length - 1).waitFor()
  milestone('uploads')
  for (const address of await ready.evaluateAll((links) => links.map((link) => link.href))) {
    await page.goto(address)
    await page.getByRole('heading', { level: 1 }).waitFor()
    // The work may be done before the page hears of it for the first time.
    const late = async (route) => {
      await new Promise((resolve) => setTimeout(resolve, 1500))
      await route.continue()
    }
    await page.route('**/api/v1/jobs/*', late, { times: 1 })
    await page.getByRole('button', { name: '预览各行' }).click()
    await commit(page)
    milestone('imports')
  }
  await agrees()
  await page.goto('/rosters')
  await page.getByRole('tab', { name: '身份证号有误' }).click()
  await page.getByText('请与报送单位核对后').waitFor()
  await page.getByRole('table', { name: '花名册的各行' }).first().waitFor()
  const mistyped = await page.getByRole('table', { name: '花名册的各行' }).getByRole('button').count()
  // The right numbers of the others stand on another list.
  const { mistyped_identity_numbers } = await (await api('xq.union')).get('/summary')
  assert.equal(mistyped, mistyped_identity_numbers)
  assert(mistyped > 0 && mistyped < EXPECTED.mistyped_ids, `${mistyped} numbers wait`)
}

async function commit(page) {
  await page.getByRole('button', { name: '写入台账' }).click()
  await page.getByRole('dialog').getByRole('button', { name: '写入台账' }).click()
  await page.getByText(/已于 .* 写入台账/).waitFor()
}

/** The ledger has the numbers of the pack. */
async function agrees() {
  const summary = await (await api('xq.union')).get('/summary')
  const of = (category) => summary.workers_by_category.find((count) => count.category === category)?.workers ?? 0
  assert.equal(summary.workers, EXPECTED.workers)
  assert.equal(summary.households, EXPECTED.households)
  assert.equal(summary.dual_frontline_households, EXPECTED.dual_frontline_households)
  assert.equal(of(null), EXPECTED.without_category)
  for (const [category, workers] of Object.entries(EXPECTED.by_category)) assert.equal(of(category), workers, category)
}

async function takesOneBack(page) {
  await page.goto('/rosters')
  await page.getByRole('link', { name: 'roster-health-commission.xlsx' }).click()
  await page.getByRole('button', { name: '撤销这份花名册' }).click()
  await page.getByRole('dialog').getByRole('button', { name: '撤销这份花名册' }).click()
  await page.getByText(/已于 .* 撤销/).waitFor()
  const { workers } = await (await api('xq.union')).get('/summary')
  assert(workers < EXPECTED.workers, `${workers} workers are left`)
  await page.getByRole('link', { name: '再次导入' }).click()
  await page.getByRole('button', { name: '预览各行' }).click()
  await commit(page)
  await agrees()
  milestone('takes a roster back, and imports it again')
}

function rowsOf(page) {
  return page.getByRole('table', { name: '台账' }).getByRole('rowheader')
}

async function search(page, text) {
  await page.getByRole('textbox', { name: '搜索台账' }).fill(text)
  await page.waitForURL((url) => url.searchParams.get('q') === text)
  await settle(page)
}

async function finds(page) {
  const { items } = await (await api('xq.union')).get('/persons?q=wf&limit=20')
  const person = items.find(({ phones, households }) => phones.length && households.length)
  const household = person.households[0].name
  await page.goto('/households')
  for (const words of [person.name, 'wf', person.phones[0].number.slice(-4), person.households[0].reference]) {
    await search(page, words)
    await rowsOf(page).filter({ hasText: household }).first().waitFor()
    // The view stands in the address.
    await page.reload()
    await rowsOf(page).filter({ hasText: household }).first().waitFor()
  }
  await page.getByRole('link', { name: household, exact: true }).first().click()
  await page.getByRole('heading', { level: 1, name: household }).waitFor()
  await page.getByText(person.name).first().waitFor()
  await page.getByRole('heading', { name: '变更记录' }).waitFor()
  await page.getByText('登记家庭').first().waitFor()
  await page.goto('/households')
  await search(page, '没有这个人')
  await page.getByText('没有符合条件的家庭').waitFor()
  milestone('finds')
}

async function assignsAndExports(page) {
  await page.goto('/households?owner=none')
  await settle(page)
  const boxes = page.getByRole('table', { name: '台账' }).getByRole('checkbox')
  await boxes.nth(1).check()
  await boxes.nth(2).check()
  await page.getByText('已选 2 户').waitFor()
  await page.getByRole('button', { name: '指定负责人' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByRole('combobox', { name: '负责人' }).fill('宋丽')
  await dialog.getByRole('option', { name: /宋丽华/ }).click()
  await dialog.getByRole('button', { name: '确定' }).click()
  await page.getByText(/已更改 2 户/).waitFor()

  await page.goto('/households?q=wf')
  await settle(page)
  const shown = await rowsOf(page).count()
  for (const [item, ending] of [['当前列表（.csv）', '.csv'], ['当前列表（.xlsx）', '.xlsx']]) {
    await page.getByRole('button', { name: '导出' }).click()
    const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('menuitem', { name: item }).click()])
    assert(download.suggestedFilename().endsWith(ending), download.suggestedFilename())
    const file = await download.path()
    if (ending === '.csv') {
      const lines = (await readFile(file, 'utf8')).trim().split('\n')
      assert.equal(lines.length, shown + 1, 'exactly the rows of the view and a header')
    } else {
      assert((await stat(file)).size > 1000)
    }
  }
  milestone('assigns and exports')
}

/** Two coordinators edit one household: the second is told, sees both versions and loses nothing. */
async function losesNothing(browser) {
  const [first, second] = [await enter(browser, 'xq.union.li'), await enter(browser, 'xq.union.fang')]
  const { items } = await (await api('xq.union')).get('/households?limit=1')
  for (const page of [first, second]) {
    await page.goto(`/households/${items[0].id}`)
    await page.getByRole('button', { name: '编辑', exact: true }).click()
  }
  const field = (page, name) => page.getByRole('dialog').getByRole('textbox', { name })
  await field(first, '目前困难').fill('老人需要买药')
  await field(first, '方便接听的时间').fill('19点以后')
  await first.getByRole('button', { name: '保存' }).click()
  await first.getByText('已保存').waitFor()

  await field(second, '目前困难').fill('孩子需要辅导')
  await second.getByRole('button', { name: '保存' }).click()
  await second.getByText('有人先保存了修改').waitFor()
  const both = second.getByRole('table', { name: '有人先保存了修改' })
  await both.getByText('老人需要买药').waitFor()
  await both.getByText('孩子需要辅导').waitFor()
  assert.equal(await field(second, '目前困难').inputValue(), '孩子需要辅导')
  // What is typed survives a reload, too.
  await second.reload()
  await second.getByRole('button', { name: '编辑', exact: true }).click()
  await second.waitForFunction(() => document.querySelector('dialog textarea')?.value === '孩子需要辅导')
  // The draft began before the other's change: it is not saved over it without a word.
  await both.getByText('老人需要买药').waitFor()
  await second.getByRole('button', { name: '保存' }).click()
  await second.getByText('已保存').first().waitFor()
  const now = await (await api('xq.union')).get(`/households/${items[0].id}`)
  assert.equal(now.contact_hours, '19点以后', 'what only the first changed is still there')
  assert.equal(now.difficulties, '孩子需要辅导', 'what was chosen with both in sight')

  // The same holds for a person: the draft of one who comes back later is not saved over what others wrote since.
  const name = now.members[0].person.name
  await second.reload()
  await second.getByRole('button', { name: `编辑${name}` }).click()
  await field(second, '备注').fill('夜班，上午勿扰')
  await second.goto('/')
  await first.reload()
  await first.getByRole('button', { name: `编辑${name}` }).click()
  await field(first, '备注').fill('只接短信')
  await first.getByRole('dialog').getByRole('combobox', { name: '性别' }).selectOption('female')
  await first.getByRole('button', { name: '保存' }).click()
  await first.getByText('已保存').first().waitFor()
  await second.goto(`/households/${items[0].id}`)
  await second.getByRole('button', { name: `编辑${name}` }).click()
  await both.getByText('只接短信').waitFor()
  await both.getByText('夜班，上午勿扰').waitFor()
  await second.getByRole('button', { name: '保存' }).click()
  await second.getByText('已保存').first().waitFor()
  const { person } = (await (await api('xq.union')).get(`/households/${items[0].id}`)).members[0]
  assert.deepEqual([person.note, person.sex], ['夜班，上午勿扰', 'female'])
  await first.context().close()
  await second.context().close()
  milestone('loses nothing')
}

async function entersAHousehold(page) {
  await page.goto('/households')
  await page.getByRole('link', { name: '登记家庭' }).click()
  const known = (await (await api('xq.union')).get('/persons?q=wf&limit=20')).items.find(({ phones, households }) => phones.length && households.length)
  await page.getByRole('textbox', { name: '这家是否已经登记？' }).fill(known.phones[0].number)
  await page.getByRole('link', { name: `打开 ${known.households[0].reference}` }).first().waitFor()
  await page.getByRole('textbox', { name: '这家是否已经登记？' }).fill('')

  const form = page.getByRole('form', { name: '登记家庭' })
  await form.getByRole('button', { name: '登记', exact: true }).click()
  await page.getByText('请填写这一项。').first().waitFor()
  // Whoever pressed the button far below is taken to what is missing.
  await page.waitForFunction(() => document.activeElement?.getAttribute('aria-invalid') === 'true')
  await form.getByRole('combobox', { name: /所属镇街村居/ }).fill('杨柳青')
  await form.getByRole('option').first().click()
  await form.getByRole('textbox', { name: '住址' }).fill('9号楼9门909室')
  await form.getByRole('textbox', { name: /^姓名/ }).fill('欧阳测试')
  await form.getByRole('textbox', { name: /^电话/ }).fill(known.phones[0].number)
  await form.getByRole('button', { name: '登记', exact: true }).click()
  await page.getByText('台账中可能已有这户人家').waitFor()
  await form.getByRole('textbox', { name: /^电话/ }).fill('13900001111')
  await form.getByRole('button', { name: '登记', exact: true }).click()
  await page.getByText(/已登记，户编号/).waitFor()
  await page.getByRole('heading', { level: 1, name: '欧阳测试' }).waitFor()

  // The one that is there opens.
  await page.goto('/households/new')
  await page.getByRole('textbox', { name: '这家是否已经登记？' }).fill('1111')
  await page.getByRole('link', { name: /^打开 / }).first().click()
  await page.getByRole('heading', { level: 1, name: '欧阳测试' }).waitFor()
  milestone('enters a household')
}

async function changesLanguageAndTheme(page) {
  await page.getByRole('button', { name: '语言' }).click()
  await page.getByRole('menuitemradio', { name: 'English' }).click()
  await page.getByRole('link', { name: 'Ledger' }).first().waitFor()
  assert.equal(await page.locator('html').getAttribute('lang'), 'en')
  await page.getByRole('button', { name: 'Appearance' }).click()
  await page.getByRole('menuitemradio', { name: 'Dark' }).click()
  await page.waitForFunction(() => document.documentElement.classList.contains('pf-v6-theme-dark'))
  await page.reload()
  await page.getByRole('link', { name: 'Ledger' }).first().waitFor()
  assert(await page.evaluate(() => document.documentElement.classList.contains('pf-v6-theme-dark')), 'the theme is remembered')
  await page.getByRole('button', { name: 'Language' }).click()
  await page.getByRole('menuitemradio', { name: '简体中文' }).click()
  await page.getByRole('link', { name: '台账' }).first().waitFor()
  milestone('changes language and theme')
}

async function worksByKeyboard(browser) {
  const page = await open(browser)
  await page.goto('/')
  await page.getByRole('heading', { name: '登录' }).waitFor()
  const focus = () => page.evaluate(() => document.activeElement?.getAttribute('name') ?? document.activeElement?.textContent?.trim())
  const tabTo = async (target) => {
    for (let presses = 0; presses < 80; presses += 1) {
      if ((await focus()) === target) return
      await page.keyboard.press('Tab')
    }
    assert.fail(`Tab does not lead to ${target}`)
  }
  await tabTo('username')
  await page.keyboard.type('xq.union')
  await page.keyboard.press('Tab')
  assert.equal(await focus(), 'password')
  await page.keyboard.type(PASSWORD)
  await page.keyboard.press('Enter')
  await page.getByRole('heading', { level: 1, name: '需要处理的事' }).waitFor()
  await tabTo('台账')
  await page.keyboard.press('Enter')
  await page.getByRole('heading', { level: 1, name: '台账' }).waitFor()
  await settle(page)
  const first = (await rowsOf(page).first().getByRole('link').textContent()).trim()
  await rowsOf(page).first().getByRole('link').focus()
  await page.keyboard.press('Enter')
  await page.getByRole('heading', { level: 1, name: first }).waitFor()
  await page.getByRole('button', { name: '编辑', exact: true }).focus()
  await page.keyboard.press('Enter')
  await page.getByRole('dialog').waitFor()
  await page.keyboard.press('Escape')
  await page.getByRole('dialog').waitFor({ state: 'detached' })
  await page.waitForFunction(() => document.activeElement?.textContent?.trim() === '编辑')
  await page.context().close()
  milestone('works by keyboard')
}

async function worksOnAPhone(browser) {
  const page = await enter(browser, 'xq.union', { viewport: PHONE, hasTouch: true, isMobile: true })
  await page.getByRole('button', { name: '主导航' }).click()
  await page.getByRole('link', { name: '台账' }).click()
  await page.getByRole('heading', { level: 1, name: '台账' }).waitFor()
  await settle(page)
  assert.match(await page.locator('a[href^="tel:"]').first().getAttribute('href'), /^tel:\+?\d+$/)
  await rowsOf(page).first().getByRole('link').click()
  await page.getByRole('heading', { name: '致电前须知' }).waitFor()
  await page.context().close()
  milestone('works on a phone')
}
