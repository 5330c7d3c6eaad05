// Licences (M22, C3, M24, M17) as their people have them: an MSP and two of its tablets, and a customer that goes.
import type { Browser, Page } from 'playwright-core'
import { readFile } from 'node:fs/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { launchChromium } from '../support/chromium.ts'
import { RunningServer } from '../support/server.ts'
import { eventually, isInstalled, sees, seesNo, storesWith } from './device.ts'
import { inspect } from './inspect.ts'
import {
  act,
  assignSeats,
  button,
  choose,
  licenceKey as key,
  mainLink,
  openLicence,
  registerLicence,
  says,
  toLicences,
} from './licence-steps.ts'
import './no-errors.ts'
import { seedDevices, type SeededDevice } from './seed-devices.ts'
import { invitationLink, seedCustomers, seedMsp } from './seed.ts'
import { field, hasWaiting, isSynced, msp, register, row } from './steps.ts'
import { follow, newPerson } from './walk.ts'

const [shared, alone] = ['Acorn Bikes', 'Birch Cafe']
const dayMs = 24 * 60 * 60 * 1000
const dayIn = (days: number) => new Date(Date.now() + days * dayMs).toISOString().slice(0, 10)

let server: RunningServer
let browser: Browser
/** Noa, of the MSP, on two tablets; Ada, of the customer that both manage. */
let noa: Page
let tablet: Page
let ada: Page
let devices: Record<'own' | 'fully' | 'jointly', SeededDevice[]>

beforeAll(async () => {
  server = await RunningServer.start({ env: { LINK_LIMIT: '1000' } })
  await seedMsp(server)
  await seedCustomers(server.origin, [shared, alone])
  devices = await seedDevices(server, 2)
  browser = await launchChromium()
  noa = await newPerson(browser, server, msp)
  tablet = await newPerson(browser, server, msp)
  ada = await newPerson(browser, server)
  await ada.goto(await invitationLink(server, '0@customers.example'))
  await register(ada)
  for (const page of [noa, tablet]) {
    await page.goto('/customers')
    await sees(row(page, alone))
    await isInstalled(page)
  }
}, 120_000)

afterAll(async () => {
  await browser?.close()
  await server?.remove()
})

const line = (page: Page, name: string) =>
  page.getByRole('main').getByRole('row').or(page.getByRole('main').getByRole('listitem')).filter({ hasText: name })

const assign = (page: Page, company: string, seats: string) =>
  assignSeats(page, company, seats, company === shared ? 'Knox Manage' : '')

describe('Licences', () => {
  it('[M22] bad input is said at the field, and what was typed stays', async () => {
    await toLicences(noa)
    await says(noa, 'No licenses yet')
    await inspect(noa)
    await mainLink(noa, 'Register license').click()
    await field(noa, 'License key').fill('KLM?')
    await field(noa, 'Seats').fill('none')
    await noa.getByLabel('Activation date').fill(dayIn(3))
    await noa.getByLabel('End date').fill(dayIn(1))
    await button(noa, 'Register license').click()
    await says(noa, 'Enter the whole key: letters, digits and dashes, at least 8.')
    await says(noa, 'Enter a number of seats, at least 1.')
    await says(noa, 'Enter a day after the activation date.')
    expect(await field(noa, 'License key').inputValue()).toBe('KLM?')
    await eventually(() => field(noa, 'License key').evaluate((input) => input === document.activeElement)).toBe(true)
    await inspect(noa)
    for (const [label, value] of [
      ['License key', ''],
      ['Seats', ''],
    ] as const)
      await field(noa, label).fill(value)
    await noa.getByLabel('Activation date').fill('')
    await noa.getByLabel('End date').fill('')
  })

  it('[M22] a licence is registered, its key is masked from then on, and the same key is refused at its field', async () => {
    await registerLicence(noa, { name: 'Fleet 2026', key, seats: '3' })
    await sees(line(noa, 'Fleet 2026').first())
    await isSynced(noa)
    for (const words of ['Knox Suite', 'Transferable', 'ends in 4F2A', 'Active'])
      await sees(line(noa, 'Fleet 2026').filter({ hasText: words }).first())
    // On the device that typed it, what was sent is kept for a server that is restored (SYNC3); nobody else ever gets it.
    await eventually(() => storesWith(noa, '7QWER')).toEqual(['outbox'])
    await eventually(() => storesWith(tablet, 'Fleet 2026')).not.toEqual([])
    expect(await storesWith(tablet, '7QWER')).toEqual([])
    await registerLicence(noa, { name: 'Again', key: key.toLowerCase(), seats: '9' })
    await sees(noa.getByRole('alert').filter({ hasText: 'A license with this key is registered already.' }))
    await button(noa, 'Back to the form').click()
    await eventually(() => field(noa, 'Name').inputValue()).toBe('Again')
    await says(noa, 'A license with this key is registered already.')
    await field(noa, 'License key').fill('TRIAL-0001-AB12')
    await field(noa, 'Name').fill('Try-out')
    await noa.getByLabel('End date').fill(dayIn(10))
    await noa.getByRole('radio', { name: 'Trial' }).check()
    await button(noa, 'Register license').click()
    await noa.waitForURL('**/licenses')
    await sees(line(noa, 'Try-out').first())
    await isSynced(noa)
    await inspect(noa)
  })

  it('[M22] seats go to customers of either type, each in its tab; trials are marked, and can be hidden', async () => {
    await openLicence(noa, 'Fleet 2026')
    await assign(noa, alone, '4')
    await says(noa, 'Enter a number from 1 to 3.')
    await assign(noa, alone, '1')
    await sees(noa.locator('#assign').getByText('Left to assign: 2 seats.'))
    await assign(noa, shared, '1')
    await sees(noa.locator('#assign').getByText('Left to assign: 1 seat.'))
    await isSynced(noa)
    await inspect(noa)
    await toLicences(noa)
    await sees(line(noa, `${alone}: 1 seat`).first())
    await seesNo(line(noa, `${shared}: 1 seat`).first())
    await mainLink(noa, 'Jointly managed').click()
    await sees(line(noa, `${shared}: 1 seat`).first())
    await noa.getByRole('checkbox', { name: 'Hide trial license(s)' }).check()
    await seesNo(line(noa, 'Try-out').first())
    await noa.waitForURL(/type=jointly&hide-trials/)
    await noa.reload()
    await sees(line(noa, `${shared}: 1 seat`).first())
    await seesNo(line(noa, 'Try-out').first())
    const downloading = noa.waitForEvent('download')
    await button(noa, 'Download licenses as CSV').click()
    const text = await readFile(await (await downloading).path(), 'utf8')
    expect(text).toContain('Fleet 2026')
    expect(text).not.toContain('7QWER')
    await noa.getByRole('checkbox', { name: 'Hide trial license(s)' }).uncheck()
    await sees(line(noa, 'Try-out').filter({ hasText: 'Trial' }).first())
  })

  it('[M22][M24] two tablets assign the last seat without a network: one is refused, in words, and keeps what it said', async () => {
    await openLicence(noa, 'Fleet 2026')
    await openLicence(tablet, 'Fleet 2026')
    await sees(tablet.locator('#assign').getByText('Left to assign: 1 seat.'))
    for (const page of [noa, tablet]) await page.context().setOffline(true)
    await assign(noa, alone, '1')
    await assign(tablet, shared, '1')
    for (const page of [noa, tablet]) await hasWaiting(page, 1)
    await noa.context().setOffline(false)
    await isSynced(noa)
    await tablet.context().setOffline(false)
    const refusal = tablet.getByRole('alert').filter({ hasText: `1 seat of Fleet 2026 for ${shared}` })
    await sees(refusal.filter({ hasText: 'Fewer seats are left than you wanted to assign' }))
    await inspect(tablet)
    await sees(tablet.getByText('All seats are assigned.'))
    await follow(tablet, '/home')
    await sees(tablet.getByRole('list', { name: 'Needs attention' }).getByText(/Assign seats/))
    // M24: what ends within thirty days.
    await sees(tablet.getByText('License Try-out ends soon'))
    await follow(tablet, '/licenses')
    await button(tablet.getByRole('alert'), 'Discard').click()
    await isSynced(tablet)
    // What is left over can be given back, and said again.
    await sees(noa.getByRole('listitem').filter({ hasText: alone }).getByText('Seats used: 0 of 2'))
    await noa
      .getByRole('main')
      .getByRole('button', { name: /^Give seats back\s*: Birch Cafe, Knox Suite$/ })
      .click()
    await noa.getByRole('dialog').getByLabel('Seats').fill('1')
    await button(noa.getByRole('dialog'), 'Give seats back').click()
    await sees(noa.locator('#assign').getByText('Left to assign: 1 seat.'))
    await isSynced(noa)
  })

  it('[C3][M22] the customer sees what it has, buys its own, and puts licences on its devices', async () => {
    await ada.goto('/account')
    const section = ada.locator('#licences')
    await sees(section.getByText('Fleet 2026'))
    await sees(section.getByText('Seats used: 0 of 1'))
    await sees(section.getByText(/From Northwind IT/))
    await section.getByRole('link', { name: 'Open licenses' }).click()
    await ada.waitForURL('**/licenses')
    await mainLink(ada, 'Register license').click()
    await field(ada, 'License key').fill('OWN-KEY-2222-9Z9Z')
    await field(ada, 'Service').selectOption({ label: 'Knox Manage' })
    await field(ada, 'Name').fill('Our own')
    await field(ada, 'Seats').fill('2')
    await button(ada, 'Register license').click()
    await ada.waitForURL('**/licenses')
    await says(ada, 'Bought by you')
    await inspect(ada)
    const [first, second] = devices.jointly as [SeededDevice, SeededDevice]
    await ada.getByRole('navigation').getByRole('link', { name: 'Devices' }).click()
    await choose(ada, [first, second])
    await act(ada, 'License devices')
    await ada.getByRole('dialog').getByLabel('License').selectOption({ label: 'Fleet 2026, Knox Manage: 1 seat free' })
    await button(ada.getByRole('dialog'), 'License devices').click()
    await sees(ada.getByRole('dialog').getByText('Only 1 seat free. Choose fewer devices.'))
    await button(ada.getByRole('dialog'), 'Cancel').click()
    await row(ada, second.imei).getByRole('checkbox').uncheck()
    await act(ada, 'License devices')
    await ada.getByRole('dialog').getByLabel('License').selectOption({ label: 'Fleet 2026, Knox Manage: 1 seat free' })
    await button(ada.getByRole('dialog'), 'License devices').click()
    await isSynced(ada)
    await row(ada, first.imei).getByRole('link').first().click()
    await sees(ada.getByRole('complementary', { name: 'Device details' }).getByText('Fleet 2026'))
    await follow(ada, '/licenses')
    await says(ada, 'Seats used: 1 of 1')
  })

  it('[M22][H3] a licensed device’s approval stays, with the reason in words', async () => {
    await follow(ada, '/devices/uploads')
    await button(ada, 'Take back approval').first().click()
    await sees(ada.getByRole('alert').filter({ hasText: 'Some of these devices have a license. Take it off first.' }))
    await button(ada.getByRole('alert'), 'Dismiss').click()
    await isSynced(ada)
  })

  it('[M22][X1] `Devices` says which license each has, and is filtered by it without a network', async () => {
    const [first, second] = devices.jointly as [SeededDevice, SeededDevice]
    await follow(ada, '/devices')
    await sees(ada.getByRole('columnheader', { name: 'LICENSE' }))
    await sees(row(ada, first.imei).getByText('Fleet 2026'))
    await ada.context().setOffline(true)
    await button(ada, 'License').click()
    await ada.getByRole('menuitemcheckbox', { name: 'Fleet 2026, Knox Manage' }).click()
    await ada.keyboard.press('Escape')
    await ada.waitForURL(/license=/)
    await sees(row(ada, first.imei))
    await seesNo(row(ada, second.imei))
    await inspect(ada)
    await ada.context().setOffline(false)
    await isSynced(ada)
  })

  it('[M22] `Change license` says at the field what is too few; `Delete license` is there once nobody has a seat', async () => {
    await openLicence(noa, 'Fleet 2026')
    expect(await button(noa, 'Delete license').isDisabled()).toBe(true)
    await button(noa, 'Change license').click()
    const dialog = noa.getByRole('dialog')
    await dialog.getByLabel('Seats').fill('1')
    await button(dialog, 'Save').click()
    await sees(dialog.getByText('More seats than that are in use. Enter at least as many.'))
    await inspect(noa)
    await dialog.getByLabel('Seats').fill('4')
    await button(dialog, 'Save').click()
    await sees(noa.locator('#assign').getByText('Left to assign: 2 seats.'))
    await isSynced(noa)
    await openLicence(noa, 'Try-out')
    await button(noa, 'Delete license').click()
    await sees(dialog.getByText('Try-out goes from your list. Nobody uses a seat of it.'))
    await button(dialog, 'Delete license').click()
    await noa.waitForURL('**/licenses')
    await seesNo(line(noa, 'Try-out').first())
    await sees(line(noa, 'Fleet 2026').first())
    await isSynced(noa)
  })

  it('[M25][M22] closing a fully managed customer says which seats come back', async () => {
    await follow(noa, '/customers')
    await row(noa, alone).getByRole('link').first().click()
    await mainLink(noa, 'MANAGE ACCOUNT').click()
    await mainLink(noa, 'Close customer account').click()
    await sees(noa.getByText(/Licenses: 1 seat/).first())
    await inspect(noa)
  })

  it('[M17] a delink says before what becomes of the seats, and so it is', async () => {
    await follow(noa, '/customers')
    await row(noa, shared).getByRole('link').first().click()
    await sees(noa.getByRole('region', { name: 'Licenses' }).getByText('Seats used: 1 of 1'))
    await mainLink(noa, 'MANAGE ACCOUNT').click()
    await mainLink(noa, 'DELINK').click()
    await says(noa, `Licenses: 1 seat, left with ${shared} for good`)
    await inspect(noa)
    await button(noa, 'CONFIRM').click()
    await isSynced(noa)
    await ada.goto('/requests')
    await says(ada, 'Licenses: 1 seat, which go on working')
    await button(ada, 'Accept').click()
    await isSynced(ada)
    await seesNo(row(noa, shared))
    await openLicence(noa, 'Fleet 2026')
    await says(noa, `Left with ${shared}: 1 seat`)
    await follow(ada, '/licenses')
    await says(ada, 'From Northwind IT, which manages you no more')
    const [first, second] = devices.jointly as [SeededDevice, SeededDevice]
    await follow(ada, '/devices')
    await choose(ada, [first])
    await act(ada, 'Take licenses off')
    await button(ada.getByRole('dialog'), 'Take licenses off').click()
    await choose(ada, [second])
    await act(ada, 'License devices')
    await ada.getByRole('dialog').getByLabel('License').selectOption({ label: 'Fleet 2026, Knox Manage: 1 seat free' })
    await button(ada.getByRole('dialog'), 'License devices').click()
    await isSynced(ada)
    await follow(ada, '/licenses')
    await says(ada, 'Seats used: 1 of 1')
  })
})
