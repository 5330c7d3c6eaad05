// A customer's own services (C10): both sides see how each stands, and the customer keeps them when the MSP goes.
import type { Browser, Locator, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { launchChromium } from '../support/chromium.ts'
import { RunningServer } from '../support/server.ts'
import { eventually, isInstalled, sees, seesNo } from './device.ts'
import { inspect } from './inspect.ts'
import './no-errors.ts'
import { invitationLink, seedCustomers, seedMsp } from './seed.ts'
import { isSynced, msp, register, row } from './steps.ts'
import { newPerson } from './walk.ts'

const [shared, alone] = ['Acorn Bikes', 'Birch Cafe']

let server: RunningServer
let browser: Browser
/** Noa, of the MSP; Ada, of the customer it manages jointly. */
let noa: Page
let ada: Page

beforeAll(async () => {
  server = await RunningServer.start({ env: { LINK_LIMIT: '1000' } })
  await seedMsp(server)
  await seedCustomers(server.origin, [shared, alone])
  browser = await launchChromium()
  noa = await newPerson(browser, server, msp)
  ada = await newPerson(browser, server)
  await ada.goto(await invitationLink(server, '0@customers.example'))
  await register(ada)
  await isInstalled(ada)
  await noa.goto('/customers')
  await sees(row(noa, shared))
})

afterAll(async () => {
  await browser?.close()
  await server?.remove()
})

const service = (page: Page | Locator, ...words: string[]) =>
  words.reduce((items, text) => items.filter({ hasText: text }), page.getByRole('listitem'))

describe('Service records', () => {
  it('[C10][M1][M11] list, panel and MANAGE ACCOUNT say how each service stands; the customer’s page since when and through whom', async () => {
    const cell = row(noa, shared).getByRole('cell').filter({ hasText: 'Knox Manage' })
    await sees(cell.filter({ hasText: 'Active' }))
    expect(await cell.textContent()).toContain('Knox Asset Intelligence Active')
    await row(noa, shared).getByRole('link').first().click()
    const panel = noa.getByRole('main')
    await sees(service(panel, 'Knox Manage', 'Active', 'since', `through ${msp.company}`))
    await sees(service(panel, 'Knox Asset Intelligence', 'Active'))
    await noa.getByRole('link', { name: 'MANAGE ACCOUNT' }).click()
    await sees(service(noa.getByRole('main'), 'Knox Manage', 'Active', `through ${msp.company}`))
    await inspect(noa)
    await sees(service(ada.getByRole('main'), 'Knox Manage', 'Active', 'since', `through ${msp.company}`))
    await inspect(ada)
  })

  it('[C10][M17] after a delink the customer still has its services on its page, offline too', async () => {
    await noa
      .getByRole('button', { name: 'DELINK', exact: true })
      .or(noa.getByRole('link', { name: 'DELINK' }))
      .first()
      .click()
    await noa.getByRole('button', { name: 'CONFIRM' }).click()
    await noa.waitForURL('**/customers')
    await ada.goto('/requests')
    await sees(ada.getByText('Your services, as they are.'))
    await ada.getByRole('button', { name: 'Accept' }).click()
    await seesNo(row(noa, shared))
    await ada.goto('/account')
    await sees(ada.getByText('No MSP manages this account.'))
    await isSynced(ada)
    await ada.context().setOffline(true)
    await ada.reload()
    await sees(service(ada.getByRole('main'), 'Knox Manage', 'Active', `through ${msp.company}`))
    await sees(service(ada.getByRole('main'), 'Knox Asset Intelligence', 'Active'))
    await ada.context().setOffline(false)
  })

  it('[C10][M14] whom an MSP managed alone has its services when it is shared', async () => {
    await noa.goto('/customers')
    await sees(row(noa, alone).filter({ hasText: 'Knox Suite' }).filter({ hasText: 'Active' }))
    await row(noa, alone).getByRole('link').first().click()
    await noa.getByRole('link', { name: 'MANAGE ACCOUNT' }).click()
    await noa.getByRole('link', { name: 'CONVERT TO JOINTLY MANAGED' }).click()
    await noa.getByRole('button', { name: 'CONFIRM' }).click()
    await eventually(() => invitationLink(server, '1@customers.example')).not.toBeNull()
    const bea = await newPerson(browser, server)
    await bea.goto(await invitationLink(server, '1@customers.example'))
    await register(bea)
    await sees(service(bea.getByRole('main'), 'Knox Suite', 'Active', `through ${msp.company}`))
    await bea.context().close()
  })
})
