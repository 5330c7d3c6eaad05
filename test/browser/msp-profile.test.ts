// How an MSP shows itself (M26): what a super admin enters, offline and refused, and where its customer meets it.
import { fileURLToPath } from 'node:url'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { launchChromium } from '../support/chromium.ts'
import { RunningServer } from '../support/server.ts'
import { CapturingSmtp, type CapturedMail } from '../support/smtp.ts'
import { eventually, isInstalled, sees, seesNo } from './device.ts'
import { inspect } from './inspect.ts'
import { seedCustomers, seedMsp } from './seed.ts'
import { acme, addCustomer, field, hasWaiting, isSynced, msp, register } from './steps.ts'
import { newPerson } from './walk.ts'

let smtp: CapturingSmtp
let server: RunningServer
let browser: Browser
/** Noa, the MSP's super admin, in two browsers; Mina, whose company it manages. */
let noa: Page
let second: Page
let mina: Page

beforeAll(async () => {
  smtp = await CapturingSmtp.start()
  server = await RunningServer.start({ env: { SMTP_URL: smtp.url } })
  await seedMsp(server)
  await seedCustomers(server.origin, [])
  browser = await launchChromium()
  noa = await newPerson(browser, server, msp)
  second = await newPerson(browser, server, msp)
  mina = await newPerson(browser, server)
  await noa.goto('/customers')
  await isInstalled(noa)
})

afterAll(async () => {
  await browser?.close()
  await server?.remove()
  await smtp?.stop()
})

/** A picture as a person would have it: larger than mails take. */
const picture = fileURLToPath(new URL('../../static/screenshots/customers-desktop.png', import.meta.url))

const mailTo = async (address: string, subject: RegExp): Promise<CapturedMail> => {
  let found: CapturedMail | undefined
  await eventually(() => {
    found = smtp.mails.findLast(
      ({ recipients, message }) => recipients.includes(address) && subject.test(message.subject ?? ''),
    )
    return found !== undefined
  }).toBe(true)
  return found!
}

async function openProfile(page: Page): Promise<void> {
  await page.goto('/settings')
  await page.getByRole('link', { name: 'Open MSP profile' }).click()
  await sees(page.getByRole('heading', { name: 'MSP profile' }))
}

const save = (page: Page) => page.getByRole('button', { name: 'SAVE', exact: true }).click()

describe('The MSP profile', () => {
  it('[M26][M7] begins with where its super admin is reached; what is wrong is said at its field, and nothing is lost', async () => {
    await openProfile(noa)
    await eventually(() => field(noa, 'Reply address (optional)').inputValue()).toBe(msp.email)
    await expect(noa.getByRole('button', { name: 'SAVE', exact: true }).isDisabled()).resolves.toBe(true)
    await field(noa, 'Reply address (optional)').fill('support')
    await field(noa, 'MSP name').fill('')
    await save(noa)
    await sees(noa.getByText('Enter a whole email address', { exact: false }))
    expect(await field(noa, 'Reply address (optional)').inputValue()).toBe('support')
    await noa.getByLabel('Logo').setInputFiles({ name: 'a.png', mimeType: 'image/png', buffer: Buffer.from('nothing') })
    await sees(noa.getByText('This can’t be read as a picture', { exact: false }))
    await noa.reload()
    await eventually(() => field(noa, 'Reply address (optional)').inputValue()).toBe('support')
    await inspect(noa)
  })

  it('[M26][C3][X3] is what the customer sees: in the invitation, on its page and on the account page, also after a change', async () => {
    await openProfile(noa)
    await field(noa, 'MSP name').fill('Northwind Services')
    await field(noa, 'Reply address (optional)').fill('support@northwind.example')
    await field(noa, 'Contact (optional)').fill('Service desk')
    await field(noa, 'Phone (optional)').fill('+44 113 496 0000')
    await field(noa, 'Address (optional)').fill('1 Harbour Street, Leeds')
    await noa.getByLabel('Logo').setInputFiles(picture)
    await sees(noa.getByRole('button', { name: 'Remove logo' }))
    await save(noa)
    await isSynced(noa)

    await noa.goto('/customers')
    await addCustomer(noa, acme)
    const { message } = await mailTo(acme.email, /invites/)
    expect(message.subject).toBe('Northwind Services invites Acme Brewing to Tandem')
    expect(message.replyTo?.map(({ address }) => address)).toEqual(['support@northwind.example'])
    expect(message.text).toContain('Service desk · +44 113 496 0000 · support@northwind.example')
    expect(message.html).toContain('cid:logo')
    expect(message.attachments.map(({ contentId, mimeType }) => [contentId, mimeType])).toEqual([
      ['<logo>', 'image/png'],
    ])
    expect(`${message.text}${message.html}`).not.toContain(msp.email)

    await mina.goto(/\/register#link=\S+/.exec(message.text ?? '')![0])
    await sees(mina.getByText('support@northwind.example'))
    await register(mina)
    await sees(mina.getByText('Service desk'))
    await sees(mina.getByRole('link', { name: '+44 113 496 0000' }))
    await sees(mina.locator('dd img'))
    await isInstalled(mina)

    await openProfile(noa)
    await field(noa, 'Contact (optional)').fill('Night desk')
    await save(noa)
    await sees(mina.getByText('Night desk'))
    await inspect(mina)
  })

  it('[M26] waits offline, and is refused with its text where a colleague was quicker', async () => {
    await openProfile(second)
    await eventually(() => field(second, 'Contact (optional)').inputValue()).toBe('Night desk')
    await noa.context().setOffline(true)
    await field(noa, 'Contact (optional)').fill('Offline desk')
    await save(noa)
    await hasWaiting(noa, 1)
    await field(second, 'Contact (optional)').fill('Quick desk')
    await save(second)
    await isSynced(second)
    await sees(mina.getByText('Quick desk'))
    await noa.context().setOffline(false)
    await sees(noa.getByText('Things have changed since you saw this', { exact: false }).first())
    await seesNo(mina.getByText('Offline desk'))
    await noa.getByRole('link', { name: 'Outbox' }).first().click()
    await noa.getByRole('button', { name: 'Back to the form' }).click()
    await sees(noa.getByRole('heading', { name: 'MSP profile' }))
    await eventually(() => field(noa, 'Contact (optional)').inputValue()).toBe('Offline desk')
    await save(noa)
    await isSynced(noa)
    await sees(mina.getByText('Offline desk'))
  })
})
