// A service's console: opened from list, panel and start page, and left for exactly the place it was opened from.
import type { Browser, Locator, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { launchChromium } from '../support/chromium.ts'
import { RunningServer } from '../support/server.ts'
import { eventually, isInstalled, sees, seesNo, storesWith } from './device.ts'
import { inspect } from './inspect.ts'
import './no-errors.ts'
import { invitationLink, seedCustomers, seedMsp } from './seed.ts'
import { customerIdOf, isSynced, msp, register, row, syncState } from './steps.ts'
import { newPerson } from './walk.ts'

const company = 'Acorn Bikes'
const companies = [company, ...Array.from({ length: 79 }, (_, n) => `Company ${String(n + 1).padStart(2, '0')}`)]

let server: RunningServer
let browser: Browser
/** Noa, of the MSP; Ada, the customer's super admin. */
let noa: Page
let ada: Page

beforeAll(async () => {
  server = await RunningServer.start({ env: { LINK_LIMIT: '1000' } })
  await seedMsp(server)
  await seedCustomers(server.origin, companies)
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

const heading = (page: Page, name: string | RegExp) => sees(page.getByRole('heading', { name }))
const panel = (page: Page) => page.locator('[data-panel]')
const launching = 'Active: launch Knox Manage'
const returning = (page: Page) => page.getByRole('link', { name: 'Return to MSP Portal' })
/** The table's second group of rows is what scrolls. */
const list = (page: Page) => page.getByRole('table').getByRole('rowgroup').last()
/** How far down the screen it is, px. */
const topOf = async (shown: Locator) => Math.round((await shown.boundingBox())?.y ?? -1)
const panelTop = (page: Page) =>
  page.locator('[data-keeps-scroll="panel"]').evaluate((each) => Math.round(each.scrollTop))

describe('A service’s console', () => {
  it('[M12][M1] the status word in the list opens it, and `Return to MSP Portal` restores search, filter, sort and scroll', async () => {
    await noa.goto('/customers?type=fully&sort=-name')
    await sees(row(noa, 'Company 79'))
    await noa.getByRole('searchbox').first().fill('company')
    await sees(row(noa, 'Company 79'))
    await list(noa).evaluate((each) => each.scrollTo(0, 900))
    const link = row(noa, 'Company 51').getByRole('link', { name: launching })
    // Pointing at it may scroll.
    await link.hover()
    const top = await topOf(link)
    await link.click()
    await heading(noa, 'Knox Manage')
    await sees(noa.getByText('Company 51'))
    await returning(noa).click()
    await noa.waitForURL(/\/customers\?/)
    expect(new URL(noa.url()).searchParams.get('type')).toBe('fully')
    expect(new URL(noa.url()).searchParams.get('sort')).toBe('-name')
    expect(await noa.getByRole('searchbox').first().inputValue()).toBe('company')
    await eventually(() => topOf(link)).toBe(top)
    await eventually(() => link.evaluate((each) => each === document.activeElement)).toBe(true)
  })

  it('[M12] comes back to the open panel, also after the console was loaded anew, offline', async () => {
    await row(noa, 'Company 51').getByRole('link').first().click()
    await heading(noa, 'Company 51')
    await noa.setViewportSize({ width: 1280, height: 520 })
    await noa.locator('[data-keeps-scroll="panel"]').evaluate((each) => each.scrollTo(0, 30))
    const opened = panel(noa).getByRole('link', { name: launching })
    await opened.hover()
    const shown = row(noa, 'Company 51')
    const [left, top, within] = [noa.url(), await topOf(shown), await panelTop(noa)]
    expect(within).toBeGreaterThan(0)
    await noa.context().setOffline(true)
    await opened.click()
    await heading(noa, 'Knox Manage')
    await noa.reload()
    await heading(noa, 'Knox Manage')
    await sees(noa.getByText('Company 51 has no devices here yet.'))
    await returning(noa).click()
    await heading(noa, 'Company 51')
    expect(noa.url()).toBe(left)
    await eventually(() => panelTop(noa)).toBe(within)
    await eventually(() => topOf(shown)).toBe(top)
    await eventually(() => opened.evaluate((each) => each === document.activeElement)).toBe(true)
    await noa.context().setOffline(false)
    await noa.setViewportSize({ width: 1280, height: 800 })
  })

  it('[M12][S1] a link from elsewhere leads back to the customer; what isn’t managed, or nobody knows, says so', async () => {
    const id = customerIdOf(noa)
    const other = await noa.context().newPage()
    await other.goto(`/customers/${id}/services/knox-manage`)
    await heading(other, 'Knox Manage')
    await returning(other).click()
    await heading(other, 'Company 51')
    expect(new URL(other.url()).pathname).toBe(`/customers/${id}`)
    await other.goto(`/customers/${id}/services/knox-guard`)
    await sees(other.getByText('You don’t manage Knox Guard for Company 51'))
    await sees(returning(other))
    await other.goto(`/customers/${id}/services/mainframe`)
    await heading(other, 'No such service')
    await other.goto('/customers/1234567890/services/knox-manage')
    await sees(other.getByText('This customer is not here any more'))
    await other.close()
  })

  it('[S1][C7] shows the customer’s admins to its MSP only while it lets them be managed', async () => {
    await noa.goto('/customers')
    await row(noa, company).getByRole('link', { name: launching }).click()
    await sees(noa.getByText(`${company} doesn’t let you manage its admins`))
    await seesNo(noa.getByRole('link', { name: 'Invite Admins' }))
    await inspect(noa)
    await ada.goto('/settings/msp-permissions')
    await ada.getByRole('checkbox', { name: 'Manage admins and roles' }).check()
    await sees(ada.getByText(/^On since/))
    await sees(noa.getByRole('link', { name: 'Invite Admins' }))
    await sees(noa.getByText('There are no admins yet besides the super admins, whom you don’t see.'))
    await inspect(noa)
    await ada.getByRole('checkbox', { name: 'Manage admins and roles' }).uncheck()
    await sees(noa.getByText(`${company} doesn’t let you manage its admins`))
    await isSynced(ada)
  })

  it('[C11][C3][S1] the customer’s `Launch` opens its own from its start page and account, offline too, and leads back', async () => {
    const launch = ada.getByRole('link', { name: 'Launch Knox Manage' })
    for (const path of ['/home', '/account', '/services']) {
      await ada.goto(path)
      await ada.context().setOffline(true)
      await launch.click()
      await heading(ada, 'Knox Manage')
      await sees(ada.getByText(`through ${msp.company}`))
      if (path === '/home') await inspect(ada)
      await ada.getByRole('link', { name: 'Back', exact: true }).click()
      await sees(launch)
      expect(new URL(ada.url()).pathname).toBe(path)
      await ada.context().setOffline(false)
    }
  })
})

describe('A visit', () => {
  const visits = (page: Page) => page.getByRole('list', { name: 'Visits' }).getByRole('listitem')

  it('[H7][H6] of the account and a console is one line, on both sides, masked at the customer’s', async () => {
    await ada.goto('/account')
    // What the journeys before this one did.
    await sees(visits(ada).filter({ hasText: 'n•••@northwind.example (Northwind IT)' }))
    await sees(visits(ada).filter({ hasText: 'was in the account and opened the console of Knox Manage' }))
    expect(await visits(ada).count()).toBe(1)
    await sees(ada.getByRole('list', { name: 'Timeline' }).getByText(`${msp.company} was in the account`))
    await inspect(ada)
    await noa.goto('/customers')
    await row(noa, company).getByRole('link').first().click()
    await noa.getByRole('link', { name: 'MANAGE ACCOUNT' }).click()
    await sees(visits(noa).filter({ hasText: 'Noa Berg (Northwind IT)' }))
    expect(await visits(noa).count()).toBe(1)
    expect(await storesWith(ada, 'Noa Berg')).toEqual([])
  })

  it('[H7] made offline waits, and says on both sides that it was made so', async () => {
    await noa.goto('/customers')
    await sees(row(noa, 'Company 01'))
    await isSynced(noa)
    await noa.context().setOffline(true)
    await eventually(() => syncState(noa)).toBe('offline')
    await row(noa, company).getByRole('link').first().click()
    await noa.getByRole('link', { name: 'MANAGE ACCOUNT' }).click()
    await sees(visits(noa).filter({ hasText: 'made offline' }).filter({ hasText: 'will be sent' }))
    await inspect(noa)
    expect(await visits(ada).filter({ hasText: 'made offline' }).count()).toBe(0)
    await noa.context().setOffline(false)
    await sees(visits(ada).filter({ hasText: 'made offline' }))
    await sees(visits(noa).filter({ hasText: 'made offline' }))
    await seesNo(visits(noa).filter({ hasText: 'will be sent' }))
  })
})
