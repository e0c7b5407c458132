// What every journey stands on: the browser, somebody who signs in, and complaints that end the journey.
import { AxeBuilder } from '@axe-core/playwright'
import assert from 'node:assert/strict'
import { mkdir } from 'node:fs/promises'
import { readFileSync, readdirSync } from 'node:fs'
import path from 'node:path'
import { chromium } from 'playwright-core'

const { HOMEFRONT_URL, HOMEFRONT_PASSWORD, HOMEFRONT_PACK, HOMEFRONT_TEST_CHROMIUM, HOMEFRONT_TEST_SCREENSHOTS } = process.env

export const PASSWORD = HOMEFRONT_PASSWORD
export const ROSTERS = readdirSync(HOMEFRONT_PACK).filter((name) => name.startsWith('roster-')).sort().map((name) => path.join(HOMEFRONT_PACK, name))
export const EXPECTED = JSON.parse(readFileSync(path.join(HOMEFRONT_PACK, 'expected.json'), 'utf8'))

export const DESKTOP = { width: 1280, height: 900 }
export const PHONE = { width: 390, height: 844 }

/** Long enough for an unoptimised server on a busy machine; a journey that waits this long fails. */
const PATIENCE = 30_000

/** Runs a journey and ends the process with what became of it. */
export async function travel(journey) {
  const browser = await chromium.launch({
    executablePath: HOMEFRONT_TEST_CHROMIUM,
    args: [
      '--headless', '--no-sandbox', '--disable-gpu', '--no-first-run', '--disable-background-networking',
      '--disable-component-update', '--disable-sync', '--disable-quic',
    ],
  })
  const begun = Date.now()
  try {
    await journey(browser)
    assert.deepEqual(complaints, [], complaints.join('\n'))
  } catch (error) {
    console.error(error)
    for (const context of browser.contexts()) {
      for (const page of context.pages()) {
        console.error(`${page.url()} shows:\n${await page.locator('body').innerText().catch(() => '')}`)
        await picture(page, `failed-${path.basename(process.argv[1], '.mjs')}`).catch(() => {})
      }
    }
    process.exitCode = 1
  }
  await browser.close()
  console.log(`${((Date.now() - begun) / 1000).toFixed(1)} s in all`)
}

let last = Date.now()

/** Says how far the journey is. */
export function milestone(name) {
  const now = Date.now()
  console.log(`${((now - last) / 1000).toFixed(1).padStart(6)} s  ${name}`)
  last = now
}

const complaints = []

/** Notes something that must not be, and goes on: one run shows all of it. */
export function complain(sentence) {
  complaints.push(sentence)
  console.error(sentence)
}

/** A browser of one's own: nothing is shared with other people's. */
export async function open(browser, options = {}) {
  const context = await browser.newContext({
    baseURL: HOMEFRONT_URL,
    locale: 'zh-CN',
    timezoneId: 'Asia/Shanghai',
    viewport: DESKTOP,
    reducedMotion: 'reduce',
    ...options,
  })
  context.setDefaultTimeout(PATIENCE)
  const page = await context.newPage()
  watch(page)
  return page
}

/**
 * What the browser says of a call, or of the code of other pages, that a journey keeps from the page or cuts off by going on
 * while it is on its way.
 */
const UNREACHED = ['net::ERR_', 'TypeError: Failed to fetch', "'compile' on 'WebAssembly': HTTP status", 'WebAssembly compilation aborted: Network error']

/** What a journey brings about on purpose is no complaint about this page. */
export function excuse(page, words) {
  EXCUSED.set(page, words)
}

const EXCUSED = new WeakMap()

/** The console must stay clean: what the browser refuses or the application throws ends the journey. */
function watch(page) {
  page.on('pageerror', (error) => complain(`${page.url()} throws ${error}`))
  page.on('console', (message) => {
    const answers = message.text().startsWith('Failed to load resource: the server responded with a status of 4')
    const offline = [...UNREACHED, EXCUSED.get(page)].some((sign) => sign && message.text().includes(sign))
    if (message.type() === 'error' && !answers && !offline) complain(`${page.url()} says ${message.text()}`)
  })
}

export async function signIn(page, username, password = PASSWORD) {
  await page.getByLabel(/用户名|User ?name/i).fill(username)
  await page.getByLabel(/密码|Password/i).fill(password)
  await page.keyboard.press('Enter')
}

/** A signed-in page. */
export async function enter(browser, username, options) {
  const page = await open(browser, options)
  await page.goto('/')
  await signIn(page, username)
  await page.getByLabel(/密码|Password/i).waitFor({ state: 'detached' })
  await page.getByRole('heading', { level: 1 }).waitFor()
  return page
}

/** The API as a program uses it, for what a journey starts from. */
export async function api(username) {
  const signedIn = await fetch(`${HOMEFRONT_URL}/api/v1/sessions`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ username, password: PASSWORD }),
  })
  const { access_token } = await signedIn.json()
  const call = async (method, address, body) => {
    const isFile = Buffer.isBuffer(body)
    const response = await fetch(`${HOMEFRONT_URL}/api/v1${address}`, {
      method,
      headers: {
        authorization: `Bearer ${access_token}`,
        ...(body && { 'content-type': isFile ? 'application/octet-stream' : 'application/json' }),
      },
      body: isFile ? body : body && JSON.stringify(body),
    })
    assert(response.ok, `${method} ${address}: ${response.status} ${await response.clone().text()}`)
    return response.status === 204 ? undefined : response.json()
  }
  const finish = async (roster, work) => {
    let job = await call('POST', `/rosters/${roster}/${work}`)
    while (['queued', 'running'].includes(job.state)) {
      await new Promise((wake) => setTimeout(wake, 50))
      job = await call('GET', `/jobs/${job.id}`)
    }
    assert.equal(job.state, 'done', JSON.stringify(job))
  }
  return {
    get: (address) => call('GET', address),
    post: (address, body) => call('POST', address, body),
    upload: (name, content) => call('POST', `/rosters?filename=${encodeURIComponent(name)}`, content),
    finish,
  }
}

/** The page is there, nothing moves, and nothing is on its way any more. */
export async function settle(page) {
  await page.waitForFunction(() => document.querySelector('h1') && !document.querySelector('[aria-busy=true], .hf-skeleton, .hf-boot, .hf-table--refreshing'))
  await page.evaluate(() => document.fonts.ready)
}

/** A picture of the page from its top, two windows long at most: further rows of a list show nothing new. */
export async function picture(page, name) {
  await mkdir(HOMEFRONT_TEST_SCREENSHOTS, { recursive: true })
  const { width, height } = page.viewportSize()
  const length = await page.evaluate(() => document.documentElement.scrollHeight)
  const clip = { x: 0, y: 0, width, height: Math.min(length, 2 * height) }
  await page.screenshot({ path: path.join(HOMEFRONT_TEST_SCREENSHOTS, `${name}.png`), fullPage: true, clip })
}

/** Lets axe look at the page as it is now, by every rule it has or by some. */
export async function inspect(page, name, rules) {
  const axe = new AxeBuilder({ page })
  const { violations } = await (rules ? axe.withRules(rules) : axe).analyze()
  for (const { id, help, nodes } of violations) {
    complain(`${name}: ${id} (${help}): ${nodes.map((node) => `${node.html} ${node.any.map((check) => check.message).join('; ')}`).join(' | ')}`)
  }
  const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)
  if (wide > 0) complain(`${name}: the page is ${wide} px wider than the window`)
}
