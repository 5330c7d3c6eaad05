// An MSP's people are away with unsent work while a colleague answers the customer's delink from the bell.
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { allCustomers } from '#shared/domain/access/scope.ts'
import { cryptoIds } from '#shared/domain/ids.ts'
import { launchChromium } from '../support/chromium.ts'
import { RunningServer } from '../support/server.ts'
import { pushDecision } from './crafted.ts'
import { eventually, isInstalled, sees, seesNo, storesWith } from './device.ts'
import { inspect } from './inspect.ts'
import './no-errors.ts'
import { findLink, invitationLink, seedCustomers, seedMsp } from './seed.ts'
import { edit, hasWaiting, holds, isSynced, msp, register, row } from './steps.ts'
import { newPerson } from './walk.ts'

// Every fourth is invited; the other stays the MSP's.
const [company, other] = ['Acorn Bikes', 'Bramble Foods'] as const
const kim = { firstName: 'Kim', lastName: 'Lund', workEmail: 'kim@northwind.example' }
const secrets = ['Quokka of the customer', 'Wombat notes that are ours alone']

let server: RunningServer
let browser: Browser
/** Two devices of Noa's, which go away; Kim, a colleague who stays; Ada, the company's super admin. */
let tablet: Page
let phone: Page
let kims: Page
let ada: Page

beforeAll(async () => {
  server = await RunningServer.start({ env: { LINK_LIMIT: '1000', MAIL_LIMIT_PER_RECIPIENT: '100' } })
  await seedMsp(server)
  await seedCustomers(server.origin, [company, other])
  browser = await launchChromium()
}, 120_000)

afterAll(async () => {
  await browser?.close()
  await server?.remove()
})

/** All of them have the account. */
async function begin(): Promise<void> {
  ada = await newPerson(browser, server)
  await ada.goto(await invitationLink(server, '0@customers.example'))
  await register(ada)
  await edit(ada, 'Address 1', secrets[0]!)
  await isSynced(ada)
  ;[tablet, phone] = [await newPerson(browser, server, msp), await newPerson(browser, server, msp)]
  for (const page of [tablet, phone]) {
    await openAccount(page, company)
    await isInstalled(page)
  }
  await edit(tablet, 'Private notes', secrets[1]!)
  await isSynced(tablet)
  kims = await joined()
}

async function openAccount(page: Page, name: string): Promise<void> {
  await page.goto('/customers')
  await row(page, name).getByRole('link').first().click()
  await page.getByRole('link', { name: 'MANAGE ACCOUNT' }).click()
  await sees(page.getByLabel('Address 1', { exact: true }))
}

async function joined(): Promise<Page> {
  const access = { personId: cryptoIds.randomId(), role: 'admin', scope: allCustomers, details: '', locale: 'en' }
  expect(await pushDecision(tablet, 'invite-person', { ...kim, ...access })).toBe('accepted')
  await eventually(() => findLink(server, kim.workEmail, '/join')).not.toBeNull()
  const { workEmail, ...names } = kim
  const link = (await findLink(server, workEmail, '/join'))!.split('#link=')[1]
  const page = await newPerson(browser, server)
  const data = { ...names, link, locale: 'en', password: 'kim has a long phrase' }
  const answer = await page.request.post('/api/person-invitation/register', {
    data,
    headers: { origin: server.origin },
  })
  expect(answer.status()).toBe(201)
  await page.goto('/customers')
  await sees(row(page, company))
  return page
}

async function connect(page: Page): Promise<void> {
  await page.context().setOffline(false)
  await page.evaluate(() => dispatchEvent(new Event('online')))
}

const told = (page: Page) => page.getByRole('main').getByRole('list', { name: 'Notifications' }).getByRole('listitem')

describe('An MSP’s week offline', () => {
  it('[M21][M18][M17] meanwhile the customer asks for the delink, and a colleague accepts from the bell', async () => {
    await begin()
    await tablet.context().setOffline(true)
    await phone.context().setOffline(true)
    await edit(tablet, 'City', 'Typed on the tablet')
    await edit(phone, 'Notes', 'Typed on the phone')
    await openAccountOffline(tablet, other)
    await edit(tablet, 'City', 'Of another customer')
    await hasWaiting(tablet, 2)
    await ada.getByRole('link', { name: 'DELINK' }).click()
    await ada.getByRole('button', { name: 'CONFIRM' }).click()
    await kims.getByRole('banner').getByRole('link', { name: 'Notifications, 1 unread' }).click()
    await told(kims)
      .filter({ hasText: `${company} asks for a delink` })
      .getByRole('link')
      .click()
    await kims.getByRole('button', { name: 'Accept', exact: true }).click()
    await kims.waitForURL('**/customers')
    await seesNo(row(kims, company))
    await ada.goto('/home')
    await sees(ada.getByText('No MSP manages your account.'))
    await ada.goto('/services')
    await sees(ada.getByRole('main').getByText('Active').first())
  })

  it('[M17][DEV4][H5] back again: the account is gone from both devices, each keeps only what was typed there, and the rest has arrived', async () => {
    for (const page of [tablet, phone]) await connect(page)
    for (const [page, typed] of [
      [tablet, 'Typed on the tablet'],
      [phone, 'Typed on the phone'],
    ] as const) {
      await eventually(() => storesWith(page, secrets[0]!)).toEqual([])
      for (const secret of secrets) expect(await storesWith(page, secret)).toEqual([])
      await page.goto('/home')
      const refused = page.getByRole('main').getByRole('list', { name: 'Needs attention' }).getByRole('listitem')
      await refused.filter({ hasText: 'Refused: Edit' }).getByRole('link', { name: 'Look at it' }).click()
      await sees(page.getByRole('main').getByText(typed))
      await sees(page.getByRole('button', { name: 'Copy text' }))
      await inspect(page)
      await page.goto('/notifications')
      await seesNo(page.getByRole('main').getByText('asks for a delink'))
      await page.goto('/customers/former')
      await sees(
        page
          .getByRole('main')
          .getByRole('listitem')
          .filter({ hasText: company })
          .filter({ hasText: 'Accepted by Kim Lund' }),
      )
    }
    await openAccount(kims, other)
    await eventually(() => kims.getByLabel('City', { exact: true }).inputValue()).toBe('Of another customer')
    await ada.goto('/account')
    await seesNo(ada.getByText('Typed on the'))
  })
})

/** From wherever somebody is, without a network: nothing is loaded anew. */
async function openAccountOffline(page: Page, name: string): Promise<void> {
  await page.getByRole('link', { name: 'Customers' }).first().click()
  await row(page, name).getByRole('link').first().click()
  // Another's panel may be open still.
  await sees(page.getByRole('heading', { name }))
  await page.getByRole('link', { name: 'MANAGE ACCOUNT' }).click()
  await holds(page, { 'Company name': name })
}
