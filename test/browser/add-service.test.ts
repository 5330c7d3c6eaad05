// M13: more services for a customer that is managed, asked for on MANAGE CUSTOMER ACCOUNT and answered under Requests.
import type { Browser, Locator, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { launchChromium } from '../support/chromium.ts'
import { RunningServer } from '../support/server.ts'
import { eventually, isInstalled, sees, seesNo } from './device.ts'
import { inspect } from './inspect.ts'
import './no-errors.ts'
import { invitationLink, seedCustomers, seedMsp } from './seed.ts'
import { hasWaiting, isSynced, msp, register, row } from './steps.ts'
import { newPerson } from './walk.ts'

// Every fourth is invited.
const [shared, alone, invited] = ['Acorn Bikes', 'Birch Cafe', 'Elder Works'] as const
const companies = [shared, alone, 'Cedar Clinic', 'Dahlia Design', invited]

let server: RunningServer
let browser: Browser
/** Noa, of the MSP; Ada, a super admin of the customer it manages jointly. */
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
  await sees(row(noa, shared))
  await isInstalled(noa)
})

afterAll(async () => {
  await browser?.close()
  await server?.remove()
})

const button = (page: Page, name: string) => page.getByRole('main').getByRole('button', { name, exact: true })
const service = (page: Page | Locator, ...words: string[]) =>
  words.reduce((items, text) => items.filter({ hasText: text }), page.getByRole('main').getByRole('listitem'))
const cell = (company: string, ...words: string[]) =>
  words.reduce((cells, text) => cells.filter({ hasText: text }), row(noa, company).getByRole('cell'))

async function manage(company: string): Promise<void> {
  await noa.goto('/customers')
  await row(noa, company).getByRole('link').first().click()
  await noa.getByRole('link', { name: 'MANAGE ACCOUNT' }).click()
}

async function choose(...services: string[]): Promise<void> {
  await button(noa, 'Add service').click()
  for (const name of services) await noa.getByRole('checkbox', { name }).check()
  await button(noa, 'CONFIRM').click()
}

async function subjectsTo(email: string): Promise<string[]> {
  const url = `${server.origin}/mailbox.json?key=${server.key}`
  const mails = (await (await fetch(url)).json()) as { to: string; subject: string }[]
  return mails.filter(({ to }) => to === email).map(({ subject }) => subject)
}

describe('Add service', () => {
  it('[M13] asked for offline, it can be taken back until it is sent; then it stands as Requested on both sides', async () => {
    await manage(shared)
    await noa.context().setOffline(true)
    await button(noa, 'Add service').click()
    await sees(noa.getByText(`A super admin of ${shared} must accept.`))
    await sees(noa.getByRole('checkbox', { name: 'Knox Guard' }))
    expect(await noa.getByRole('checkbox', { name: 'Knox Manage' }).count(), 'managed already').toBe(0)
    await button(noa, 'CONFIRM').click()
    await sees(noa.getByText('Choose at least one service.'))
    await inspect(noa)
    await noa.getByRole('checkbox', { name: 'Knox Guard' }).check()
    await button(noa, 'CONFIRM').click()
    await hasWaiting(noa, 1)
    await sees(noa.getByText('To be added: Knox Guard'))
    await seesNo(service(noa, 'Knox Guard'))
    await button(noa, 'Cancel').click()
    await hasWaiting(noa, 0)
    await choose('Knox Guard')
    await hasWaiting(noa, 1)
    await noa.reload()
    await sees(noa.getByText('To be added: Knox Guard'))
    await noa.context().setOffline(false)
    await isSynced(noa)
    await sees(service(noa, 'Knox Guard', 'Requested', `waiting for ${shared}`))
    await noa.goto('/customers')
    await sees(cell(shared, 'Knox Guard Requested'))
    await eventually(() => subjectsTo('0@customers.example')).toContain(
      `${msp.company} asks to manage further services of ${shared}`,
    )
    await ada.goto('/account')
    await sees(service(ada, 'Knox Guard', 'Requested', `asked by ${msp.company}`))
  })

  it('[M13][C4] a super admin accepts it under Requests, offline; it is managed once the server has the answer', async () => {
    await ada.goto('/requests')
    await sees(ada.getByRole('heading', { name: `${msp.company} asks to manage further services of ${shared}` }))
    await inspect(ada)
    await ada.context().setOffline(true)
    await button(ada, 'Accept').click()
    await sees(ada.getByText('You chose “Accept”'))
    await ada.goto('/account')
    await sees(service(ada, 'Knox Guard', 'Requested'))
    await ada.goto('/requests')
    await ada.context().setOffline(false)
    await sees(ada.getByText(`Accepted. ${msp.company} also manages: Knox Guard`))
    await sees(ada.getByText('Nothing to answer'))
    await ada.goto('/account')
    await sees(service(ada, 'Knox Guard', 'Active', `through ${msp.company}`))
    await sees(cell(shared, 'Knox Guard Active'))
    await eventually(() => subjectsTo(msp.email)).toContain(`${shared} accepted further services`)
  })

  it('[M13] withdrawn while the customer answers offline, the answer is refused in words; rejected, all is as before', async () => {
    await manage(shared)
    await choose('Knox Suite', 'Knox E-FOTA')
    await sees(service(noa, 'Knox E-FOTA', 'Requested'))
    await ada.goto('/requests')
    await sees(button(ada, 'Accept'))
    await ada.context().setOffline(true)
    await button(ada, 'Accept').click()
    await sees(ada.getByText('You chose “Accept”'))
    // Beside the list, too.
    await noa.goto('/customers')
    await row(noa, shared).getByRole('link').first().click()
    await button(noa, 'Withdraw request').click()
    await isSynced(noa)
    await seesNo(service(noa, 'Knox E-FOTA'))
    await ada.context().setOffline(false)
    await sees(ada.getByText('There is no open request any more. Nothing was changed.'))
    await ada.getByRole('button', { name: 'Dismiss' }).click()

    await manage(shared)
    await choose('Knox Suite')
    await sees(service(noa, 'Knox Suite', 'Requested'))
    await ada.goto('/requests')
    await button(ada, 'Reject').click()
    await sees(ada.getByText(`Rejected. ${msp.company} manages nothing more than before.`))
    await seesNo(service(noa, 'Knox Suite'))
    await eventually(() => subjectsTo(msp.email)).toContain(`${shared} rejected further services`)
  })

  it('[M13][M8] whom an MSP manages alone has it at once, and its contact is told by mail', async () => {
    await manage(alone)
    await button(noa, 'Add service').click()
    await sees(noa.getByText(`You manage them at once. The contact of ${alone} is told by mail.`))
    await noa.getByRole('checkbox', { name: 'Knox Guard' }).check()
    await button(noa, 'CONFIRM').click()
    await sees(service(noa, 'Knox Guard', 'Active', `through ${msp.company}`))
    await noa.goto('/customers')
    await sees(cell(alone, 'Knox Guard Active'))
    await eventually(() => subjectsTo('1@customers.example')).toContain(`${msp.company} added services for ${alone}`)
  })

  it('[M13][C1] added while an invited company reads what it agrees to: told so, shown the new list, and nothing typed is lost', async () => {
    const eve = await newPerson(browser, server)
    await eve.goto(await invitationLink(server, '4@customers.example'))
    const terms = eve.getByRole('listitem')
    await sees(terms.filter({ hasText: 'Knox' }))
    const password = 'eve has a long phrase'
    for (const label of ['Password', 'Confirm password']) await eve.getByLabel(label, { exact: true }).fill(password)
    await manage(invited)
    await choose('Knox Guard')
    await isSynced(noa)
    await eve.getByRole('button', { name: 'Complete registration' }).click()
    await sees(eve.getByRole('alert').filter({ hasText: 'Things have changed since you saw this.' }))
    await sees(terms.filter({ hasText: 'Knox Guard' }))
    expect(await eve.getByLabel('Password', { exact: true }).inputValue()).toBe(password)
    await eve.getByRole('button', { name: 'Complete registration' }).click()
    await eve.waitForURL('**/home')
    await sees(eve.getByRole('main').getByText('Knox Guard'))
  })
})
