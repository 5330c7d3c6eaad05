// Every page in every state a device may be in, on both sides. With thousands of customers: pages-many.test.ts; a reseller's:
// pages-reseller.test.ts; those that a mail's link leads to: pages-by-link.test.ts.
import { globSync } from 'node:fs'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { cryptoIds } from '#shared/domain/id-source.ts'
import { seedLicence, seedShare } from '../support/licences.ts'
import { launchChromium, takePageErrors } from '../support/chromium.ts'
import { RunningServer } from '../support/server.ts'
import { eventually, isInstalled, sees, seesNo } from './device.ts'
import { seedCustomers, seedMsp } from './seed.ts'
import { seedDevices, withDatabase } from './seed-devices.ts'
import { seedPeople } from './seed-people.ts'
import { acme, edit, field, hasWaiting, isSynced, msp, row, submitCustomer, syncState } from './steps.ts'
import { follow, newPerson, pages, walk, type Walk } from './walk.ts'

const company = 'Acme Brewing'
const [kim, sam] = ['kim@northwind.example', 'sam@customers.example']
const mina = { email: '0@customers.example', password: acme.password }

let server: RunningServer
let browser: Browser
let atMsp: Page
let atCustomer: Page
let customerId = ''
/** A record of each kind that has a page of its own, by whose it is. */
let named: Record<'msp' | 'customer', string>
let shown: Record<'msp' | 'customer', Walk['shown']>

beforeAll(async () => {
  server = await RunningServer.start()
  await seedMsp(server)
  await seedCustomers(server.origin, [company])
  await registerCustomer()
  await seedRecords()
  browser = await launchChromium()
  atMsp = await newPerson(browser, server, msp)
  atCustomer = await newPerson(browser, server, mina)
  for (const page of [atMsp, atCustomer]) await page.goto('/')
})

afterAll(async () => {
  await browser?.close()
  await server?.remove()
})

async function registerCustomer(): Promise<void> {
  const { origin, key } = server
  const mails = (await (await fetch(`${origin}/mailbox.json?key=${key}`)).json()) as { to: string; text: string }[]
  const link = /\/register#link=([^\s"<>]+)/.exec(mails.find(({ to }) => to === mina.email)!.text)![1]
  const response = await fetch(`${origin}/api/invitation/register`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', origin },
    body: JSON.stringify({ link, firstName: 'Mina', lastName: 'Cho', password: mina.password, locale: 'en' }),
  })
  expect(response.ok, await response.text()).toBe(true)
}

/** A colleague on each side, devices and licences; the MSP may manage the customer's admins. */
async function seedRecords(): Promise<void> {
  const { password } = msp
  await seedPeople(server, [
    { of: 'msp', email: kim, first_name: 'Kim', password },
    { of: 'customer', email: sam, first_name: 'Sam', password },
  ])
  const devices = await seedDevices(server, 2)
  named = { msp: devices.own[0]!.imei, customer: devices.jointly[0]!.imei }
  shown = await withDatabase(server, async (database) => {
    const people = await database.selectFrom('user').select(['id', 'email', 'organisation_id']).execute()
    const [colleague, admin] = [kim, sam].map((email) => people.find((each) => each.email === email)!)
    customerId = admin!.organisation_id
    await database.updateTable('relationship').set({ admins_granted_at: 1 }).execute()
    const seeding = { database, ids: cryptoIds }
    const own = await seedLicence(seeding, admin!.organisation_id)
    const licence = await seedLicence(seeding, colleague!.organisation_id)
    await seedShare(seeding, { licenceId: licence, customerId: admin!.organisation_id })
    const both = { CUSTOMER: customerId, ADMIN: admin!.id }
    return {
      msp: { ...both, COLLEAGUE: colleague!.id, DEVICE: devices.own[0]!.id, LICENCE: licence },
      customer: { ...both, DEVICE: devices.jointly[0]!.id, LICENCE: own },
    }
  })
}

/** Who comes to it, where it is, what it says. */
function recordPages(): [Page, path: string, heading: string | RegExp][] {
  const { msp: ours, customer: theirs } = shown
  return [
    [atMsp, `/team/${ours!.COLLEAGUE}`, /Kim/],
    [atMsp, `/customers/${customerId}/admins/${ours!.ADMIN}`, /Sam/],
    [atMsp, `/devices/${ours!.DEVICE}`, named.msp],
    [atMsp, `/licenses/${ours!.LICENCE}`, 'Fleet'],
    [atCustomer, `/administrators/${theirs!.ADMIN}`, /Sam/],
    [atCustomer, `/devices/${theirs!.DEVICE}`, named.customer],
    [atCustomer, `/licenses/${theirs!.LICENCE}`, 'Fleet'],
  ]
}

async function walkBoth(): Promise<void> {
  await walk(atMsp, 'msp', { axe: true, shown: shown.msp })
  await walk(atCustomer, 'customer', { axe: true, shown: shown.customer })
}

it('[FA1] every page is in the table of this test', () => {
  const found = globSync('src/routes/**/+page.svelte').map(
    (file) => file.replaceAll('\\', '/').replace('src/routes', '').replace('/+page.svelte', '') || '/',
  )
  expect(found.toSorted()).toEqual(Object.keys(pages).toSorted())
})

describe('Every page shows something, without an error and without scrolling its document,', () => {
  it('[FA1][FA2] for a stranger', async () => {
    const page = await newPerson(browser, server)
    await page.goto('/')
    await walk(page, 'stranger', { axe: true })
    await page.context().close()
  })

  it('[FA1][FA2] with nothing waiting, on both sides', async () => {
    // What has a page of its own is on it.
    for (const [page, path, heading] of recordPages()) {
      await follow(page, path)
      await sees(page.getByRole('heading', { name: heading }))
    }
    await walkBoth()
  })

  it('[FA1][FA2] of what isn’t there, on both sides', async () => {
    await walk(atMsp, 'msp', { axe: true, ofRecords: true })
    await walk(atCustomer, 'customer', { axe: true, ofRecords: true })
  })

  it('[M20][C6] each side sees the people of its own organisation, without a network too', async () => {
    for (const page of [atMsp, atCustomer]) {
      await isInstalled(page)
      await page.context().setOffline(true)
    }
    const person = (page: Page, text: string) => page.getByRole('main').getByRole('listitem').filter({ hasText: text })
    await atMsp.getByRole('link', { name: 'Admins & roles' }).click()
    await sees(person(atMsp, msp.email).filter({ hasText: 'Super Admin' }).filter({ hasText: 'Active' }))
    await atCustomer.getByRole('navigation').getByRole('link', { name: 'Manage Administrators' }).click()
    await sees(person(atCustomer, 'Mina Cho').filter({ hasText: mina.email }))
    for (const page of [atMsp, atCustomer]) {
      expect(await page.getByRole('main').getByRole('listitem').count()).toBe(2)
      await page.context().setOffline(false)
      await isSynced(page)
    }
  })

  it.each([
    ['msp', msp],
    ['customer', mina],
  ] as const)('[FA1][FA2] with nothing on the device yet, for the %s', async (who, person) => {
    const page = await newPerson(browser, server, person)
    await page.context().route('**/api/sync', (route) => route.abort())
    await page.goto('/')
    await eventually(() => syncState(page)).toBe('not-fetched')
    await walk(page, who, { axe: true, shown: shown[who] })
    await page.context().close()
  })

  it('[FA1][FA2] with an edit and a decision that wait, on both sides', async () => {
    await follow(atMsp, `/customers/${customerId}/delink`)
    await atMsp.getByRole('button', { name: 'CONFIRM' }).click()
    await follow(atCustomer, '/requests')
    await sees(atCustomer.getByRole('button', { name: 'Accept' }))
    await isSynced(atMsp)
    for (const page of [atMsp, atCustomer]) {
      await isInstalled(page)
      await page.context().setOffline(true)
    }
    await atCustomer.getByRole('button', { name: 'Accept' }).click()
    await follow(atCustomer, '/account')
    await edit(atCustomer, 'City', 'York')
    await hasWaiting(atCustomer, 2)
    await follow(atMsp, `/customers/${customerId}/manage`)
    await edit(atMsp, 'Phone', '+44 113 496 0001')
    await atMsp.getByRole('button', { name: 'Withdraw' }).click()
    await hasWaiting(atMsp, 2)
    await follow(atMsp, '/activity')
    await sees(atMsp.getByRole('listitem').filter({ hasText: '+44 113 496 0001' }))
    await walkBoth()
  })

  it('[FA1][FA2] with refused work, on both sides', async () => {
    // Its address is taken, and what Mina accepts is withdrawn by then.
    await follow(atMsp, '/customers/new')
    await submitCustomer(atMsp, { ...acme, email: mina.email })
    for (const page of [atMsp, atCustomer]) {
      await page.context().setOffline(false)
      await hasWaiting(page, 0)
      await eventually(() => syncState(page)).toBe('needs-you')
    }
    await walkBoth()
  })

  it('[FA1][FA2] after the session ended, on both sides', async () => {
    for (const page of [atMsp, atCustomer]) {
      await page.context().clearCookies()
      await page.reload()
      await eventually(() => syncState(page)).toBe('signed-out')
    }
    await walkBoth()
  })
})

describe('What fails in a page', () => {
  const failed = (where: Page | ReturnType<Page['locator']>) => where.getByText('This part can’t be shown just now')

  /** The names of countries, which a browser may fail to have: only what shows one fails. */
  const breakCountryNames = (page: Page) =>
    page.evaluate(() => {
      const { of } = Intl.DisplayNames.prototype
      Intl.DisplayNames.prototype.of = () => {
        throw new RangeError('no names of countries')
      }
      Object.assign(globalThis, { mendCountryNames: () => (Intl.DisplayNames.prototype.of = of) })
    })
  const mendCountryNames = (page: Page) =>
    page.evaluate(() => (globalThis as unknown as { mendCountryNames(): void }).mendCountryNames())

  it('[FA1] leaves the rest standing and says so, with a way on, to the outbox and to the details', async () => {
    const page = await newPerson(browser, server, msp)
    await page.context().grantPermissions(['clipboard-read', 'clipboard-write'])
    await page.goto('/')
    await sees(row(page, company))
    await breakCountryNames(page)

    // A panel, beside its list.
    await row(page, company).getByRole('link').first().click()
    await sees(failed(page.locator('[data-panel]')))
    await sees(row(page, company))
    await page.getByRole('button', { name: 'Copy details' }).click()
    const details = await page.evaluate(() => navigator.clipboard.readText())
    expect(details).toContain('/customers/(list)/[id]')
    expect(details).toContain('RangeError: no names of countries')
    expect(takePageErrors()).toEqual(['no names of countries'])

    // A page, in its layout.
    await follow(page, `/customers/${customerId}/manage`)
    await sees(failed(page.getByRole('main')))
    await page.getByRole('alert').getByRole('link', { name: 'Outbox' }).click()
    await page.waitForURL('**/outbox')
    await seesNo(failed(page))
    await page.goBack()
    await sees(failed(page.getByRole('main')))
    await mendCountryNames(page)
    await page.getByRole('button', { name: 'Go on' }).click()
    await sees(field(page, 'City'))

    // A line of a list, between the others.
    await field(page, 'Country').fill('Ireland')
    await page.getByRole('option', { name: 'Ireland', exact: true }).click()
    await isSynced(page)
    await edit(page, 'Phone', '+353 1 555 0100')
    await breakCountryNames(page)
    await follow(page, '/activity')
    await sees(page.getByRole('listitem').filter({ hasText: '+353 1 555 0100' }))
    expect(await failed(page).count()).toBe(1)
    takePageErrors()
    await page.context().close()
  })
})
