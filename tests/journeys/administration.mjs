// Somebody is invited by a link, joins, guards their account with a second factor, and is locked out again.
import assert from 'node:assert/strict'
import { createHmac } from 'node:crypto'
import { DESKTOP, PHONE, enter, inspect, milestone, open, settle, travel } from './driver.mjs'

const NEW_PASSWORD = 'seven quiet herons'

await travel(async (browser) => {
  const admin = await enter(browser, 'xq.admin', { viewport: DESKTOP, locale: 'zh-CN' })
  const link = await invite(admin)
  const member = await join(browser, link)
  await guard(browser, member)
  await lock(admin, member)
  await rearrange(admin)
  await takeOver(admin)
  await look(admin)
})

async function invite(page) {
  await page.goto('/directory?part=colleagues')
  await page.getByRole('button', { name: '邀请同事', exact: true }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel('姓名').fill('孟一凡')
  await dialog.getByRole('button', { name: '生成邀请' }).click()
  await page.getByRole('dialog', { name: '给孟一凡的邀请' }).waitFor()
  const link = await page.getByRole('dialog').locator('code').innerText()
  assert.match(link, /\/invitation#[\w-]{43}$/)
  await inspect(page, 'invitation-link')
  await page.getByRole('dialog').getByRole('button', { name: '关闭' }).last().click()
  await page.goto('/directory?part=invitations')
  await page.getByText('孟一凡').waitFor()
  milestone('an invitation')
  return link
}

async function join(browser, link) {
  const page = await open(browser, { viewport: PHONE, locale: 'zh-CN', isMobile: true, hasTouch: true })
  await page.goto(link)
  await page.getByRole('heading', { name: '欢迎您，孟一凡' }).waitFor()
  await inspect(page, 'invitation')
  await page.getByLabel('用户名').fill('meng.yifan')
  await page.getByLabel('新密码', { exact: true }).or(page.locator('input[name=password]')).first().fill(NEW_PASSWORD)
  const repeated = page.locator('input[autocomplete=new-password]').last()
  await repeated.fill('something else')
  await page.getByRole('button', { name: '加入并登录' }).click()
  await page.getByText('两次输入不一致').waitFor()
  await repeated.fill(NEW_PASSWORD)
  await page.getByRole('button', { name: '加入并登录' }).click()
  await page.getByRole('button', { name: '孟一凡' }).waitFor()
  assert.equal(new URL(page.url()).hash, '')
  milestone('joined')
  return page
}

async function guard(browser, page) {
  await page.goto('/account')
  await page.getByRole('button', { name: '启用两步验证' }).click()
  await page.getByRole('dialog').getByLabel('现在的密码').fill(NEW_PASSWORD)
  await page.getByRole('dialog').getByRole('button', { name: '启用两步验证' }).click()
  await page.getByRole('img', { name: '验证器应用的二维码' }).waitFor()
  await inspect(page, 'second-factor')
  const secret = (await page.getByRole('dialog').locator('code').innerText()).replaceAll(' ', '')
  await page.getByRole('dialog').getByLabel('验证码').fill(code(secret, 0))
  await page.getByRole('dialog').getByRole('button', { name: '启用', exact: true }).click()
  await page.getByRole('dialog', { name: '恢复码' }).waitFor()
  const recovery = await page.getByRole('dialog').locator('code').first().innerText()
  await page.getByRole('button', { name: '我已保存' }).click()
  await page.getByText('还剩 10 个恢复码').waitFor()

  const elsewhere = await open(browser, { viewport: DESKTOP, locale: 'zh-CN' })
  await elsewhere.goto('/')
  await elsewhere.getByLabel('用户名').fill('meng.yifan')
  await elsewhere.getByLabel('密码').fill(NEW_PASSWORD)
  await elsewhere.getByRole('button', { name: '登录' }).click()
  await elsewhere.getByRole('heading', { name: '两步验证' }).waitFor()
  await inspect(elsewhere, 'second-step')
  await elsewhere.getByLabel('验证码').fill(recovery)
  await elsewhere.getByRole('button', { name: '登录', exact: true }).click()
  await elsewhere.getByRole('button', { name: '孟一凡' }).waitFor()

  await page.reload()
  await page.getByText('还剩 9 个恢复码').waitFor()
  await page.getByRole('button', { name: '让其他设备全部退出' }).click()
  await elsewhere.goto('/account')
  await elsewhere.getByRole('button', { name: '登录' }).waitFor()
  await elsewhere.context().close()
  milestone('a second factor')
}

async function lock(admin, member) {
  await admin.goto('/directory?part=colleagues&q=孟一凡')
  await settle(admin)
  await admin.getByRole('button', { name: '孟一凡的操作' }).click()
  await admin.getByRole('menuitem', { name: '锁定账号' }).click()
  await admin.getByRole('dialog').getByRole('button', { name: '锁定账号' }).click()
  await admin.getByText('没有找到同事').waitFor()
  await member.goto('/households')
  await member.getByRole('button', { name: '登录' }).waitFor()
  await admin.goto('/directory?part=audit')
  await admin.getByText('孟一凡').first().waitFor()
  milestone('locked')
}

/** A village gets another name and goes to another town. */
async function rearrange(page) {
  await page.goto('/directory')
  await page.getByRole('button', { name: /西营门街道/ }).first().click()
  await page.getByRole('button', { name: '小稍直口社区居委会的操作' }).click()
  await page.getByRole('menuitem', { name: '改名' }).click()
  const rename = page.getByRole('dialog')
  await rename.getByRole('textbox').fill('梧桐里社区居委会')
  await inspect(page, 'area-rename')
  await rename.getByRole('button', { name: '保存' }).click()
  await page.getByRole('button', { name: '梧桐里社区居委会的操作' }).click()
  await page.getByRole('menuitem', { name: '调整隶属' }).click()
  const move = page.getByRole('dialog')
  await move.getByRole('button', { name: '调整隶属' }).click()
  await move.getByText('请填写').first().waitFor()
  await move.getByRole('combobox').fill('中北')
  await page.getByRole('option', { name: /中北镇/ }).click()
  await inspect(page, 'area-move')
  await move.getByRole('button', { name: '调整隶属' }).click()
  await move.waitFor({ state: 'hidden' })
  await page.goto('/directory?q=梧桐里')
  await page.getByText('西青区 › 中北镇').waitFor()
  milestone('an area moved')
}

/** An official list is looked at, refused for a wrong line, and taken over. */
async function takeOver(page) {
  await page.goto('/directory')
  await page.getByRole('button', { name: '导入清单' }).click()
  const dialog = page.getByRole('dialog', { name: '导入清单' })
  await inspect(page, 'area-list')
  const choose = (text) =>
    dialog.locator('input[type=file]').setInputFiles({ name: '区划.csv', mimeType: 'text/csv', buffer: Buffer.from(text) })
  await choose('代码,名称\n120111500,新城街道\n999,无处\n')
  await dialog.getByText('找不到上级').waitFor()
  assert.ok(await dialog.getByRole('button', { name: /导入 1 项变化/ }).isDisabled())
  await inspect(page, 'area-list-invalid')
  await dialog.getByRole('button', { name: '另选文件' }).click()
  await choose('代码,名称\n120111500,新城街道\n120111500001,第一社区\n120111001002,新春畅里社区\n')
  await dialog.getByRole('button', { name: /导入 3 项变化/ }).waitFor()
  await inspect(page, 'area-list-preview')
  await dialog.getByRole('button', { name: /导入 3 项变化/ }).click()
  await dialog.waitFor({ state: 'hidden' })
  await page.getByText('新城街道').waitFor()
  milestone('a list taken over')
}

/** The organisation's records, narrowed down. */
async function look(page) {
  await page.goto('/directory?part=audit')
  await settle(page)
  await page.getByLabel('事项').selectOption({ label: '修改地区' })
  await page.waitForURL(/entry=area_updated/)
  await page.getByText('梧桐里社区居委会').first().waitFor()
  await inspect(page, 'audit')
  await page.reload()
  await page.getByText('梧桐里社区居委会').first().waitFor()
  milestone('records narrowed down')
}

/** RFC 6238, as the app on somebody's phone has it; the server's clock stands still at its beginning. */
function code(secret, steps) {
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'
  const bits = [...secret].map((c) => alphabet.indexOf(c).toString(2).padStart(5, '0')).join('')
  const key = Buffer.from(bits.match(/.{8}/g).map((byte) => parseInt(byte, 2)))
  const step = Buffer.alloc(8)
  step.writeBigInt64BE(BigInt(Math.floor(Date.parse('2020-02-11T03:00:00Z') / 30_000) + steps))
  const digest = createHmac('sha1', key).update(step).digest()
  const offset = digest[19] & 15
  return String((digest.readUInt32BE(offset) & 0x7fff_ffff) % 1_000_000).padStart(6, '0')
}
