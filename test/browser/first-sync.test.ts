// A device that has never been whole: on a slow line, or where the server isn't reached, nobody may say that there is
// nothing, or that something is gone.
import type { Browser, BrowserContext, Page, Route } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { launchChromium } from '../support/chromium.ts'
import { RunningServer } from '../support/server.ts'
import { CapturingSmtp } from '../support/smtp.ts'
import { eventually, patience, sees, seesNo } from './device.ts'
import { seedCustomers, seedMsp } from './seed.ts'
import {
  acme,
  customerIdOf,
  isSynced,
  hasWaiting,
  linkIn,
  msp,
  register,
  row,
  signIn,
  submitCustomer,
  syncState,
  opensAccount,
} from './steps.ts'

const mspPages = ['/customers', '/activity', '/outbox']
const customerPages = ['/account', '/requests', '/activity', '/outbox']
/** What only a device that holds everything may say. */
const emptyWords =
  /Add your first customer|0 customers|saved on this device|not here any more|Nothing to answer|Nothing has been changed/i

let server: RunningServer
let smtp: CapturingSmtp
let browser: Browser
let customerId: string

beforeAll(async () => {
  smtp = await CapturingSmtp.start()
  server = await RunningServer.start({ env: { SMTP_URL: smtp.url } })
  browser = await launchChromium()
}, 60_000)

afterAll(async () => {
  await browser?.close()
  await server?.remove()
  await smtp?.stop()
})

async function newPage(): Promise<Page> {
  const context = await browser.newContext({ baseURL: server.origin, locale: 'en-GB', reducedMotion: 'reduce' })
  context.setDefaultTimeout(patience)
  return context.newPage()
}

/** Holds what the device asks of sync until `open` is called: meanwhile nothing arrives. */
async function holdSync(context: BrowserContext): Promise<{ open(): Promise<void> }> {
  const held: Route[] = []
  let isOpen = false
  await context.route('**/api/sync', async (route) => {
    if (isOpen) await route.continue()
    else held.push(route)
  })
  return {
    async open() {
      isOpen = true
      for (const route of held) await route.continue().catch(() => undefined)
    },
  }
}

const content = (page: Page) => page.locator('body').innerText()

describe('A device before its first sync', () => {
  it('[FA9] belongs to an MSP or to its customer, who have both worked elsewhere', async () => {
    await seedMsp(server)
    const noa = await newPage()
    await noa.goto('/sign-in')
    await signIn(noa, msp)
    await noa.waitForURL('**/customers')
    await noa.goto('/customers/new')
    await submitCustomer(noa, acme)
    await noa.waitForURL(/\/customers\/\w+/)
    await isSynced(noa)
    await noa.goto('/customers')
    await noa.getByRole('link', { name: acme.company }).click()
    await noa.waitForURL(/\/customers\/\d{10}/)
    customerId = customerIdOf(noa)
    const mail = await smtp.nextMail(acme.email)
    const ada = await newPage()
    await ada.goto(linkIn(mail, '/register'))
    await register(ada)
    await isSynced(ada)
  })

  it('[FA9] whose sync is blocked says that nothing is here yet, on every page of an MSP, and is whole once it may', async () => {
    const page = await newPage()
    await page.context().route('**/api/sync', (route) => route.abort())
    await page.goto('/sign-in')
    await signIn(page, msp)
    await page.waitForURL('**/customers')
    await sees(page.getByRole('heading', { name: "Your customers aren't on this device yet" }))
    await sees(page.getByText('Connect this device once.'))
    await eventually(() => syncState(page)).toBe('not-fetched')
    for (const path of [...mspPages, `/customers/${customerId}`, `/customers/${customerId}/manage`]) {
      await page.goto(path)
      await sees(page.getByText(/on this device yet|has not fetched your data yet/))
      expect(await content(page), path).not.toMatch(emptyWords)
    }
    // From here on it may also come by itself, and then takes the button with it.
    const syncNow = (await page.getByRole('button', { name: 'Sync now' }).first().elementHandle())!
    await page.context().unroute('**/api/sync')
    await syncNow.evaluate((button) => (button as HTMLElement).click())
    await page.goto('/customers')
    await sees(page.getByRole('link', { name: acme.company }))
    await page.context().close()
  })

  it('[FA9] on a slow line says that it is being fetched, on every page of a customer', async () => {
    const page = await newPage()
    const sync = await holdSync(page.context())
    await page.goto('/sign-in')
    await signIn(page, acme)
    await opensAccount(page)
    await eventually(() => syncState(page)).toBe('fetching')
    for (const path of customerPages) {
      await page.goto(path)
      await sees(page.getByText(/being fetched|on its way to this device/))
      expect(await content(page), path).not.toMatch(emptyWords)
    }
    await page.goto('/account')
    await sees(page.getByRole('heading', { name: 'Your account is not on this device yet' }))
    await sync.open()
    await sees(page.getByLabel('Company name'))
    await seesNo(page.getByText('being fetched'))
    await page.context().close()
  })

  it('[FA9] an MSP without customers is told so once that is known, and not before', async () => {
    const empty = await RunningServer.start()
    try {
      await seedMsp(empty)
      const context = await browser.newContext({ baseURL: empty.origin, locale: 'en-GB' })
      context.setDefaultTimeout(patience)
      const page = await context.newPage()
      const sync = await holdSync(context)
      await page.goto('/sign-in')
      await signIn(page, msp)
      await sees(page.getByRole('heading', { name: "Your customers aren't on this device yet" }))
      await sync.open()
      await sees(page.getByRole('heading', { name: 'Add your first customer' }))
      await context.close()
    } finally {
      await empty.remove()
    }
  })

  it('[FA10] a customer that was just added is at no moment said to be gone, however slow its way to the list', async () => {
    const page = await newPage()
    await page.addInitScript(() => {
      const seen: string[] = []
      Object.assign(globalThis, { seenWords: seen })
      new MutationObserver(() => {
        const text = document.body?.innerText ?? ''
        if (/not here any more/.test(text)) seen.push(location.pathname)
      }).observe(document, { subtree: true, childList: true, characterData: true })
    })
    await page.goto('/sign-in')
    await signIn(page, msp)
    await sees(page.getByRole('link', { name: acme.company }))
    for (const n of [1, 2, 3]) {
      await page.getByRole('link', { name: 'ADD CUSTOMER' }).first().click()
      await submitCustomer(page, { ...acme, company: `Orchard ${n}`, email: `orchard${n}@orchard.example` })
      await sees(page.getByRole('heading', { name: `Orchard ${n}` }))
      await isSynced(page)
    }
    expect(await page.evaluate(() => (globalThis as unknown as { seenWords: string[] }).seenWords)).toEqual([])
    await page.goto('/customers/1234567890')
    await sees(page.getByRole('heading', { name: 'This customer is not here any more' }))
    await page.context().close()
  })

  it('[FA9] what waits in the outbox is never shown as the whole list while the rest is still being read', async () => {
    const page = await newPage()
    await page.goto('/sign-in')
    await signIn(page, msp)
    await sees(page.getByRole('link', { name: acme.company }))
    await page.context().route('**/api/sync', (route) => route.abort())
    await page.context().routeWebSocket('**/ws', (socket) => void socket.close())
    await page.goto('/customers/new')
    await submitCustomer(page, { ...acme, company: 'Waiting Room', email: 'mina@waiting.example' })
    await hasWaiting(page, 1)
    await page.addInitScript(() => {
      const seen: string[] = []
      Object.assign(globalThis, { seenRows: seen })
      new MutationObserver(() => {
        const rows = [...document.querySelectorAll('[role=table] [role=row]')].map((row) => row.textContent)
        const [first, second] = [
          rows.some((row) => row.includes('Waiting Room')),
          rows.some((row) => row.includes('Acme')),
        ]
        if (first && !second) seen.push(rows.join())
      }).observe(document, { subtree: true, childList: true, characterData: true })
    })
    for (let start = 0; start < 5; start++) {
      await page.goto('/customers')
      await sees(row(page, 'Waiting Room'))
      await sees(row(page, acme.company))
      expect(await page.evaluate(() => (globalThis as unknown as { seenRows: string[] }).seenRows)).toEqual([])
    }
    await page.context().close()
  })

  it('[X1] shows how far its first data are without moving what is pressed meanwhile', async () => {
    await seedCustomers(
      server.origin,
      Array.from({ length: 40 }, (_, n) => `Fern ${n}`),
    )
    const page = await newPage()
    await page.goto('/sign-in')
    const sync = await holdSync(page.context())
    const line = await page.context().newCDPSession(page)
    const bytesPerSecond = 4000
    await signIn(page, msp)
    await page.waitForURL('**/customers')
    await line.send('Network.emulateNetworkConditions', {
      offline: false,
      latency: 0,
      downloadThroughput: bytesPerSecond,
      uploadThroughput: bytesPerSecond,
    })
    await sync.open()
    const link = page.getByRole('link', { name: 'Activity' }).first()
    await sees(page.getByRole('progressbar'))
    const during = await link.boundingBox()
    await seesNo(page.getByRole('progressbar'))
    expect(await link.boundingBox()).toEqual(during)
    await page.context().close()
  })
})
