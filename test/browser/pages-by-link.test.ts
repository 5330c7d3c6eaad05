// The pages that links in mails lead to, as they are with such a link; without one: pages.test.ts.
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { launchChromium } from '../support/chromium.ts'
import { runCommand } from '../support/run-command.ts'
import { RunningServer } from '../support/server.ts'
import { eventually, sees } from './device.ts'
import './no-errors.ts'
import { createReseller, rosa } from './reseller-portal.ts'
import { findLink, seedCustomers, seedMsp } from './seed.ts'
import { customerIdOf, field, msp, row } from './steps.ts'
import { inspectAtEachWidth, newPerson } from './walk.ts'

let server: RunningServer
let browser: Browser
let noa: Page

beforeAll(async () => {
  server = await RunningServer.start({ env: { LINK_LIMIT: '1000' } })
  await seedMsp(server)
  await seedCustomers(server.origin, ['Acme Brewing', 'Birch Cafe'])
  browser = await launchChromium()
  noa = await newPerson(browser, server, msp)
  await noa.goto('/customers')
})

afterAll(async () => {
  await browser?.close()
  await server?.remove()
})

const post = async (path: string, data: object) => {
  const answer = await noa.request.post(path, { data, headers: { origin: server.origin } })
  expect(answer.ok(), await answer.text()).toBe(true)
}

async function tandem(...args: string[]): Promise<void> {
  const { code, err } = await runCommand(['server/cli/tandem.ts', ...args], { TANDEM_DATA: server.dataFolder })
  expect([code, err]).toEqual([0, ''])
}

async function mspId(): Promise<string> {
  await noa.goto('/profile')
  const shown = noa.getByText(/^\d{10}$/).first()
  return /\d{10}/.exec(await shown.innerText())![0]
}

async function inviteColleague(email: string): Promise<void> {
  await noa.goto('/team/invite')
  for (const [label, value] of [
    ['First name', 'Kim'],
    ['Last name', 'Ito'],
    ['Work email', email],
  ] as const)
    await field(noa, label).fill(value)
  await noa.getByRole('button', { name: 'Send invitation' }).click()
  await sees(noa.getByRole('listitem').filter({ hasText: email }))
}

/** One that the MSP manages alone. */
async function openBirch(): Promise<string> {
  await noa.goto('/customers')
  await row(noa, 'Birch Cafe').getByRole('link').first().click()
  await noa.waitForURL(/\/customers\/\d+/)
  return customerIdOf(noa)
}

/** Of alerts, and of neither side. */
async function addRecipient(email: string): Promise<void> {
  await noa.goto(`/customers/${await openBirch()}/alerts`)
  const battery = noa.locator('section').filter({ has: noa.getByRole('heading', { name: 'Battery' }) })
  await battery.getByLabel('Additional recipients', { exact: true }).and(noa.locator('input')).fill(email)
  await battery.getByRole('button', { name: 'Add recipient' }).click()
}

const signUp = {
  companyName: 'Birch Bakery',
  country: 'DE',
  firstName: 'Bea',
  lastName: 'Birch',
  email: 'new@birch.example',
  locale: 'en',
}

/** By route: who gets its link, and how it comes about. */
const links: [page: string, email: string, begin?: () => Promise<void>][] = [
  ['/register', '0@customers.example'],
  ['/decline', '0@customers.example'],
  ['/verify-email', msp.email],
  ['/join', 'kim@northwind.example', () => inviteColleague('kim@northwind.example')],
  ['/appointment', rosa.email, async () => void (await createReseller(server))],
  [
    '/stop-appointment',
    msp.email,
    async () => tandem('reset-super-admin', await mspId(), '--email', 's@s.example', '--last-name', 'Sy'),
  ],
  ['/stop-release', msp.email, async () => tandem('release-customer', await openBirch())],
  ['/alert-address', 'desk@birch.example', () => addRecipient('desk@birch.example')],
  ['/reset-password', msp.email, () => post('/api/password/forgot', { email: msp.email })],
  ['/confirm-email', 'noa@new.example', () => post('/api/profile/email', { email: 'noa@new.example' })],
  ['/complete-registration', 'new@birch.example', () => post('/api/sign-up', signUp)],
]

describe('The page of a mail’s link shows something, without an error and without scrolling its document,', () => {
  it.each(links)('[FA1][FA2][X3] %s', async (route, email, begin) => {
    await begin?.()
    await eventually(() => findLink(server, email, route)).not.toBeNull()
    const link = (await findLink(server, email, route))!
    const reader = await newPerson(browser, server)
    await reader.goto(link, { waitUntil: 'networkidle' })
    const complaints = await inspectAtEachWidth(reader, true)
    // Opened a second time, too, as from another mail program.
    await reader.goto('/sign-in')
    await reader.goto(link, { waitUntil: 'networkidle' })
    complaints.push(...(await inspectAtEachWidth(reader, true)))
    expect(complaints).toEqual([])
    await reader.context().close()
  })
})
