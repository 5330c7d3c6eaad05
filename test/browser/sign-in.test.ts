// How people get in again: a forgotten password, with work that waits on another of their devices.
import { readFile } from 'node:fs/promises'
import { DatabaseSync } from 'node:sqlite'
import { join } from 'node:path'
import { Secret, TOTP } from 'otpauth'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { launchChromium } from '../support/chromium.ts'
import { RunningServer } from '../support/server.ts'
import { CapturingSmtp } from '../support/smtp.ts'
import { sees, seesNo } from './device.ts'
import './no-errors.ts'
import { seedCustomers, seedMsp } from './seed.ts'
import { edit, field, hasWaiting, holds, isSynced, linkIn, msp, row, signIn } from './steps.ts'
import { newPerson } from './walk.ts'

const company = 'Acme Brewing'
const newPassword = 'quiet meadow walk'

let smtp: CapturingSmtp
let server: RunningServer
let browser: Browser

beforeAll(async () => {
  smtp = await CapturingSmtp.start()
  server = await RunningServer.start({ env: { SMTP_URL: smtp.url } })
  await seedMsp(server)
  await seedCustomers(server.origin, [company])
  browser = await launchChromium()
})

afterAll(async () => {
  await browser?.close()
  await server?.remove()
  await smtp?.stop()
})

function changeDatabase(sql: string): void {
  const database = new DatabaseSync(join(server.dataFolder, 'tandem.sqlite'), { timeout: 5000 })
  database.exec(sql)
  database.close()
}

/** The next mail to the MSP's person that has such a link. */
async function nextLink(path: string): Promise<string> {
  for (;;) {
    const mail = await smtp.nextMail(msp.email)
    if (mail.message.text?.includes(`${path}#link=`)) return linkIn(mail, path)
  }
}

async function openList(person: { email: string; password: string }): Promise<Page> {
  const page = await newPerson(browser, server, person)
  await page.goto('/customers')
  await sees(row(page, company))
  await isSynced(page)
  return page
}

async function openAccount(page: Page): Promise<void> {
  await row(page, company).getByRole('link').first().click()
  await page.getByRole('link', { name: 'MANAGE ACCOUNT' }).click()
  await sees(field(page, 'City'))
}

const isSignedOut = (page: Page) => sees(page.getByRole('heading', { name: 'Sign in to Tandem' }))

describe('Signing in again', () => {
  it('[X2] a forgotten password: two other devices are signed out, and the edit that waits on one still arrives', async () => {
    const [tablet, phone] = [await openList(msp), await openList(msp)]
    await openAccount(tablet)
    await tablet.context().setOffline(true)
    await edit(tablet, 'City', 'Typed before')
    await hasWaiting(tablet, 1)

    const laptop = await newPerson(browser, server)
    await laptop.goto('/sign-in')
    await laptop.getByRole('link', { name: 'Forgot your password?' }).click()
    await sees(laptop.getByRole('button', { name: 'Send link' }))
    await laptop.getByLabel('Work email').fill(msp.email)
    await laptop.getByRole('button', { name: 'Send link' }).click()
    await sees(laptop.getByRole('heading', { name: 'Look into your mailbox' }))

    await laptop.goto(await nextLink('/reset-password'))
    await sees(laptop.getByText(`For ${msp.email}.`))
    await laptop.getByLabel('New password').fill('northwind it')
    await laptop.getByLabel('Confirm password').fill('northwind it')
    await laptop.getByRole('button', { name: 'Set new password' }).click()
    await sees(laptop.getByText(/Too easy to guess/))
    await laptop.getByLabel('New password').fill(newPassword)
    await laptop.getByLabel('Confirm password').fill(newPassword)
    await laptop.getByRole('button', { name: 'Set new password' }).click()
    await sees(laptop.getByRole('heading', { name: 'Your password is set' }))

    await isSignedOut(phone)
    await tablet.context().setOffline(false)
    await isSignedOut(tablet)
    await sees(tablet.getByText(/1 change waits on this device/))

    await laptop.getByRole('link', { name: 'Sign in', exact: true }).click()
    await signIn(laptop, { ...msp, password: newPassword })
    await sees(row(laptop, company))
    await openAccount(laptop)
    await tablet.getByLabel('Password', { exact: true }).fill(newPassword)
    await tablet.getByRole('button', { name: 'Sign in', exact: true }).click()
    await sees(row(tablet, company))
    await isSynced(tablet)
    await holds(laptop, { City: 'Typed before' })
    for (const page of [tablet, phone, laptop]) await page.context().close()
  })

  it('[X2] a link that was used says so and leads to a new one', async () => {
    const page = await newPerson(browser, server)
    await page.goto('/reset-password#link=not.ours-at-all-and-never-was')
    await sees(page.getByRole('heading', { name: 'This link does not work' }))
    await page.getByRole('link', { name: 'Get a new link' }).click()
    await page.waitForURL('**/forgot-password')
    expect(await page.getByLabel('Work email').inputValue()).toBe('')
    await page.context().close()
  })
})

const proofDialog = (page: Page) => page.getByRole('dialog', { name: 'Is it you?' })
/** As if everybody had signed in more than a quarter of an hour ago. */
const passQuarterHour = () => changeDatabase('update session set proved_at = 0')

async function addRole(page: Page, name: string): Promise<void> {
  await page.goto('/team/roles')
  await page.getByRole('button', { name: 'Add role' }).click()
  await field(page, 'Role name').fill(name)
  await page.getByRole('button', { name: 'SAVE', exact: true }).click()
}

describe('Showing that it is still oneself', () => {
  const person = { email: msp.email, password: newPassword }
  const role = (page: Page, name: string) => page.getByRole('listitem').filter({ hasText: name })

  it('[M20][X2] a role a while after signing in wants the password first; who doesn’t give it changes nothing, and offline it is queued; the audit log has both', async () => {
    const page = await openList(person)
    passQuarterHour()
    await addRole(page, 'Reader')
    await proofDialog(page).getByRole('button', { name: 'Not now' }).click()
    await sees(page.getByText('Show first that it is you. Nothing was changed.'))
    await hasWaiting(page, 0)
    await page.getByRole('button', { name: 'SAVE', exact: true }).click()
    await seesNo(proofDialog(page).getByRole('button', { name: 'Use a code instead' }))
    await proofDialog(page).getByLabel('Password', { exact: true }).fill(person.password)
    await proofDialog(page).getByRole('button', { name: 'Continue' }).click()
    await sees(role(page, 'Reader'))
    await isSynced(page)

    passQuarterHour()
    await page.context().setOffline(true)
    await page.getByRole('button', { name: 'Add role' }).click()
    await field(page, 'Role name').fill('Helper')
    await page.getByRole('button', { name: 'SAVE', exact: true }).click()
    await sees(role(page, 'Helper'))
    await hasWaiting(page, 1)
    await page.context().setOffline(false)
    await isSynced(page)
    await sees(role(page, 'Helper'))

    await page.goto('/audit-log')
    const entry = page.getByRole('listitem').filter({ hasText: 'Role added' })
    for (const words of ['Reader', 'Helper'])
      await sees(entry.filter({ hasText: words }).filter({ hasText: msp.email }))
    await page.context().close()
  })
})

describe('My profile', () => {
  const person = { email: msp.email, password: newPassword }

  it('[X8] a person changes name, mails’ language, password and address; another device is cut and keeps what waits', async () => {
    const [page, tablet] = [await openList(person), await openList(person)]
    await openAccount(tablet)
    await tablet.context().setOffline(true)
    await edit(tablet, 'City', 'Waits here')
    await hasWaiting(tablet, 1)

    await page.getByRole('button', { name: /^Account of/ }).click()
    await page.getByRole('menuitem', { name: 'My profile' }).click()
    await page.getByLabel('Last name').fill('Berg-Lind')
    await page.getByLabel('Language of mails').selectOption('de')
    await page.getByRole('button', { name: 'SAVE', exact: true }).click()
    await sees(page.getByRole('button', { name: 'Account of Noa Berg-Lind' }))

    await page.getByLabel('Current password').fill('not the password')
    await page.getByLabel('New password').fill('evening by the river')
    await page.getByLabel('Confirm password').fill('evening by the river')
    await page.getByRole('button', { name: 'Change password' }).click()
    await sees(page.getByText('Not your present password.'))
    await page.getByLabel('Current password').fill(newPassword)
    await page.getByRole('button', { name: 'Change password' }).click()
    await sees(page.getByText(/Your password is changed/))
    person.password = 'evening by the river'

    await tablet.context().setOffline(false)
    await isSignedOut(tablet)
    await sees(tablet.getByText(/1 change waits on this device/))
    await tablet.getByLabel('Password', { exact: true }).fill(person.password)
    await tablet.getByRole('button', { name: 'Sign in', exact: true }).click()
    await sees(row(tablet, company))
    await isSynced(tablet)

    await page.reload()
    await page
      .getByRole('button', { name: /^Sign out there/ })
      .first()
      .click()
    await isSignedOut(tablet)

    await page.getByRole('button', { name: 'Change address' }).click()
    await page.getByLabel('New work email').fill('noa.lind@northwind.example')
    await page.getByRole('button', { name: 'Send link' }).click()
    await sees(page.getByText(/If nobody else uses noa\.lind/))
    const mail = await smtp.nextMail('noa.lind@northwind.example')
    expect(mail.message.subject).toBe('Bestätigen Sie Ihre neue Adresse für Tandem')
    await page.goto(linkIn(mail, '/confirm-email'))
    await page.getByRole('button', { name: 'Confirm email' }).click()
    await sees(page.getByRole('heading', { name: 'Your address is changed' }))
    await page.goto('/profile')
    await sees(page.getByText('noa.lind@northwind.example'))
    person.email = 'noa.lind@northwind.example'
    for (const each of [page, tablet]) await each.context().close()
  })

  it('[X2] a second factor that the organisation asks for: the next sign-in enrols, and a recovery code works once, also to show that it is still oneself', async () => {
    const page = await openList(person)
    await page.goto('/settings')
    passQuarterHour()
    await page.getByRole('checkbox', { name: 'Everybody needs a second factor' }).check()
    const dialog = proofDialog(page)
    await dialog.getByLabel('Password', { exact: true }).fill('not the password')
    await dialog.getByRole('button', { name: 'Continue' }).click()
    await sees(dialog.getByText('Not your present password.'))
    await dialog.getByLabel('Password', { exact: true }).fill(person.password)
    await dialog.getByRole('button', { name: 'Continue' }).click()
    await sees(page.getByText('Saved'))
    expect(await page.getByRole('checkbox', { name: 'Everybody needs a second factor' }).isChecked()).toBe(true)

    const phone = await newPerson(browser, server)
    await phone.goto('/sign-in')
    await signIn(phone, person)
    await sees(phone.getByRole('heading', { name: 'Set up your second factor' }))
    await sees(phone.getByRole('img', { name: 'QR code of the key' }))
    const secret = (await phone.getByText(/^[A-Z2-7]{4} [A-Z2-7 ]+$/).innerText()).replaceAll(' ', '')
    await phone.getByRole('textbox', { name: 'Code' }).fill(new TOTP({ secret: Secret.fromBase32(secret) }).generate())
    await phone.getByRole('button', { name: 'Turn on' }).click()
    await sees(phone.getByRole('heading', { name: 'Your second factor is on' }))
    const [recoveryCode, another] = await phone.getByRole('listitem').allInnerTexts()
    await phone.getByRole('button', { name: 'I have kept them' }).click()
    await sees(row(phone, company))

    const enterWith = async (code: string) => {
      const other = await newPerson(browser, server)
      await other.goto('/sign-in')
      await signIn(other, person)
      await other.getByRole('textbox', { name: 'Code' }).fill(code)
      await other.getByRole('button', { name: 'Sign in', exact: true }).click()
      return other
    }
    const tablet = await enterWith(recoveryCode!)
    await sees(row(tablet, company))
    const thief = await enterWith(recoveryCode!)
    await sees(thief.getByText(/This code is not right, or was used already/))

    await page.getByRole('link', { name: 'Open audit log' }).click()
    const entry = (words: string) => page.getByRole('main').getByRole('listitem').filter({ hasText: words })
    await sees(entry('Recovery code used').filter({ hasText: 'noa.lind@northwind.example' }))
    await page.getByLabel('Event').selectOption('Wrong code of the second factor')
    await seesNo(entry('Recovery code used'))
    await sees(entry('Chrome on Linux'))
    const downloading = page.waitForEvent('download')
    await page.getByRole('button', { name: 'DOWNLOAD AS CSV' }).click()
    const file = await readFile(await (await downloading).path(), 'utf8')
    expect(file).toMatch(
      /^\ufeffTime \(UTC\),Event,Person,Work email,Device,Concerns,Change\r\n.+Wrong code of the second factor,Noa Berg-Lind,/,
    )

    passQuarterHour()
    await addRole(phone, 'Auditor')
    await proofDialog(phone).getByRole('button', { name: 'Use a code instead' }).click()
    await proofDialog(phone).getByRole('textbox', { name: 'Code' }).fill('000000')
    await proofDialog(phone).getByRole('button', { name: 'Continue' }).click()
    await sees(proofDialog(phone).getByText(/This code is not right, or was used already/))
    await proofDialog(phone).getByRole('textbox', { name: 'Code' }).fill(another!)
    await proofDialog(phone).getByRole('button', { name: 'Continue' }).click()
    await sees(phone.getByRole('listitem').filter({ hasText: 'Auditor' }))
    for (const each of [page, phone, tablet, thief]) await each.context().close()
  })
})
