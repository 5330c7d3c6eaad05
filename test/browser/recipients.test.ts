// Who hears of alerts, as both sides edit it: offline at the same time, undone by the other side, and ended by a delink.
import type { Browser, Locator, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { launchChromium } from '../support/chromium.ts'
import { RunningServer } from '../support/server.ts'
import { eventually, isInstalled, sees, seesNo } from './device.ts'
import { inspect } from './inspect.ts'
import './no-errors.ts'
import { invitationLink, seedCustomers, seedMsp } from './seed.ts'
import { activityLine, customerIdOf, hasWaiting, isSynced, msp, register, row } from './steps.ts'
import { newPerson } from './walk.ts'

const company = 'Acorn Bikes'
const fully = 'Fern Flowers'

let server: RunningServer
let browser: Browser
/** Noa, of the MSP; Ada, the customer's super admin. */
let noa: Page
let ada: Page
let customerId: string

beforeAll(async () => {
  server = await RunningServer.start({ env: { LINK_LIMIT: '1000' } })
  await seedMsp(server)
  await seedCustomers(server.origin, [company, fully])
  browser = await launchChromium()
  noa = await newPerson(browser, server, msp)
  ada = await newPerson(browser, server)
  await ada.goto(await invitationLink(server, '0@customers.example'))
  await register(ada)
  await isInstalled(ada)
  await noa.goto('/customers')
  await sees(row(noa, company))
  await isInstalled(noa)
})

afterAll(async () => {
  await browser?.close()
  await server?.remove()
})

const battery = (page: Page) => page.locator('section').filter({ has: page.getByRole('heading', { name: 'Battery' }) })
const recipients = (page: Page) => battery(page).getByRole('list', { name: 'Additional recipients' })
const isThere = (page: Page, address: string) => sees(recipients(page).getByText(address))
const isGone = (page: Page, address: string) => seesNo(recipients(page).locator(`[data-recipient="${address}"]`))

async function type(page: Page, address: string): Promise<Locator> {
  const entry = battery(page).getByLabel('Additional recipients', { exact: true }).and(page.locator('input'))
  await entry.fill(address)
  await battery(page).getByRole('button', { name: 'Add recipient' }).click()
  return entry
}

async function add(page: Page, address: string): Promise<void> {
  await type(page, address)
  await isThere(page, address)
}

const remove = (page: Page, address: string) =>
  battery(page)
    .getByRole('button', { name: `Remove ${address}` })
    .click()

async function connect(page: Page, isOn: boolean): Promise<void> {
  await page.context().setOffline(!isOn)
  if (isOn) await page.evaluate(() => dispatchEvent(new Event('online')))
}

describe('Alert recipients', () => {
  it('[S2][C6] each side finds them: the customer in `Settings`, the MSP from the customer', async () => {
    await row(noa, company).getByRole('link').first().click()
    await sees(noa.getByRole('heading', { name: company }))
    customerId = customerIdOf(noa)
    await noa.getByRole('link', { name: 'Alert recipients' }).click()
    await sees(battery(noa).getByText(`Mail goes to the admins of ${msp.company} and the admins of ${company}.`))
    expect(await battery(noa).getByRole('checkbox', { name: 'All admins' }).isChecked()).toBe(true)
    expect(await battery(noa).getByRole('checkbox', { name: 'Device group managers' }).isChecked()).toBe(false)
    await seesNo(noa.getByRole('heading', { name: 'Device location' }))
    await inspect(noa)

    await ada.getByRole('button', { name: /^Account of/ }).click()
    await ada.getByRole('menuitem', { name: 'Settings' }).click()
    await ada.getByRole('link', { name: 'Alert recipients' }).click()
    await sees(battery(ada))
    await inspect(ada)
  })

  it('[S2] an address that can’t be one, or is there already, is refused at the field with what was typed', async () => {
    const entry = await type(noa, 'nobody@')
    await sees(battery(noa).getByText(/Enter a whole email address/))
    expect(await entry.inputValue()).toBe('nobody@')
    expect(await entry.getAttribute('aria-invalid')).toBe('true')
    await add(noa, 'Ops <Ops@Northwind.example>'.replace(/.*<(.*)>/, '$1').toLowerCase())
    await type(noa, 'OPS@northwind.example')
    await sees(battery(noa).getByText('This address is in the list already.'))
    await entry.fill('')
    await type(noa, `${msp.firstName} ${msp.lastName}`)
    await isThere(noa, msp.email)
    await sees(recipients(noa).getByText(`${msp.firstName} ${msp.lastName}`))
    await isThere(ada, 'ops@northwind.example')
    await isSynced(noa)
  })

  it('[S2][H1] both sides edit offline, and both hold; `Activity` says who did what', async () => {
    await connect(noa, false)
    await connect(ada, false)
    await add(noa, 'night-shift@northwind.example')
    await remove(ada, 'ops@northwind.example')
    await battery(ada).getByRole('checkbox', { name: 'Device group managers' }).check()
    await isGone(ada, 'ops@northwind.example')
    await hasWaiting(noa, 1)
    await hasWaiting(ada, 2)
    await noa.reload()
    await isThere(noa, 'night-shift@northwind.example')
    await connect(ada, true)
    await connect(noa, true)
    for (const page of [noa, ada]) {
      await isThere(page, 'night-shift@northwind.example')
      await isGone(page, 'ops@northwind.example')
      await eventually(() => battery(page).getByRole('checkbox', { name: 'Device group managers' }).isChecked()).toBe(
        true,
      )
      await isSynced(page)
    }
    await noa.goto(`/customers/${customerId}/manage`)
    const removed = activityLine(noa, 'Alerts “Battery” no longer go to ops@northwind.example', company)
    await removed.getByRole('button', { name: /^Undo/ }).click()
    await isThere(ada, 'ops@northwind.example')
    await isSynced(noa)
  })

  it('[S2][C8] of a fully managed customer the MSP alone hears, and its own address waits in the list', async () => {
    await noa.goto('/customers')
    await row(noa, fully).getByRole('link').first().click()
    await sees(noa.getByRole('heading', { name: fully }))
    await noa.getByRole('link', { name: 'Alert recipients' }).click()
    await sees(battery(noa).getByText(`Mail goes to the admins of ${msp.company}.`))
    await add(noa, '1@customers.example')
    await sees(recipients(noa).getByText(`Paused while ${msp.company} alone manages ${fully}.`))
    await sees(battery(noa).getByText(`Mail goes to the admins of ${msp.company}.`))
    await isSynced(noa)
  })

  it('[S2][M17] a delink names who stops hearing, and wins over an address that was added late, which is shown as refused', async () => {
    await noa.goto(`/customers/${customerId}/delink`)
    await sees(noa.getByText(`No more alerts for ${msp.email}.`))
    await noa.getByRole('button', { name: 'CONFIRM' }).click()
    await noa.waitForURL('**/customers')
    await isSynced(noa)
    await noa.goto(`/customers/${customerId}/alerts`)
    await isThere(noa, msp.email)
    await connect(noa, false)
    await add(noa, 'late@northwind.example')
    await hasWaiting(noa, 1)

    await ada
      .getByRole('link', { name: /^Requests/ })
      .first()
      .click()
    await sees(ada.getByText(`Addresses of ${msp.company}’s people get no more alerts`))
    await ada.getByRole('button', { name: 'Accept' }).click()
    await isSynced(ada)
    await connect(noa, true)
    await sees(noa.getByRole('heading', { name: 'This customer is not here any more' }))
    await noa.getByRole('link', { name: /^Outbox/ }).click()
    const line = noa.getByRole('listitem').filter({ hasText: 'Alerts “Battery” go to late@northwind.example' })
    await sees(line.filter({ hasText: 'Refused' }))
    expect(await line.innerText()).toContain('no longer linked')

    await ada.goto('/settings/alerts')
    await isThere(ada, 'ops@northwind.example')
    await isGone(ada, msp.email)
    await isGone(ada, 'late@northwind.example')
    await sees(battery(ada).getByText(`Mail goes to the admins of ${company}`))
  })
})
