// The consent timeline (H6): what was agreed on, asked and answered about an account, the same for both sides, and who is next.
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { launchChromium } from '../support/chromium.ts'
import { RunningServer } from '../support/server.ts'
import { eventually, isInstalled, sees, seesNo } from './device.ts'
import { inspect } from './inspect.ts'
import './no-errors.ts'
import { invitationLink, seedCustomers, seedMsp } from './seed.ts'
import { isSynced, msp, register, row } from './steps.ts'
import { newPerson } from './walk.ts'

const company = 'Acorn Bikes'

let server: RunningServer
let browser: Browser
/** Noa, of the MSP; Ada, of the customer. */
let noa: Page
let ada: Page

beforeAll(async () => {
  server = await RunningServer.start()
  await seedMsp(server)
  await seedCustomers(server.origin, [company])
  browser = await launchChromium()
  noa = await newPerson(browser, server, msp)
  ada = await newPerson(browser, server)
})

afterAll(async () => {
  await browser?.close()
  await server?.remove()
})

const timeline = (page: Page) => page.getByRole('list', { name: 'Timeline' }).getByRole('listitem')
const next = (page: Page) => page.getByRole('list', { name: 'What is next' }).getByRole('listitem')

/** What was agreed on, without who did it: people of the other side are masked. */
async function events(page: Page): Promise<string[]> {
  const lines = await timeline(page).locator('p').allInnerTexts()
  // Whether the MSP looks on is no step.
  const steps = lines.filter((line) => !line.includes('was in the account'))
  return steps.map((line) => line.split('\n')[0]!.replace(/^.*?(\)|Northwind IT) /, ''))
}

describe('The timeline of an account', () => {
  it('[H6] before the customer registers says until when it can, and afterwards that nobody has to act', async () => {
    await noa.goto('/customers')
    await row(noa, company).getByRole('link').first().click()
    await noa.getByRole('link', { name: 'MANAGE ACCOUNT' }).click()
    await sees(next(noa).filter({ hasText: `${company} has to register: ` }))
    await ada.goto(await invitationLink(server, '0@customers.example'))
    await register(ada)
    await isInstalled(ada)
    for (const page of [ada, noa]) {
      await sees(next(page).filter({ hasText: 'Nobody has to answer anything.' }))
      await sees(timeline(page).filter({ hasText: 'completed the registration' }))
    }
  })

  it('[H6] is the same on both sides, newest first, and says to each whose turn it is; offline too', async () => {
    await noa.getByRole('link', { name: 'DELINK' }).click()
    await noa.getByRole('button', { name: 'CONFIRM' }).click()
    await noa.waitForURL('**/customers')
    await row(noa, company).getByRole('link').first().click()
    await noa.getByRole('link', { name: 'MANAGE ACCOUNT' }).click()
    await sees(next(noa).filter({ hasText: `${company} has to answer the delink request.` }))
    await sees(next(ada).filter({ hasText: `It’s your organisation’s turn: ${msp.company} asks for a delink.` }))
    await inspect(noa)
    await isSynced(ada)
    await ada.context().setOffline(true)
    await ada.reload()
    await sees(next(ada).filter({ hasText: 'It’s your organisation’s turn' }))
    await inspect(ada)
    await ada.context().setOffline(false)
    await ada.goto('/requests')
    await ada.getByRole('button', { name: 'Reject' }).click()
    await seesNo(ada.getByRole('button', { name: 'Reject' }))
    await isSynced(ada)
    await ada.goto('/account')
    await sees(timeline(ada).filter({ hasText: 'rejected the delink' }))
    await eventually(() => events(noa)).toEqual([
      'rejected the delink',
      'asked for a delink',
      'completed the registration',
      'sent the invitation',
      'added the customer',
    ])
    expect(await events(ada)).toEqual(await events(noa))
    await sees(next(noa).filter({ hasText: 'Nobody has to answer anything.' }))
  })
})
