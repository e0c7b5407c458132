// Every page in every guise: a picture of each, and axe finds nothing in any.
import { DESKTOP, PHONE, api, enter, excuse, inspect, milestone, open, picture, settle, travel } from './driver.mjs'

const USERS = { 'zh-CN': 'xq.union', en: 'xq.english' }
const ADMINISTRATORS = { 'zh-CN': 'xq.admin', en: 'flood.admin' }
const GUISES = ['zh-CN', 'en'].flatMap((language) =>
  [['desktop', DESKTOP], ['phone', PHONE]].map(([device, viewport]) => ({ language, device, viewport })),
)

/** Small lists with something of everything: axe and the pictures take their time with every row. */
const LISTS = {
  'health.csv': [
    '姓名,身份证号,手机号码,岗位类别,工作单位,上岗日期,镇街,村居,住址',
    '王芳,,13012340001,援鄂,西青医院,2020-01-26,杨柳青镇,,新华里1号楼1门101室',
    '李伟,,13012340002,隔离点,西青医院,2020-02-02,中北镇,,海泰花园2号楼1门201室',
    '赵敏,12019919800101123X,13012340003,疾控中心,西青区疾病预防控制中心,2020-02-03,精武镇,,永红里3号楼2门301室',
    '孙丽,12019919810230456,,发热门诊,西青医院,2020-02-05,张家窝镇,,田丽花园4号楼3门402室',
    '周强,,13012340005,不知道,西青医院,,大寺镇,,大寺新家园5号楼1门502室',
    ',,13012340006,援鄂,西青医院,,,,',
  ],
  'union.csv': [
    '职工姓名,联系电话,单位,家庭住址,老人人数,未成年子女人数,目前困难',
    '王芳,13012340001,西青医院,新华里1号楼1门101室,2,1,老人买药不便；孩子上网课没人管',
    '钱刚,13012340007,辛口镇卫生院,水高庄6号,1,0,无',
    '李炜,13012340002,西青医院,海泰花园2号楼1门201室,0,2,',
  ],
  'bureau.csv': [
    '姓名,手机号码,岗位类别,工作单位,镇街,住址',
    '王芳,13012340001,隔离点,辛口镇卫生院,杨柳青镇,新华里9号楼9门909室',
    '李伟,13012340002,发热门诊,西青医院,中北镇,海泰花园2号楼1门201室',
  ],
  'community.csv': ['户号,姓名,与一线人员关系,电话,出生日期,村居,住址', '1,吴静,本人,13012340008,1985-03-04,,福雅花园7号楼1门102室', '1,吴小宝,子女,,2014-06-01,,'],
}

await travel(async (browser) => {
  await empty(browser)
  const places = await fill()
  for (const guise of GUISES) await pages(browser, guise, places)
  for (const guise of GUISES) await administration(browser, guise)
  await states(browser, places)
})

/** What only administrators see. */
async function administration(browser, guise) {
  const { language, device, viewport } = guise
  const options = { viewport, locale: language, isMobile: device === 'phone', hasTouch: device === 'phone' }
  const page = await enter(browser, ADMINISTRATORS[language], options)
  for (const part of ['areas', 'organisations', 'colleagues', 'invitations', 'audit']) {
    await page.goto(part === 'areas' ? '/directory' : `/directory?part=${part}`)
    await page.getByRole('heading', { level: 1 }).waitFor()
    await settle(page)
    await shoot(page, `administration-${part}`, guise)
  }
  await page.goto('/directory?part=colleagues')
  await settle(page)
  await page.getByRole('button', { name: language === 'en' ? 'Invite' : '邀请同事', exact: true }).click()
  await page.getByRole('dialog').waitFor()
  await shoot(page, 'administration-invite', guise)
  await page.context().close()

  const stranger = await open(browser, { viewport, locale: language, isMobile: device === 'phone' })
  await stranger.goto('/invitation#nothing')
  await stranger.getByRole('alert').waitFor()
  await shoot(stranger, 'invitation-void', guise)
  await stranger.context().close()
  milestone(`administration on a ${device} in ${language}`)
}

/** Shows a page in light and, once for both languages, in dark: another language has no other colours. */
async function shoot(page, name, { language, device }) {
  for (const theme of language === 'en' ? ['light'] : ['light', 'dark']) {
    await page.emulateMedia({ colorScheme: theme, reducedMotion: 'reduce' })
    await page.waitForFunction((isDark) => document.documentElement.classList.contains('pf-v6-theme-dark') === isDark, theme === 'dark')
    // Colours pass from element to element, each in a transition of its own.
    await page.waitForFunction(() => !document.getAnimations().some((one) => one instanceof CSSTransition))
    const full = `${name}-${device}-${language}-${theme}`
    await picture(page, full)
    // Of what axe looks at, a theme changes the colours alone.
    await inspect(page, full, theme === 'dark' ? ['color-contrast'] : undefined)
  }
}

async function come(browser, { language, device, viewport }) {
  const page = await enter(browser, USERS[language], { viewport, locale: language, isMobile: device === 'phone', hasTouch: device === 'phone' })
  return page
}

/** Before anything was collected. */
async function empty(browser) {
  const guise = { language: 'zh-CN', device: 'desktop', viewport: DESKTOP }
  const page = await come(browser, guise)
  for (const [name, address] of [['home-empty', '/'], ['households-empty', '/households'], ['rosters-empty', '/rosters'], ['coverage-empty', '/coverage'], ['coverage-gaps-empty', '/coverage?part=gaps']]) {
    await page.goto(address)
    await settle(page)
    await shoot(page, name, guise)
  }
  await page.context().close()
  milestone('empty pages')
}

/** One roster at each step of its way. */
async function fill() {
  const union = await api('xq.union')
  const id = async (name) => (await union.upload(name, Buffer.from(`${LISTS[name].join('\n')}\n`))).id
  const [result, preview, columns] = [await id('health.csv'), await id('union.csv'), await id('community.csv')]
  await union.finish(result, 'preview')
  await union.finish(result, 'commit')
  await union.finish(preview, 'preview')
  const bureau = await id('bureau.csv')
  await union.finish(bureau, 'preview')
  await union.finish(bureau, 'commit')
  const [of] = (await union.get('/coverage/disagreements')).items
  await union.post('/coverage/settlements', { matter: of.matter, household_id: of.household.id, person_id: of.person_id, reason: '已向医院核实', version: of.version })
  const { items } = await union.get('/households?limit=1')
  const { sources } = await union.get('/coverage')
  milestone('a ledger')
  return { columns, preview, result, household: items[0].id, source: sources[0].source.id }
}

async function pages(browser, guise, places) {
  const outside = await open(browser, { viewport: guise.viewport, locale: guise.language, isMobile: guise.device === 'phone' })
  await outside.goto('/')
  await outside.getByRole('heading', { level: 1 }).waitFor()
  await shoot(outside, 'sign-in', guise)
  await outside.context().close()

  const page = await come(browser, guise)
  const addresses = {
    home: '/',
    households: '/households',
    household: `/households/${places.household}`,
    'household-new': '/households/new',
    'household-split': `/households/${places.household}/split`,
    coverage: '/coverage',
    'coverage-gaps': '/coverage?part=gaps',
    'coverage-disagreements': '/coverage?part=disagreements',
    'coverage-settled': '/coverage?part=disagreements&disagreement=settled',
    'coverage-workers': '/coverage?part=workers',
    'coverage-rows': `/coverage?part=rows&outcome=applied&source_id=${places.source}`,
    duplicates: '/duplicates',
    'duplicates-households': '/duplicates?of=households',
    rosters: '/rosters',
    'rosters-held': '/rosters?tab=held',
    'rosters-mistyped': '/rosters?tab=mistyped',
    'roster-new': '/rosters/new',
    'roster-columns': `/rosters/${places.columns}`,
    'roster-preview': `/rosters/${places.preview}`,
    'roster-result': `/rosters/${places.result}`,
    'roster-held': `/rosters/${places.result}?outcome=held`,
    directory: '/directory',
    'directory-organisations': '/directory?part=organisations',
    'directory-colleagues': '/directory?part=colleagues',
    account: '/account',
    'not-found': '/nowhere',
  }
  for (const [name, address] of Object.entries(addresses)) {
    await page.goto(address)
    await page.getByRole('heading', { level: 1 }).waitFor()
    await settle(page)
    if (name === 'roster-held') await page.getByRole('rowheader').getByRole('button').first().click()
    await shoot(page, name, guise)
    if (name === 'household') {
      await page.getByRole('button', { name: guise.language === 'en' ? 'Edit' : '编辑', exact: true }).click()
      await page.getByRole('dialog').waitFor()
      await shoot(page, 'household-edit', guise)
      await page.keyboard.press('Escape')
      await page.getByRole('button', { name: guise.language === 'en' ? 'Household' : '家庭变动', exact: true }).click()
      await shoot(page, 'household-menu', guise)
      const merge = page.getByRole('menuitem', { name: guise.language === 'en' ? 'Merge with another household' : '与另一户合并' })
      // Looking for findings may have taken the focus, and the menu with it.
      if (!(await merge.isVisible())) await page.getByRole('button', { name: guise.language === 'en' ? 'Household' : '家庭变动', exact: true }).click()
      await merge.click()
      await page.getByRole('main').getByRole('combobox').and(page.locator('input')).fill('xin')
      await page.getByRole('option').first().click()
      await settle(page)
      await shoot(page, 'household-merge', guise)
    }
    if (name === 'home' && guise.device === 'phone') {
      await page.getByRole('button', { name: guise.language === 'en' ? 'Main navigation' : '主导航' }).click()
      await shoot(page, 'navigation', guise)
    }
  }
  await page.context().close()
  milestone(`pages on a ${guise.device} in ${guise.language}`)
}

/** What a page shows while it waits, when the server fails, and when there is none. */
async function states(browser, places) {
  const guise = { language: 'zh-CN', device: 'desktop', viewport: DESKTOP }
  const page = await come(browser, guise)
  const ledger = '**/api/v1/households?*'
  await page.route(ledger, () => {})
  await page.getByRole('link', { name: '台账' }).first().click()
  await page.getByRole('heading', { level: 1, name: '台账' }).waitFor()
  await shoot(page, 'households-loading', guise)
  await page.unroute(ledger)

  const problem = { type: 'about:blank', title: 'Internal', status: 500, code: 'internal', errors: [], request_id: '0197a3c2-6a3e-7c11-9f2e-0d3b6a3c1e55' }
  await page.route('**/api/v1/summary', (route) => route.fulfill({ status: 500, contentType: 'application/problem+json', json: problem }))
  excuse(page, 'the server responded with a status of 500')
  await page.goto('/')
  await page.getByRole('button', { name: '重试' }).waitFor()
  await shoot(page, 'home-failed', guise)

  await page.route(`**/api/v1/households/${places.household}`, (route) => route.abort())
  await page.goto(`/households/${places.household}`)
  await page.getByRole('button', { name: '重试' }).waitFor()
  await shoot(page, 'household-offline', guise)

  await page.goto('/households?q=没有这个人')
  await page.getByText('没有符合条件的家庭').waitFor()
  await shoot(page, 'households-none', guise)
  await page.context().close()
  milestone('states')
}
