// What a person types: stored while they type, one act for everybody else, and never moved or lost.
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, beforeEach, describe, expect, it, onTestFinished } from 'vitest'
import { launchChromium } from '../support/chromium.ts'
import { RunningServer } from '../support/server.ts'
import { CapturingSmtp } from '../support/smtp.ts'
import { blockStorage, Device, eventually, isInstalled, patience, sees, seesNo, storesWith } from './device.ts'
import { seedCustomers, seedMsp } from './seed.ts'
import {
  acme,
  activityLine,
  edit,
  field,
  hasWaiting,
  holds,
  isSynced,
  linkIn,
  msp,
  register,
  row,
  signIn,
  submitCustomer,
} from './steps.ts'

const companies = ['Reloaded', 'Closed', 'In One Go', 'Half Typed', 'Hidden Away']

let smtp: CapturingSmtp
let server: RunningServer
let browser: Browser
/** Another device of the same person: what it shows is what the server has published. */
let witness: Page
const devices = new Set<Device>()

beforeAll(async () => {
  smtp = await CapturingSmtp.start()
  server = await RunningServer.start({ env: { SMTP_URL: smtp.url, SIGN_IN_LIMIT: '1000' } })
  await seedMsp(server)
  await seedCustomers(server.origin, companies)
  browser = await launchChromium()
  const context = await browser.newContext({ baseURL: server.origin, locale: 'en-GB', reducedMotion: 'reduce' })
  context.setDefaultTimeout(patience)
  witness = await context.newPage()
  await witness.goto('/sign-in')
  await signIn(witness, msp)
  await sees(row(witness, 'Reloaded'))
})

afterAll(async () => {
  await browser?.close()
  await server?.remove()
  await smtp?.stop()
})

beforeEach(() => {
  onTestFinished(async ({ task }) => {
    for (const device of devices) {
      if (task.result?.state === 'fail') await device.photograph(task.name)
      await device.remove()
    }
    devices.clear()
  })
})

async function openAccount(page: Page, company: string): Promise<void> {
  await row(page, company).getByRole('link').first().click()
  await page.getByRole('link', { name: 'MANAGE ACCOUNT' }).click()
  await sees(page.getByRole('heading', { name: 'MANAGE CUSTOMER ACCOUNT' }))
}

/** A device where Noa is signed in and has this company's account open. */
async function deviceWith(company: string): Promise<Device> {
  const device = await Device.make(company, server.origin)
  devices.add(device)
  const page = await device.start('/sign-in')
  await signIn(page, msp)
  await openAccount(page, company)
  await isInstalled(page)
  await isSynced(page)
  return device
}

async function openAtWitness(company: string): Promise<void> {
  await witness.goto('/customers')
  await openAccount(witness, company)
}

const sentence = 'Typed without one pause and then reloaded!!'

describe('What is typed', () => {
  it('[FA5] in a one-line field survives a reload right behind the last key', async () => {
    const { page } = await deviceWith('Reloaded')
    await field(page, 'City').fill('')
    await field(page, 'City').pressSequentially(sentence, { delay: 30 })
    await page.reload()
    await holds(page, { City: sentence })
  })

  it('[FA5] that the device had not stored yet when the page went is there on the next, in a field and in notes', async () => {
    const { page } = await deviceWith('Reloaded')
    await field(page, 'Notes').fill('Ring')
    await field(page, 'Notes').blur()
    await eventually(() => storesWith(page, 'Ring')).toContain('outbox')
    await blockStorage(page, 'outbox')
    await field(page, 'City').fill('York')
    await field(page, 'Notes').press('Control+End')
    await field(page, 'Notes').pressSequentially(' twice')
    await page.reload()
    await holds(page, { City: 'York', Notes: 'Ring twice' })
    await isSynced(page)
    await page.reload()
    await holds(page, { City: 'York', Notes: 'Ring twice' })
    await openAtWitness('Reloaded')
    await holds(witness, { City: 'York', Notes: 'Ring twice' })
  })

  it('[FA5] into a form that the device had not stored yet when the page went is there on the next, and gone once discarded', async () => {
    const { page } = await deviceWith('Reloaded')
    await page.goto(`${server.origin}/customers/new`)
    await field(page, 'Company name').fill('Half')
    await eventually(() => storesWith(page, 'Half')).toContain('drafts')
    await blockStorage(page, 'drafts')
    await field(page, 'Company name').fill('Half Stored')
    await page.reload()
    await holds(page, { 'Company name': 'Half Stored' })
    await blockStorage(page, 'drafts')
    await field(page, 'Company name').fill('Half Stored Again')
    // Another page stores it: what goes away with a customer must find it there.
    await page.goto(`${server.origin}/settings`)
    await eventually(() => storesWith(page, 'Half Stored Again')).toContain('drafts')
    await page.goto(`${server.origin}/customers/new`)
    await holds(page, { 'Company name': 'Half Stored Again' })
    await page.getByRole('button', { name: 'Empty the form' }).click()
    await holds(page, { 'Company name': '' })
    await eventually(() => storesWith(page, 'Half Stored')).not.toContain('drafts')
    await page.reload()
    await holds(page, { 'Company name': '' })
  })

  it('[FA5] survives the browser being closed right behind the last key', async () => {
    const device = await deviceWith('Closed')
    const path = new URL(device.page.url()).pathname
    await field(device.page, 'City').fill('')
    await field(device.page, 'City').pressSequentially(sentence, { delay: 15 })
    await device.closeWindows()
    await device.start(path)
    await holds(device.page, { City: sentence })
  })

  it('[FA6] in one go is one act: one line, and undo takes the whole of it back', async () => {
    const { page } = await deviceWith('In One Go')
    const long = 'A street name that goes on and on, as such names do where a courier has to be told '.padEnd(128, 'x')
    // With pauses, as somebody types who reads from a letter.
    for (const part of [long.slice(0, 40), long.slice(40, 90), long.slice(90)]) {
      await field(page, 'Address 2').pressSequentially(part, { delay: 25 })
      await page.waitForTimeout(1500)
    }
    await field(page, 'Address 2').blur()
    await isSynced(page)
    await openAtWitness('In One Go')
    await holds(witness, { 'Address 2': long })
    const activity = witness.locator('#activity')
    await sees(activityLine(activity, 'Address 2', long))
    expect(await activity.getByRole('listitem').filter({ hasText: 'Address 2' }).count()).toBe(1)
    await activityLine(activity, 'Address 2').getByRole('button', { name: 'Undo' }).click()
    await holds(witness, { 'Address 2': '' })
  })

  it('[FA6] half a phone number is not published; leaving the field publishes it', async () => {
    const { page } = await deviceWith('Half Typed')
    await openAtWitness('Half Typed')
    await isSynced(witness)
    await field(page, 'Phone').pressSequentially('+44 113', { delay: 60 })
    // Longer than the old hold of a second: a person looks for the rest of the number.
    await page.waitForTimeout(2500)
    expect(await field(witness, 'Phone').inputValue()).toBe('')
    await field(page, 'Phone').pressSequentially(' 496 0000', { delay: 60 })
    await field(page, 'Phone').press('Tab')
    await holds(witness, { Phone: '+44 113 496 0000' })
    const lines = witness.locator('#activity').getByRole('listitem').filter({ hasText: 'Phone' })
    expect(await lines.count()).toBe(1)
  })

  it('[FA6] what is typed is sent when the page goes to the background', async () => {
    const { page } = await deviceWith('Hidden Away')
    await openAtWitness('Hidden Away')
    await field(page, 'ZIP').pressSequentially('LS1 4AP')
    await page.evaluate(() => {
      Object.defineProperty(document, 'visibilityState', { configurable: true, get: () => 'hidden' })
      document.dispatchEvent(new Event('visibilitychange'))
    })
    await eventually(() => field(witness, 'ZIP').inputValue(), 5000).toBe('LS1 4AP')
    const lines = witness.locator('#activity').getByRole('listitem').filter({ hasText: 'ZIP' })
    expect(await lines.count()).toBe(1)
  })

  it('[FC3] choosing the country that is chosen already leaves it as it is', async () => {
    const { page } = await deviceWith('Half Typed')
    await page.getByRole('combobox', { name: 'Country' }).fill('United Kingdom')
    await page.getByRole('option', { name: 'United Kingdom', exact: true }).click()
    await seesNo(page.getByRole('option'))
    expect(await page.getByRole('combobox', { name: 'Country' }).inputValue()).toBe('United Kingdom')
    await hasWaiting(page, 0)
    await page.reload()
    await eventually(() => page.getByRole('combobox', { name: 'Country' }).inputValue()).toBe('United Kingdom')
  })
})

describe('What is pasted', () => {
  // By label: as another program left it on the clipboard, and as it is kept.
  const pasted: Record<string, [text: string, kept: string]> = {
    'Company name': ['\u200E“Kessel\u200B & Söhne”\u00A0GmbH\u2060', '“Kessel & Söhne” GmbH'],
    ZIP: ['\uFEFF10115\u00A0', '10115'],
    City: ['Berlin\u00A0\u200B Mitte\u202C', 'Berlin Mitte'],
    Phone: ["'(+49) 30–123456", '(+49) 30-123456'],
    Website: ['\u200Ekessel.example:8443/shop\u00A0', 'kessel.example:8443/shop'],
    'Last name': ['\u2067O’Neill\u2069', 'O’Neill'],
    'Work email': ['Ada O’Neill <Ada@\u200BKessel.example>', 'ada@kessel.example'],
    'Contact phone': ['０３０\u00A0−\u202D１２３４５６７', '030 -1234567'],
  }

  it('[FC12][FB10] into ADD CUSTOMER is refused for nothing that can’t be seen, and shows what is kept', async () => {
    await witness.context().grantPermissions(['clipboard-read', 'clipboard-write'])
    await witness.goto('/customers/new')
    await witness.getByRole('combobox', { name: 'Country' }).fill('Germany')
    await witness.getByRole('option', { name: 'Germany', exact: true }).click()
    for (const [label, [text, kept]] of Object.entries(pasted)) {
      // Behind the name of one stands that it may be left out.
      const input = witness.getByLabel(new RegExp(`^${label}`))
      await input.focus()
      await witness.evaluate((words) => navigator.clipboard.writeText(words), text)
      await witness.keyboard.press('Control+V')
      await witness.keyboard.press('Tab')
      await eventually(() => input.inputValue(), 5000).toBe(kept)
    }
    expect(await witness.locator('[aria-invalid=true]').count()).toBe(0)
    await witness.getByRole('checkbox', { name: 'Knox Manage', exact: true }).check()
    await witness.getByRole('button', { name: 'ADD CUSTOMER' }).click()
    await sees(witness.getByRole('heading', { name: '“Kessel & Söhne” GmbH' }))
    await isSynced(witness)
    await sees(witness.getByRole('link', { name: 'ada@kessel.example' }))
    await sees(witness.getByRole('link', { name: '(+49) 30-123456' }))
    await witness.getByRole('link', { name: 'MANAGE ACCOUNT' }).click()
    await holds(witness, { City: 'Berlin Mitte', ZIP: '10115', Website: 'kessel.example:8443/shop' })
  })
})

describe('What both sides type at once', () => {
  let mina: Page

  beforeAll(async () => {
    await witness.goto('/customers/new')
    await submitCustomer(witness, acme)
    await sees(row(witness, acme.company).filter({ hasText: 'Invited' }))
    const context = await browser.newContext({ baseURL: server.origin, locale: 'en-GB', reducedMotion: 'reduce' })
    context.setDefaultTimeout(patience)
    mina = await context.newPage()
    await mina.goto(linkIn(await smtp.nextMail(acme.email), '/register'))
    await register(mina)
    await openAtWitness(acme.company)
  })

  it('[FA7] the other side’s changes don’t move the field that is typed into', async () => {
    await field(mina, 'City').click()
    await mina.keyboard.type('Kron')
    const before = await field(mina, 'City').boundingBox()
    await edit(witness, 'Company name', 'Acme Brewing & Sons')
    await edit(witness, 'Phone', '+44 113 496 0000')
    await sees(mina.locator('[data-recent=companyName]'))
    await sees(mina.locator('[data-recent=phone]'))
    const after = await field(mina, 'City').boundingBox()
    expect(Math.abs(after!.y - before!.y)).toBeLessThan(1)
    await mina.keyboard.type('ach')
    await field(mina, 'City').blur()
    await holds(witness, { City: 'Kronach' })
  })

  it('[FA7] an overwritten value is one message, and nobody who was online is told that they were offline', async () => {
    await field(mina, 'ZIP').click()
    await mina.keyboard.type('963')
    await edit(witness, 'ZIP', 'LS1 4AP')
    await eventually(() => mina.locator('[data-recent=zip]').count()).toBe(1)
    expect(await field(mina, 'ZIP').inputValue()).toBe('963')
    await mina.keyboard.type('17')
    await field(mina, 'ZIP').blur()
    await holds(witness, { ZIP: '96317' })

    const lost = witness.locator('[data-overwritten=zip]')
    await sees(lost.getByText(/^Overwritten by .*Acme Brewing.*, who hadn’t seen your entry$/))
    expect(await lost.innerText()).toContain('LS1 4AP')
    expect(await lost.getByRole('button').allInnerTexts()).toEqual(['Restore', 'Dismiss'])
    await seesNo(witness.locator('[data-recent=zip]'))
    await seesNo(witness.getByText('while you were offline'))
  })
})
