// Who may say yes to what, until when, and what whoever is left out gets to know: with time moved by hand, at the server and on
// the devices alike.
import { rm, mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { newRelationshipId } from '#shared/domain/id-families.ts'
import { cryptoIds, type OrganisationId } from '#shared/domain/ids.ts'
import { requestLifetimeMs } from '#shared/domain/request/management-request.ts'
import { startApplication, type Application } from '../../server/application.ts'
import { hashPassword } from '../../server/auth/password.ts'
import { operatorKey } from '../../server/auth/operator-key.ts'
import { insertSuperAdmin } from '../../server/commands/sign-in/super-admin.ts'
import { parseConfig } from '../../server/config.ts'
import { createOrganisation } from '../../server/database/repository/organisation.ts'
import { runUnitOfWork } from '../../server/database/unit-of-work.ts'
import { launchChromium } from '../support/chromium.ts'
import { pushDecision } from './crafted.ts'
import { eventually, isInstalled, sees, seesNo, storesWith } from './device.ts'
import { inspect } from './inspect.ts'
import './no-errors.ts'
import { findLink, seedCustomers, seedMsp } from './seed.ts'
import { customerIdOf, edit, field, hasWaiting, holds, isSynced, msp, row, statusCell } from './steps.ts'
import { newPerson } from './walk.ts'

const minuteMs = 60_000
const southwind = { company: 'Southwind Services', email: 'sam@southwind.example', password: 'a phrase of my own' }
const password = 'quiet meadow walk'

let application: Application
let server: { origin: string; key: string }
let dataFolder: string
let browser: Browser
/** How far the server's clock, and that of every device opened by {@link open}, is from this machine's, ms. */
let aheadMs = -requestLifetimeMs - 5 * minuteMs

beforeAll(async () => {
  dataFolder = await mkdtemp(join(tmpdir(), 'tandem-consent-'))
  const limits = { LINK_LIMIT: '1000', SIGN_UP_LIMIT: '1000' }
  application = await startApplication(parseConfig({ PORT: '0', TANDEM_DATA: dataFolder, ...limits }), {
    clock: { now: () => Date.now() + aheadMs },
    buildFolder: fileURLToPath(new URL('../../build', import.meta.url)),
  })
  server = { origin: application.address, key: operatorKey(application.services.key) }
  await seedMsp(server)
  browser = await launchChromium()
})

afterAll(async () => {
  await browser?.close()
  await application?.close()
  await rm(dataFolder, { recursive: true, force: true })
})

interface Person {
  email: string
  password: string
}

/** Somebody's browser, whose clock goes with the server's. */
async function open(person: Person, path: string): Promise<Page> {
  const page = await newPerson(browser, server, person)
  await page.clock.install({ time: Date.now() + aheadMs })
  await page.goto(path)
  return page
}

/** At the server, and on this device. Nothing is on its way meanwhile: the device would take what comes late for the time. */
async function later(ms: number, page?: Page): Promise<void> {
  await page?.context().setOffline(true)
  aheadMs += ms
  await page?.clock.fastForward(ms)
}

async function post(path: string, body: object): Promise<unknown> {
  const headers = { 'content-type': 'application/json', origin: server.origin }
  const response = await fetch(server.origin + path, { method: 'POST', headers, body: JSON.stringify(body) })
  if (!response.ok) throw new Error(`${path}: ${await response.text()}`)
  const text = await response.text()
  return text === '' ? null : JSON.parse(text)
}

async function linkFor(email: string, page: string): Promise<string> {
  await eventually(() => findLink(server, email, page)).not.toBeNull()
  return (await findLink(server, email, page))!
}

/** A company without an MSP, with its super admin. */
async function signUp(companyName: string, email: string): Promise<OrganisationId> {
  await post('/api/sign-up', { companyName, country: 'GB', firstName: 'Ada', lastName: 'Byron', email, locale: 'en' })
  const link = (await linkFor(email, '/complete-registration')).split('#link=')[1]
  const { user } = (await post('/api/sign-up/complete', { link, password, locale: 'en' })) as {
    user: { organisationId: OrganisationId }
  }
  return user.organisationId
}

async function addSouthwind(): Promise<void> {
  const passwordHash = await hashPassword(southwind.password)
  await runUnitOfWork(application.services, async (unit) => {
    const { id: organisationId } = await createOrganisation(unit, { kind: 'msp', name: southwind.company })
    const { email } = southwind
    const named = { firstName: 'Sam', lastName: 'Ray', locale: 'en', emailVerifiedAt: unit.now } as const
    await insertSuperAdmin(unit, { organisationId, email, passwordHash, ...named })
  })
}

/** `LOOK UP` and `REQUEST TO ADD`, as another tablet of theirs says it. */
async function ask(person: Person, customerId: OrganisationId): Promise<void> {
  const { origin } = server
  const page = await newPerson(browser, server, person)
  await page.goto('/favicon.svg')
  const found = await page.request.post('/api/customers/look-up', { data: { customerId }, headers: { origin } })
  expect(found.ok()).toBe(true)
  const relationshipId = newRelationshipId(cryptoIds)
  const asked = { relationshipId, customerId, managementType: 'jointly', services: ['knox-manage'] }
  expect(await pushDecision(page, 'request-customer', asked)).toBe('accepted')
  await page.context().close()
}

async function mailsTo(email: string): Promise<string> {
  const mails = (await (await fetch(`${server.origin}/mailbox.json?key=${server.key}`)).json()) as { to: string }[]
  return JSON.stringify(mails.filter(({ to }) => to === email))
}

const onPhone = (page: Page) => page.setViewportSize({ width: 390, height: 844 })
const requestOf = (page: Page, name: string) =>
  page.getByRole('article').filter({ has: page.getByRole('heading', { name: `${name} asks to manage` }) })

describe('A yes', () => {
  it('[M10] expiry at the second on a tablet that was off: an answer from before is refused in words, nothing else of it is lost', async () => {
    const company = 'Birch Bakery'
    const email = 'ada@birch.example'
    const customerId = await signUp(company, email)
    await ask(msp, customerId)
    await later(requestLifetimeMs - 10 * minuteMs)
    const noa = await open(msp, '/customers')
    await sees(statusCell(noa, company, 'Pending'))
    const ada = await open({ email, password }, '/account')
    await onPhone(ada)
    await isInstalled(ada)
    await isSynced(ada)
    await ada.context().setOffline(true)
    await edit(ada, 'City', 'Brighton')
    await ada
      .getByRole('link', { name: /^Requests/ })
      .first()
      .click()
    await requestOf(ada, msp.company).getByRole('button', { name: 'Accept', exact: true }).click()
    await sees(ada.getByRole('main').getByText('You chose “Accept”'))
    await hasWaiting(ada, 2)

    await row(noa, company).getByRole('link').first().click()
    await sees(noa.getByRole('main').getByText(/^The super admins of Birch Bakery were asked on/))
    await isSynced(noa)
    await later(10 * minuteMs, noa)
    await sees(noa.getByRole('main').getByText('Nobody answered within 30 days, so the request ran out.'))
    await inspect(noa)
    // The list looks every five minutes.
    await later(5 * minuteMs, noa)
    await sees(statusCell(noa, company, 'Request expired'))
    for (const page of [noa, ada]) await page.context().setOffline(false)
    await sees(
      ada.getByRole('main').getByText('The request ran out after 30 days without an answer. The MSP can ask again.'),
    )
    await inspect(ada)
    await hasWaiting(ada, 0)
    await ada.getByRole('link', { name: 'Company account' }).first().click()
    await holds(ada, { City: 'Brighton' })
    await isSynced(noa)
    await sees(statusCell(noa, company, 'Request expired'))
    expect(await storesWith(noa, 'Brighton')).toEqual([])
    expect(await mailsTo(msp.email)).not.toContain(`${msp.company} now manages`)
    await Promise.all([noa, ada].map((page) => page.context().close()))
  })

  it('[M10][C4] two MSPs ask, one is accepted: the other reads `No longer possible` and never who, on screen, in its store and mails', async () => {
    const company = 'Acorn Bikes'
    const email = 'ada@acorn.example'
    await addSouthwind()
    const customerId = await signUp(company, email)
    const noa = await open(msp, '/customers')
    const sam = await open(southwind, '/customers')
    for (const person of [msp, southwind]) await ask(person, customerId)
    for (const page of [noa, sam]) await sees(statusCell(page, company, 'Pending'))
    const ada = await open({ email, password }, '/requests')
    await onPhone(ada)
    await sees(requestOf(ada, msp.company))
    await inspect(ada)
    await requestOf(ada, southwind.company).getByRole('button', { name: 'Accept', exact: true }).click()
    await sees(ada.getByRole('main').getByText(`Accepted. ${southwind.company} now manages ${company}.`))
    await seesNo(requestOf(ada, msp.company))

    await sees(statusCell(sam, company, 'Active'))
    await sees(statusCell(noa, company, 'No longer possible'))
    await row(noa, company).getByRole('link').first().click()
    await sees(noa.getByRole('main').getByText('The customer is managed by somebody else now.'))
    await inspect(noa)
    await isSynced(noa)
    expect(await noa.locator('body').innerText()).not.toMatch(/southwind/i)
    for (const name of [southwind.company, southwind.email, 'Southwind', 'southwind'])
      expect(await storesWith(noa, name)).toEqual([])
    await eventually(() => mailsTo(msp.email)).toContain('no longer possible')
    expect(await mailsTo(msp.email)).not.toMatch(/southwind/i)
    // Nor does what happens to the account from then on reach it.
    await ada.getByRole('link', { name: 'Company account' }).first().click()
    await edit(ada, 'City', 'Brighton')
    await isSynced(ada)
    await sam.goto(`/customers/${customerId}/manage`)
    await holds(sam, { City: 'Brighton' })
    expect(await storesWith(noa, 'Brighton')).toEqual([])
    await Promise.all([noa, sam, ada].map((page) => page.context().close()))
  })

  it('[M27][M7] a wrong address corrected, then `Remove`: neither link lets anybody in', async () => {
    const company = 'Cedar Inn'
    await seedCustomers(server.origin, [company])
    const wrong = await linkFor('0@customers.example', '/register')
    const noa = await open(msp, '/customers')
    await row(noa, company).getByRole('link').first().click()
    await sees(noa.getByRole('heading', { name: company }))
    const id = customerIdOf(noa)
    await noa.getByRole('link', { name: 'Change contact' }).click()
    await field(noa, 'Work email').fill('right@cedar.example')
    await noa.getByRole('button', { name: 'CONFIRM' }).click()
    const right = await linkFor('right@cedar.example', '/register')
    await noa.goto(`/customers/${id}/remove`)
    await sees(noa.getByText('The invitation to right@cedar.example ends'))
    await noa.getByRole('button', { name: 'CONFIRM' }).click()
    await seesNo(row(noa, company))
    const stranger = await newPerson(browser, server)
    for (const link of [wrong, right]) {
      await stranger.goto(link)
      await sees(stranger.getByRole('heading', { name: 'This invitation was taken back' }))
    }
  })
})
