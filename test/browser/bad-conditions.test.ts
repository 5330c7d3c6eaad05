// What goes wrong on real devices: two tabs, no room, an ended session, a restored profile, an update in
// the middle of work, a mail server that says no. Each ends with nothing lost and nothing falsely shown as saved.
import { cp, appendFile, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, beforeEach, describe, expect, it, onTestFinished } from 'vitest'
import { launchChromium } from '../support/chromium.ts'
import { RunningServer } from '../support/server.ts'
import { CapturingSmtp } from '../support/smtp.ts'
import { Tandem } from '../support/tandem.ts'
import { Device, eventually, isInstalled, patience, sees, seesNo } from './device.ts'
import { seedCustomers, seedMsp } from './seed.ts'
import {
  acme,
  addCustomer,
  addToNotes,
  edit,
  field,
  hasWaiting,
  holds,
  isSynced,
  msp,
  row,
  signIn,
  submitCustomer,
  syncState,
} from './steps.ts'

const builtApp = fileURLToPath(new URL('../../build', import.meta.url))
const companies = ['Tab Works', 'Full Disk', 'Late Session', 'Old Backup']

let smtp: CapturingSmtp
let server: RunningServer
let browser: Browser
/** Another device of the same person: what it shows is what the server has. */
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
  await sees(row(witness, 'Tab Works'))
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

async function makeDevice(name: string, origin = server.origin): Promise<Device> {
  const device = await Device.make(name, origin)
  devices.add(device)
  return device
}

/** A device where Noa is signed in and has this company's account open. */
async function deviceWith(company: string): Promise<Device> {
  const device = await makeDevice(company)
  const page = await device.start('/sign-in')
  await signIn(page, msp)
  await openAccount(page, company)
  await isInstalled(page)
  return device
}

async function openAccount(page: Page, company: string): Promise<void> {
  await row(page, company).getByRole('link').first().click()
  await page.getByRole('link', { name: 'MANAGE ACCOUNT' }).click()
  await sees(page.getByRole('heading', { name: 'MANAGE CUSTOMER ACCOUNT' }))
}

/** The server's content, as the other device gets to see it. */
async function serverHolds(company: string, values: Record<string, string>): Promise<void> {
  await witness.goto('/customers')
  await openAccount(witness, company)
  await holds(witness, values)
}

describe('Bad conditions', () => {
  it('[X1] two tabs of one person: one exchanges, both show everything, and closing it hands over', async () => {
    const device = await deviceWith('Tab Works')
    const first = device.page
    const second = await device.openTab(new URL(first.url()).pathname)
    await sees(field(second, 'City'))
    await isSynced(second)
    // What goes over the live connection instead is no request: whoever holds the lock has that connection, too.
    const exchanging = new Set<Page>()
    device.context.on('request', (request) => {
      if (request.url().endsWith('/api/sync')) exchanging.add(request.frame().page())
    })

    await edit(first, 'City', 'Typed in the first tab')
    await edit(second, 'State', 'Typed in the second tab')
    await Promise.all([
      field(first, 'Notes').pressSequentially('first tab '),
      field(second, 'Notes').pressSequentially('SECOND TAB '),
    ])
    await Promise.all([first, second].map((page) => field(page, 'Notes').blur()))
    const both = { City: 'Typed in the first tab', State: 'Typed in the second tab' }
    await holds(first, both)
    await holds(second, both)
    await isSynced(first)
    const notes = await field(first, 'Notes').inputValue()
    expect(
      [...notes]
        .filter((letter) => 'first tab '.includes(letter))
        .join('')
        .replaceAll(' ', ''),
    ).toBe('firsttab')
    expect(notes.replace(/[^A-Z]/g, '')).toBe('SECONDTAB')
    await holds(second, { Notes: notes })
    const leading = await Promise.all([first, second].map(leads))
    expect(leading.toSorted()).toEqual([false, true])
    const [leader, other] = leading[0] ? [first, second] : [second, first]
    expect(exchanging.has(other)).toBe(false)

    await leader.close()
    await edit(other, 'ZIP', 'LS1 4AP')
    await eventually(() => leads(other)).toBe(true)
    await isSynced(other)
    await serverHolds('Tab Works', { ...both, Notes: notes, ZIP: 'LS1 4AP' })
  })

  it('[X1][DEV1][FD5] a full device says "not saved", pretends nothing, and goes on when there is room', async () => {
    const device = await deviceWith('Full Disk')
    await isSynced(device.page)
    const path = new URL(device.page.url()).pathname
    await device.close()
    // Set before the app opens: Chromium remembers for half a minute how much room there was.
    const page = await device.start()
    const storage = await device.context.newCDPSession(page)
    await storage.send('Storage.overrideQuotaForOrigin', { origin: server.origin, quotaSize: 1 })
    await page.goto(server.origin + path)
    await holds(page, { City: 'Leeds' })

    await field(page, 'City').fill('No room for this')
    await sees(page.getByText(/^Not saved: this device could not store it/))
    // What was typed stays before the person's eyes, but nowhere looks like it was kept.
    expect(await field(page, 'City').inputValue()).toBe('No room for this')
    await seesNo(page.getByText('will be sent'))
    await page.getByRole('button', { name: 'SAVE', exact: true }).click()
    await sees(page.getByText('1 field needs attention'))
    expect(await field(page, 'City').inputValue()).toBe('No room for this')
    await eventually(() => syncState(page)).toBe('storage-full')
    await page.getByRole('link', { name: 'Customers', exact: true }).click()
    await page.getByRole('link', { name: 'ADD CUSTOMER' }).first().click()
    await page.getByLabel('Company name').fill('Half a draft')
    await sees(page.getByText(/^Not saved: this device is full\. What you enter stays only on this page/))
    await seesNo(page.getByText(/^Draft saved/))
    await submitCustomer(page, acme)
    // The form's own, which comes when storing has failed; the draft's and the layout's begin alike and are there before.
    await sees(page.locator('#content').getByRole('alert').filter({ hasText: 'Free some space' }))
    expect(await page.getByLabel('Company name').inputValue()).toBe(acme.company)

    await storage.send('Storage.overrideQuotaForOrigin', { origin: server.origin })
    await page.getByRole('link', { name: 'Customers', exact: true }).click()
    await seesNo(row(page, acme.company))
    await openAccount(page, 'Full Disk')
    await holds(page, { City: 'Leeds' })
    await edit(page, 'City', 'There is room again')
    await isSynced(page)
    await serverHolds('Full Disk', { City: 'There is room again' })
  })

  it('[X1] who goes elsewhere while the device still stores is not taken away from there', async () => {
    await witness.goto('/customers/new')
    await sees(witness.getByLabel('Company name'))
    await isSynced(witness)
    const release = await holdStore(witness)
    await submitCustomer(witness, { ...acme, company: 'Slow Disk', email: 'ada@slow.example' })
    await witness.getByRole('link', { name: /^Outbox/ }).click()
    await witness.waitForURL('**/outbox')
    await release()
    await sees(witness.getByText('Slow Disk is saved on this device and being sent'))
    await sees(witness.getByText('Everything is sent'))
    expect(new URL(witness.url()).pathname).toBe('/outbox')
    await witness.goto('/customers')
    await sees(row(witness, 'Slow Disk').filter({ hasText: 'Invited' }))
  })

  it('[X2][H5] an ended session keeps the outbox; after signing in everything is sent', async () => {
    const device = await deviceWith('Late Session')
    const { page } = device
    await device.context.setOffline(true)
    await edit(page, 'City', 'Offline city')
    await edit(page, 'Phone', '+44 113 496 0000')
    await edit(page, 'Private notes', 'Only for us, typed offline')
    await page.goto(`${server.origin}/customers`)
    await addCustomer(page, { ...acme, company: 'Queued Ltd', email: 'ada@queued.example' })
    await hasWaiting(page, 4)

    await witness.goto('/profile')
    await signOutEverywhereElse(witness)

    await device.context.setOffline(false)
    await sees(page.getByText(/4 changes wait on this device/))
    await signIn(page, msp)
    await page.getByRole('link', { name: /^Outbox/ }).click()
    await sees(page.getByText('Everything is sent'))
    await serverHolds('Late Session', {
      City: 'Offline city',
      Phone: '+44 113 496 0000',
      'Private notes': 'Only for us, typed offline',
    })
    await witness.goto('/customers')
    await sees(row(witness, 'Queued Ltd').filter({ hasText: 'Invited' }))
    expect(smtp.mails.filter(({ recipients }) => recipients.includes('ada@queued.example'))).toHaveLength(1)
  })

  it('[PUSH1] a restored browser profile and the one that went on both end with everything', async () => {
    const original = await deviceWith('Old Backup')
    await edit(original.page, 'City', 'Before the backup')
    await isSynced(original.page)
    const path = new URL(original.page.url()).pathname
    await original.close()
    const restored = await makeDevice('restored')
    await cp(original.folder, restored.folder, { recursive: true })

    // The original goes on and is heard by the server.
    await original.start(path)
    await edit(original.page, 'State', 'The original went on')
    await addToNotes(original.page, 'original ')
    await isSynced(original.page)
    await original.close()

    // The copy knows nothing of that: the same numbers, the same writer, other words.
    const copy = await restored.start()
    await restored.context.setOffline(true)
    await copy.goto(server.origin + path)
    await edit(copy, 'ZIP', 'The copy was used')
    await addToNotes(copy, 'copy ')
    await hasWaiting(copy, 2)
    await restored.context.setOffline(false)
    await isSynced(copy)

    const all = { City: 'Before the backup', State: 'The original went on', ZIP: 'The copy was used' }
    await holds(copy, all)
    const notes = await field(copy, 'Notes').inputValue()
    expect(notes.trim().split(' ').toSorted()).toEqual(['copy', 'original'])
    await original.start(path)
    await holds(original.page, { ...all, Notes: notes })
    await isSynced(original.page)
    await serverHolds('Old Backup', { ...all, Notes: notes })

    // And both can go on from there.
    await edit(original.page, 'Address 1', 'From the original')
    await holds(copy, { 'Address 1': 'From the original' })
    await edit(copy, 'Address 2', 'From the copy')
    await holds(original.page, { 'Address 1': 'From the original', 'Address 2': 'From the copy' })
  })

  it('[X1] an update asks first, reloads once and keeps the outbox', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'tandem-build-'))
    await cp(builtApp, folder, { recursive: true })
    const worker = join(folder, 'service-worker.js')
    for (const packed of ['.br', '.gz']) await rm(worker + packed, { force: true })
    await using tandem = await Tandem.start({ TEST_BUILD: folder })
    await seedMsp(tandem)
    await seedCustomers(tandem.origin, ['Version Two'])
    const device = await makeDevice('updated', tandem.origin)
    const page = await device.start('/sign-in')
    await signIn(page, msp)
    await openAccount(page, 'Version Two')
    await isInstalled(page)
    // Neither way to the server is open from the next start on; pages and updates still come.
    await page.routeWebSocket('**/ws', (socket) => socket.close())
    await page.route('**/api/sync', (route) => route.abort())
    await page.reload()
    await edit(page, 'City', 'Typed before the update')
    await hasWaiting(page, 1)

    await appendFile(worker, '\n// the next version\n')
    await page.reload()
    const banner = page.getByRole('status').filter({ hasText: 'A new version is ready' })
    await sees(banner)
    await holds(page, { City: 'Typed before the update' })
    let loads = 0
    page.on('load', () => (loads += 1))
    await banner.getByRole('button', { name: 'Update' }).click()
    await eventually(() => loads).toBe(1)
    await holds(page, { City: 'Typed before the update' })
    await seesNo(banner)
    expect(await syncState(page)).not.toBe('synced')
    await page.unroute('**/api/sync')
    await page.getByRole('link', { name: /^Outbox/ }).click()
    await page.getByRole('button', { name: 'Sync now' }).click()
    await sees(page.getByText('Everything is sent'))
    expect(loads).toBe(1)
    await rm(folder, { recursive: true })
  })

  it('[X3][M7] a mail server that refuses gets the same mail again; the panel says it has not left', async () => {
    const device = await makeDevice('mail')
    const page = await device.start('/sign-in')
    const mailsToMsp = () => smtp.mails.filter(({ recipients }) => recipients.includes(msp.email)).length
    const before = mailsToMsp()
    await signIn(page, msp)
    // A sign-in on a new device is told by a mail of its own, which must not be the one that is refused.
    await eventually(mailsToMsp).toBe(before + 1)
    smtp.refuseNext(1)
    await addCustomer(page, acme)
    const invitation = page.getByRole('region', { name: 'Invitation' })
    await eventually(() => smtp.refused).toBe(1)
    await sees(invitation.getByText('Waiting to send'))
    await sees(invitation.getByText('The email has not left yet. The 7 days start when it does.'))

    const { message } = await smtp.nextMail(acme.email)
    expect(message.messageId).toBe(smtp.refusedMails[0]!.message.messageId)
    await sees(invitation.getByText(/^Runs out in/))
    await seesNo(invitation.getByText('Waiting to send'))
    expect(smtp.mails.filter(({ recipients }) => recipients.includes(acme.email))).toHaveLength(1)

    // One that refuses for good ends the mail: Home says so, a click away from sending a new one.
    smtp.refuseNext(1, { forGood: true })
    const gone = { ...acme, company: 'Gone Brewing', email: 'gone@brewing.example' }
    await page.getByRole('link', { name: 'Customers' }).first().click()
    await addCustomer(page, gone)
    await sees(invitation.getByText('Refused by the mail server'))
    await sees(invitation.getByText('It is not tried again by itself.'))
    await page.getByRole('link', { name: /^Home/ }).click()
    const line = page
      .getByRole('listitem')
      .filter({ hasText: `The mail server refuses the invitation of ${gone.company}` })
    await line.getByRole('link', { name: 'Open' }).click()
    await invitation.getByRole('button', { name: 'Resend email invite' }).click()
    await smtp.nextMail(gone.email)
    await sees(invitation.getByText(/^Runs out in/))
  })
})

/** Whether this tab is the one that syncs. */
function leads(page: Page): Promise<boolean> {
  return page.evaluate(() =>
    navigator.locks.request('a lock of its own', async () => {
      const { held = [] } = await navigator.locks.query()
      const own = held.find(({ name }) => name === 'a lock of its own')!.clientId
      return held.some(({ name, clientId }) => name?.startsWith('tandem-sync-') && clientId === own)
    }),
  )
}

/** Nothing can be read from the person's database or written to it until the result is called. */
async function holdStore(page: Page): Promise<() => Promise<void>> {
  await page.evaluate(async () => {
    const open = (name: string) =>
      new Promise<IDBDatabase>((resolve, reject) => {
        const opening = indexedDB.open(name)
        opening.onsuccess = () => resolve(opening.result)
        opening.onerror = () => reject(opening.error as Error)
      })
    const databases = await Promise.all((await indexedDB.databases()).map(({ name }) => open(name!)))
    const database = databases.find(({ objectStoreNames }) => objectStoreNames.contains('outbox'))!
    const stores = [...database.objectStoreNames]
    const outbox = database.transaction(stores, 'readwrite').objectStore('outbox')
    const goOn = () => {
      if ('released' in window) return database.close()
      outbox.count().onsuccess = goOn
    }
    goOn()
  })
  return () => page.evaluate(() => void Object.assign(window, { released: true }))
}

async function signOutEverywhereElse(page: Page): Promise<void> {
  const others = page.getByRole('button', { name: /^Sign out there/ })
  await sees(others)
  for (let left = await others.count(); left > 0; left = await others.count()) {
    await others.first().click()
    await eventually(() => others.count()).toBeLessThan(left)
  }
}
