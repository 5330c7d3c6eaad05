// Where a customer's person begins (C11): what needs an answer, which services there are, who manages them, what is new.
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { launchChromium } from '../support/chromium.ts'
import { RunningServer } from '../support/server.ts'
import { isInstalled, sees, seesNo } from './device.ts'
import { inspect } from './inspect.ts'
import './no-errors.ts'
import { invitationLink, seedCustomers, seedMsp } from './seed.ts'
import { edit, isSynced, msp, register, row } from './steps.ts'
import { newPerson } from './walk.ts'

const company = 'Acorn Bikes'

let server: RunningServer
let browser: Browser
let noa: Page
let ada: Page

beforeAll(async () => {
  server = await RunningServer.start({ env: { LINK_LIMIT: '1000' } })
  await seedMsp(server)
  await seedCustomers(server.origin, [company])
  browser = await launchChromium()
  noa = await newPerson(browser, server, msp)
  ada = await newPerson(browser, server)
  await ada.goto(await invitationLink(server, '0@customers.example'))
  await register(ada)
  await isInstalled(ada)
  await noa.goto('/customers')
  await row(noa, company).getByRole('link').first().click()
  await noa.getByRole('link', { name: 'MANAGE ACCOUNT' }).click()
})

afterAll(async () => {
  await browser?.close()
  await server?.remove()
})

const section = (page: Page, title: string) =>
  page
    .getByRole('region', { name: title })
    .or(page.locator('section').filter({ has: page.getByRole('heading', { name: title }) }))
const toHome = (page: Page) => page.getByRole('link', { name: /^Home/ }).click()
const toAccount = (page: Page) => page.getByRole('link', { name: 'Company account' }).click()

describe('The customer’s start page', () => {
  it('[C11][C10] says which services there are, who manages the account, and by which ID it is asked', async () => {
    await toHome(ada)
    await sees(
      section(ada, 'Your services')
        .getByRole('listitem')
        .filter({ hasText: 'Knox Manage' })
        .filter({ hasText: 'Active' }),
    )
    await sees(section(ada, 'Who manages your account').getByText(msp.company))
    await sees(section(ada, 'Who manages your account').getByText('Jointly managed'))
    await sees(section(ada, 'Who manages your account').getByText(/^[1-9]\d{9}$/))
    await seesNo(ada.getByText('Needs attention'))
    await inspect(ada)
  })

  it('[C11] says what others changed since the last visit, once, and not what one did oneself; offline too', async () => {
    await toAccount(ada)
    await edit(ada, 'Website', 'acorn.example')
    await edit(noa, 'City', 'Brighton')
    await isSynced(noa)
    await isSynced(ada)
    await toHome(ada)
    const news = section(ada, 'Since you were last here')
    await sees(news.getByText('Brighton'))
    await seesNo(news.getByText('acorn.example'))
    // It stays while it is looked at, and what comes meanwhile joins it.
    await edit(noa, 'City', 'Hove')
    await sees(news.getByText('Hove'))
    await isSynced(ada)
    await ada.context().setOffline(true)
    await toAccount(ada)
    await toHome(ada)
    await sees(news.getByText('Nobody else has changed anything.'))
    await ada.reload()
    await sees(news.getByText('Nobody else has changed anything.'))
    await sees(section(ada, 'Your services').getByText('Knox Manage'))
    await ada.context().setOffline(false)
  })

  it('[C11][C4] leads to what waits for an answer', async () => {
    await noa.getByRole('link', { name: 'DELINK' }).first().click()
    await noa.getByRole('button', { name: 'CONFIRM' }).click()
    await noa.waitForURL('**/customers')
    const asked = section(ada, 'Needs attention')
    await sees(asked.getByText(`${msp.company} asks to end the management of ${company}`))
    await inspect(ada)
    await asked.getByRole('link', { name: 'Answer' }).click()
    await ada.getByRole('button', { name: 'Accept' }).click()
    await sees(ada.getByText(/Accepted\./))
    await toHome(ada)
    await sees(section(ada, 'Who manages your account').getByText('No MSP manages your account.'))
    await sees(section(ada, 'Your services').getByText('Knox Manage'))
    expect(await asked.count()).toBe(0)
  })
})
