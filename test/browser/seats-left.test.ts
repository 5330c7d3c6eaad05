// What becomes of seats in use when a customer nobody registered for is removed (M7, M17, M22): said before, and so it is.
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, it } from 'vitest'
import { launchChromium } from '../support/chromium.ts'
import { RunningServer } from '../support/server.ts'
import { eventually, isInstalled, sees, seesNo } from './device.ts'
import { inspect } from './inspect.ts'
import {
  act,
  assignSeats,
  button,
  choose,
  licenceKey,
  mainLink,
  openLicence,
  registerLicence,
  says,
} from './licence-steps.ts'
import './no-errors.ts'
import { seedDevices, type SeededDevice } from './seed-devices.ts'
import { seedCustomers, seedMsp } from './seed.ts'
import { hasWaiting, isSynced, msp, row } from './steps.ts'
import { follow, newPerson } from './walk.ts'

const company = 'Acorn Bikes'

let server: RunningServer
let browser: Browser
let noa: Page
let devices: Record<'own' | 'fully' | 'jointly', SeededDevice[]>

beforeAll(async () => {
  server = await RunningServer.start({ env: { LINK_LIMIT: '1000' } })
  await seedMsp(server)
  await seedCustomers(server.origin, [company, 'Birch Cafe'])
  devices = await seedDevices(server, 1)
  browser = await launchChromium()
  noa = await newPerson(browser, server, msp)
  await noa.goto('/customers')
  await sees(row(noa, company))
  await isInstalled(noa)
}, 120_000)

afterAll(async () => {
  await browser?.close()
  await server?.remove()
})

describe('Seats of a customer that is removed', () => {
  it('[FA2] an open choice of customers never makes a page that narrows wider than its window', async () => {
    await registerLicence(noa, { name: 'Fleet 2026', key: licenceKey, seats: '5' })
    await openLicence(noa, 'Fleet 2026')
    await noa.setViewportSize({ width: 820, height: 1180 })
    await noa.locator('#assign').getByRole('combobox', { name: 'Customer' }).click()
    await sees(noa.getByRole('option', { name: company }))
    await noa.setViewportSize({ width: 360, height: 800 })
    const tooWide = () =>
      noa.evaluate(() =>
        Math.max(...[document.documentElement, document.body].map(({ scrollWidth }) => scrollWidth - innerWidth)),
      )
    await eventually(tooWide).toBe(0)
    await noa.keyboard.press('Escape')
    await noa.setViewportSize({ width: 1280, height: 720 })
  })

  it('[M7][M17][M22] Remove says, offline, which seats stay in use there and which come back; the pool then says so, too', async () => {
    await openLicence(noa, 'Fleet 2026')
    await assignSeats(noa, company, '3', 'Knox Manage')
    await sees(noa.locator('#assign').getByText('Left to assign: 2 seats.'))
    await isSynced(noa)
    await follow(noa, '/devices')
    await choose(noa, devices.jointly.slice(0, 2))
    await act(noa, 'License devices')
    const dialog = noa.getByRole('dialog')
    await dialog.getByLabel('License').selectOption({ label: 'Fleet 2026, Knox Manage: 3 seats free' })
    await button(dialog, 'License devices').click()
    await isSynced(noa)

    await noa.context().setOffline(true)
    await follow(noa, '/customers')
    await row(noa, company).getByRole('link').first().click()
    await sees(noa.getByRole('region', { name: 'Licenses' }).getByText('Seats used: 2 of 3'))
    await mainLink(noa, 'Remove').click()
    await sees(noa.getByRole('heading', { name: `Remove ${company}` }))
    await says(noa, `Licenses: 2 seats, left with ${company} for good`)
    await says(noa, 'Licenses: 1 seat that no device uses, back with you')
    await inspect(noa)
    await button(noa, 'CONFIRM').click()
    await hasWaiting(noa, 1)
    await noa.context().setOffline(false)
    await isSynced(noa)
    await seesNo(row(noa, company))
    await openLicence(noa, 'Fleet 2026')
    await says(noa, `Left with ${company}: 2 seats`)
    await sees(noa.locator('#assign').getByText('Left to assign: 3 seats.'))
  })
})
