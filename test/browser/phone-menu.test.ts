// On a phone the bar holds four places; the others are under More, so that none is reached by search alone.
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { launchChromium } from '../support/chromium.ts'
import { RunningServer } from '../support/server.ts'
import { sees } from './device.ts'
import { inspect } from './inspect.ts'
import './no-errors.ts'
import { invitationLink, seedCustomers, seedMsp } from './seed.ts'
import { msp, register } from './steps.ts'
import { newPerson } from './walk.ts'

let server: RunningServer
let browser: Browser

beforeAll(async () => {
  server = await RunningServer.start({ env: { LINK_LIMIT: '1000' } })
  await seedMsp(server)
  await seedCustomers(server.origin, ['Acorn Bikes'])
  browser = await launchChromium()
}, 120_000)

afterAll(async () => {
  await browser?.close()
  await server?.remove()
})

async function reaches(page: Page, places: readonly string[]): Promise<void> {
  await page.setViewportSize({ width: 390, height: 844 })
  const bar = page.getByRole('navigation', { name: 'Main navigation' })
  for (const place of places) {
    await bar.getByRole('button', { name: 'More' }).click()
    await page.getByRole('menuitem', { name: place }).click()
    await sees(page.getByRole('heading', { name: place, level: 1 }))
  }
  await inspect(page)
}

describe('The bar of a phone', () => {
  it('[X1][C9] leads a customer’s person to devices and services under More', async () => {
    const ada = await newPerson(browser, server)
    await ada.goto(await invitationLink(server, '0@customers.example'))
    await register(ada)
    await reaches(ada, ['Devices', 'Services', 'Manage Administrators', 'Outbox', 'Settings'])
    await ada.goBack()
    await sees(ada.getByRole('heading', { name: 'Outbox', level: 1 }))
    expect(new URL(ada.url()).pathname).toBe('/outbox')
  })

  it('[X1] leads an MSP’s person to the outbox and settings, offline too', async () => {
    const noa = await newPerson(browser, server, msp)
    await noa.goto('/customers')
    await sees(noa.getByRole('row').first())
    await noa.evaluate(() => navigator.serviceWorker.ready)
    await noa.context().setOffline(true)
    await reaches(noa, ['Admins & roles', 'Outbox', 'Settings'])
    await noa.context().setOffline(false)
  })
})
