// Every page for everyone: WCAG 2.2 AA by axe, fingers, narrow phones, and no mouse at all.
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { launchChromium } from '../support/chromium.ts'
import { RunningServer } from '../support/server.ts'
import { eventually, patience, sees, seesNo } from './device.ts'
import { inspect } from './inspect.ts'
import { invitationLink, seedCustomers } from './seed.ts'
import { acme, edit, field, hasWaiting, isSynced, register, row, setUp, submitCustomer } from './steps.ts'

const invited = 'Bäckerei Sonnenschein & Töchter Handelsgesellschaft mbH'
const companies = [invited, 'Cider House', '주식회사 서울양조', 'Dune Hotels', 'Elm Street Clinic']

let server: RunningServer
let browser: Browser
/** Noa, of the MSP, and Ada, of the customer. */
let noa: Page
let ada: Page

beforeAll(async () => {
  server = await RunningServer.start()
  browser = await launchChromium()
  noa = await newPerson()
  ada = await newPerson()
})

afterAll(async () => {
  await browser?.close()
  await server?.remove()
})

async function newPerson(): Promise<Page> {
  const context = await browser.newContext({ baseURL: server.origin, locale: 'en-GB', reducedMotion: 'reduce' })
  context.setDefaultTimeout(patience)
  return context.newPage()
}

const heading = (page: Page, name: string | RegExp) => sees(page.getByRole('heading', { name }))

async function openPanel(page: Page, company: string): Promise<void> {
  await page.goto('/customers')
  await row(page, company).getByRole('link').first().click()
  await sees(page.getByRole('link', { name: 'MANAGE ACCOUNT' }))
}

describe('Everyone can use', () => {
  it('[X1] setup', async () => {
    await noa.goto(server.setUpPath)
    await heading(noa, 'Set up Tandem')
    await noa.getByRole('button', { name: 'Create MSP' }).click()
    await sees(noa.getByText('Fill this in.'))
    await inspect(noa)
    await setUp(noa)
  })

  it('[X1] the list without customers', async () => {
    await heading(noa, 'Add your first customer')
    await inspect(noa)
  })

  it('[X1] sign-in and a page that is not there', async () => {
    await ada.goto('/sign-in')
    await heading(ada, 'Sign in to Tandem')
    await seesNo(ada.getByText('You can sign in when connected.'))
    await inspect(ada)
    await ada.goto('/nowhere')
    await heading(ada, 'There is nothing at this address')
    await inspect(ada)
  })

  it('[X1] the list, its filters and a customer’s panel', async () => {
    await seedCustomers(server.origin, companies)
    await noa.goto('/customers')
    await sees(row(noa, invited))
    await inspect(noa)
    await openPanel(noa, invited)
    await inspect(noa)
  })

  it('[M1] the columns’ heads stand over their cells, however wide the page is', async () => {
    await noa.goto('/customers')
    await sees(row(noa, invited))
    const size = noa.viewportSize()!
    for (const width of [620, 820, 1280, 1600]) {
      await noa.setViewportSize({ width, height: 800 })
      await eventually(() => noa.evaluate(() => document.body.clientWidth)).toBe(width)
      const lefts = (role: string) =>
        noa.getByRole('table').evaluate((table, role) => {
          const line = table.querySelector(`[role=row]:not([hidden]):has([role=${role}])`)!
          return Array.from(line.querySelectorAll(`[role=${role}]`), (cell) => cell.getBoundingClientRect().left)
        }, role)
      await eventually(async () => (await lefts('columnheader')).length).toBeGreaterThan(2)
      expect(await lefts('cell'), `${width} px`).toEqual(await lefts('columnheader'))
    }
    await noa.setViewportSize(size)
  })

  it('[X1] ADD CUSTOMER with errors', async () => {
    await noa.goto('/customers/new')
    await noa.getByRole('button', { name: 'ADD CUSTOMER' }).click()
    await sees(noa.getByText('Fill this in.'))
    await inspect(noa)
  })

  it('[X1] the invitation and the company account', async () => {
    await ada.goto(await invitationLink(server, '0@customers.example'))
    await heading(ada, new RegExp(`invites ${invited}`))
    await inspect(ada)
    await register(ada)
    await edit(ada, 'Phone', '+49 30 1234567')
    await isSynced(ada)
    await inspect(ada)
  })

  it('[FD9] the browser is told to keep neither a company’s name as a title nor what stands in a field', async () => {
    const fields = noa.locator('#content').locator('input, textarea, select')
    await openPanel(noa, invited)
    await eventually(() => noa.title()).toBe('Customers · Tandem')
    await noa.getByRole('link', { name: 'MANAGE ACCOUNT' }).click()
    await heading(noa, 'MANAGE CUSTOMER ACCOUNT')
    expect(await noa.title()).toBe('MANAGE CUSTOMER ACCOUNT · Tandem')
    await eventually(() => fields.count()).toBeGreaterThan(14)
    for (const each of await fields.all()) expect(await each.getAttribute('autocomplete')).toBe('off')
    await noa.getByRole('link', { name: 'DELINK' }).click()
    await heading(noa, `Delink ${invited}`)
    expect(await noa.title()).toBe('Delink · Tandem')
  })

  it('[X1] MANAGE ACCOUNT and what a delink means', async () => {
    await openPanel(noa, invited)
    await noa.getByRole('link', { name: 'MANAGE ACCOUNT' }).click()
    await heading(noa, 'MANAGE CUSTOMER ACCOUNT')
    await inspect(noa)
    await noa.getByRole('link', { name: 'DELINK' }).click()
    await heading(noa, `Delink ${invited}`)
    await inspect(noa)
    await noa.getByRole('button', { name: 'CONFIRM' }).click()
    await sees(row(noa, invited).filter({ hasText: 'Delink request by MSP' }))
  })

  it('[X1] an open request', async () => {
    await ada.getByRole('link', { name: /^Requests/ }).click()
    await heading(ada, /asks to end the management/)
    await inspect(ada)
  })

  it('[X1] Activity, My profile and Settings', async () => {
    await noa.goto('/activity')
    await sees(noa.getByText('+49 30 1234567'))
    await inspect(noa)
    await noa.goto('/profile')
    await sees(noa.getByText('This device'))
    await inspect(noa)
    await noa.goto('/settings')
    await sees(noa.getByRole('heading', { name: 'Settings', level: 1 }))
    await inspect(noa)
  })

  it('[X1] the outbox with work that waits and work that was refused', async () => {
    await noa.goto('/customers/new')
    await submitCustomer(noa, { ...acme, email: '0@customers.example' })
    await noa.getByRole('link', { name: /^Outbox/ }).click()
    await sees(noa.getByText(/^Refused/))
    await noa.goto('/customers')
    await noa.context().setOffline(true)
    await openPanelByClick('Cider House')
    await edit(noa, 'City', 'Bath')
    await hasWaiting(noa, 1)
    await noa.getByRole('link', { name: /^Outbox/ }).click()
    await heading(noa, /^Needs you/)
    await inspect(noa)
    await noa.context().setOffline(false)
  })
})

async function openPanelByClick(company: string): Promise<void> {
  await row(noa, company).getByRole('link').first().click()
  await noa.getByRole('link', { name: 'MANAGE ACCOUNT' }).click()
  await sees(field(noa, 'City'))
}

describe('Without a mouse', () => {
  /** What has the focus, by the words a screen reader would say. */
  const focused = () =>
    noa.evaluate(() => {
      const element = document.activeElement as HTMLInputElement
      const label = element.labels?.[0]?.textContent ?? element.getAttribute('aria-label') ?? element.textContent
      return label?.trim() ?? ''
    })

  async function tabTo(name: string): Promise<void> {
    for (let tries = 0; tries < 80; tries++) {
      if ((await focused()).startsWith(name)) return
      await noa.keyboard.press('Tab')
    }
    expect.unreachable(`Tab never reached ${name}`)
  }

  async function fillIn(values: Record<string, string>): Promise<void> {
    for (const [name, value] of Object.entries(values)) {
      await tabTo(name)
      await noa.keyboard.type(value)
    }
  }

  it('[X1][M6] a customer is added and its panel opened', async () => {
    await noa.goto('/customers')
    await sees(row(noa, 'Cider House'))
    await noa.keyboard.press('n')
    await heading(noa, 'ADD CUSTOMER')
    await fillIn({ 'Company name': 'Keys Only', Country: 'United King' })
    await sees(noa.getByRole('option', { name: 'United Kingdom' }))
    await noa.keyboard.press('ArrowDown')
    await noa.keyboard.press('Enter')
    await fillIn({ 'First name': 'Kit', 'Last name': 'Moss', 'Work email': 'kit@keys.example' })
    await tabTo('Knox Suite')
    await noa.keyboard.press('Space')
    await tabTo('ADD CUSTOMER')
    await noa.keyboard.press('Enter')
    await heading(noa, 'Keys Only')
    await sees(noa.getByRole('region', { name: 'Invitation' }))
  })

  it('[M1][M11] j, k and Enter go through the list; Esc closes and gives the focus back', async () => {
    await noa.keyboard.press('Escape')
    await noa.waitForURL((url) => url.pathname === '/customers')
    await eventually(focused).toBe('Keys Only')
    for (const [key, name] of [
      ['k', 'Elm Street Clinic'],
      ['k', 'Dune Hotels'],
      ['k', 'Cider House'],
      ['j', 'Dune Hotels'],
    ] as const) {
      await noa.keyboard.press(key)
      await eventually(focused).toBe(name)
    }
    await noa.keyboard.press('Enter')
    await heading(noa, 'Dune Hotels')
    await noa.keyboard.press('Escape')
    await noa.waitForURL((url) => url.pathname === '/customers')
    await eventually(focused).toBe('Dune Hotels')
  })
})
