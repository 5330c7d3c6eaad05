// M28: who was a customer, and who was the MSP: one line on each side, offline too, and nothing of the account.
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { RelationshipRecord } from '#shared/domain/customer-record.ts'
import { launchChromium } from '../support/chromium.ts'
import { RunningServer } from '../support/server.ts'
import { pullRelationships, pushDecision } from './crafted.ts'
import { isInstalled, sees, seesNo } from './device.ts'
import { inspect } from './inspect.ts'
import './no-errors.ts'
import { invitationLink, seedCustomers, seedMsp } from './seed.ts'
import { edit, isSynced, msp, register, row } from './steps.ts'
import { newPerson } from './walk.ts'

const [left, second, third, fourth, removed] = ['Acorn Bikes', 'Birch Cafe', 'Cedar Inn', 'Dune Lab', 'Elm Works']

let server: RunningServer
let browser: Browser
/** Noa, of the MSP; Ada, a super admin of the customer that leaves. */
let noa: Page
let ada: Page

beforeAll(async () => {
  server = await RunningServer.start({ env: { LINK_LIMIT: '1000' } })
  await seedMsp(server)
  await seedCustomers(server.origin, [left, second, third, fourth, removed])
  browser = await launchChromium()
  noa = await newPerson(browser, server, msp)
  ada = await newPerson(browser, server)
  await ada.goto(await invitationLink(server, '0@customers.example'))
  await register(ada)
  await isInstalled(ada)
  await noa.goto('/customers')
  await sees(row(noa, left))
  await isInstalled(noa)
})

afterAll(async () => {
  await browser?.close()
  await server?.remove()
})

const line = (page: Page, ...words: string[]) =>
  words.reduce((lines, text) => lines.filter({ hasText: text }), page.getByRole('main').getByRole('listitem'))

describe('A relationship that is over', () => {
  it('[M28] none so far; after a delink and a Remove the list’s menu leads to a line of each, offline too', async () => {
    await noa.getByRole('button', { name: 'More', exact: true }).click()
    await noa.getByRole('menuitem', { name: 'Former customers' }).click()
    await sees(noa.getByText('No former customers'))
    await inspect(noa)

    const [{ id: relationshipId, version }] = (await pullRelationships(ada)) as [RelationshipRecord]
    expect(await pushDecision(noa, 'delink-customer', { relationshipId, version })).toBe('accepted')
    expect(await pushDecision(ada, 'accept-delink', { relationshipId, version: version + 1 })).toBe('accepted')
    await sees(
      line(
        noa,
        left,
        'Jointly managed',
        'Knox Manage',
        `Asked by ${msp.firstName}`,
        'Accepted by 0•••@customers.example',
      ),
    )
    await noa.goto('/customers')
    await row(noa, removed).getByRole('link').first().click()
    await noa.getByRole('link', { name: 'Remove', exact: true }).click()
    await noa.getByRole('button', { name: 'CONFIRM' }).click()
    await seesNo(row(noa, removed))
    await isSynced(noa)
    await noa.goto('/customers/former')
    await sees(line(noa, removed, `Removed by ${msp.firstName}`))
    await inspect(noa)
    await noa.context().setOffline(true)
    await noa.reload()
    await sees(line(noa, left, 'Accepted by 0•••@customers.example'))
    await sees(line(noa, removed))
    await noa.context().setOffline(false)
  })

  it('[M28] the customer has its former MSP from its account page; what it is called later reaches no former MSP', async () => {
    await ada.goto('/account')
    await sees(ada.getByText('No MSP manages this account.'))
    await edit(ada, 'Company name', 'Renamed Since')
    await isSynced(ada)
    await ada.getByRole('link', { name: 'Former MSPs' }).click()
    await sees(line(ada, msp.company, `Asked by n•••@northwind.example (${msp.company})`, 'Accepted by Ada Byron'))
    await inspect(ada)
    await noa.goto('/customers/former')
    await isSynced(noa)
    await sees(line(noa, left))
    await seesNo(noa.getByText('Renamed Since'))
  })
})
