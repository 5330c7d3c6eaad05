// An MSP and a company that has an account: looked up, asked, answered on a phone, as either type, after a delink.
import { DatabaseSync } from 'node:sqlite'
import { join } from 'node:path'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { RelationshipRecord } from '#shared/domain/customer-record.ts'
import { newRelationshipId } from '#shared/domain/id-families.ts'
import { cryptoIds, type OrganisationId } from '#shared/domain/ids.ts'
import { launchChromium } from '../support/chromium.ts'
import { runCommand } from '../support/run-command.ts'
import { RunningServer } from '../support/server.ts'
import { pullRelationships, pushDecision } from './crafted.ts'
import { eventually, isInstalled, sees, seesNo, storesWith } from './device.ts'
import { inspect } from './inspect.ts'
import './no-errors.ts'
import { findLink, seedCustomers, seedMsp } from './seed.ts'
import { edit, field, hasWaiting, holds, isSynced, msp, register, row, statusCell } from './steps.ts'
import { newPerson } from './walk.ts'

const company = 'Acorn Bikes'

let server: RunningServer
let browser: Browser
/** Noa, of the MSP; Ada, the company's super admin, on a phone. */
let noa: Page
let ada: Page
let customerId: OrganisationId

beforeAll(async () => {
  server = await RunningServer.start({ env: { LINK_LIMIT: '1000' } })
  await seedMsp(server)
  await seedCustomers(server.origin, [company])
  browser = await launchChromium()
  noa = await newPerson(browser, server, msp)
  ada = await newPerson(browser, server)
  await ada.setViewportSize({ width: 390, height: 844 })
  await ada.goto((await findLink(server, '0@customers.example', '/register'))!)
  await register(ada)
  await isInstalled(ada)
  await noa.goto('/customers')
  await sees(row(noa, company))
  await isInstalled(noa)
  await delink()
})

afterAll(async () => {
  await browser?.close()
  await server?.remove()
})

/** The company leaves its MSP: it has an account of its own from then on. */
async function delink(): Promise<void> {
  const [{ id: relationshipId, version, ...record }] = (await pullRelationships(ada)) as [RelationshipRecord]
  customerId = record.customerId
  expect(await pushDecision(ada, 'delink-customer', { relationshipId, version })).toBe('accepted')
  expect(await pushDecision(noa, 'accept-delink', { relationshipId, version: version + 1 })).toBe('accepted')
  await row(noa, company).waitFor({ state: 'detached' })
}

/** Nobody waits a day for what counts by it. */
function aDayLater(): void {
  const database = new DatabaseSync(join(server.dataFolder, 'tandem.sqlite'), { timeout: 5000 })
  const day = 24 * 60 * 60 * 1000
  database.prepare('update asking_msp set asked_at = asked_at - ?').run(day)
  database.prepare('update relationship set request_asked_at = request_asked_at - ?').run(day)
  database.close()
}

/** Nor three days for what an operator announced. */
function isDue(): void {
  const database = new DatabaseSync(join(server.dataFolder, 'tandem.sqlite'), { timeout: 5000 })
  database.exec("update customer_release set due_at = made_at where state = 'open'")
  database.close()
}

const release = (...args: string[]) =>
  runCommand(['server/cli/tandem.ts', 'release-customer', ...args], { TANDEM_DATA: server.dataFolder })

/** `REQUEST TO ADD` as another tablet of theirs says it; what the server answers. */
function askByHand(managementType = 'jointly'): Promise<string> {
  const relationshipId = newRelationshipId(cryptoIds)
  return pushDecision(noa, 'request-customer', {
    relationshipId,
    customerId,
    managementType,
    services: managementType === 'fully' ? [] : ['knox-manage'],
  })
}

const lookUpField = () => field(noa, 'Existing customer')
const lookUp = () => noa.getByRole('button', { name: 'LOOK UP' }).click()
async function subjectsTo(email: string): Promise<string[]> {
  const mails = (await (await fetch(`${server.origin}/mailbox.json?key=${server.key}`)).json()) as {
    to: string
    subject: string
  }[]
  return mails.filter(({ to }) => to === email).map(({ subject }) => subject)
}

const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true })

async function openExisting(): Promise<void> {
  await noa.getByRole('link', { name: 'Customers' }).first().click()
  await noa.getByRole('link', { name: 'ADD CUSTOMER' }).first().click()
  await noa.getByRole('link', { name: 'Existing customer' }).click()
  await sees(noa.getByRole('heading', { name: 'Add an existing customer' }))
}

async function openRequests(): Promise<void> {
  await ada
    .getByRole('link', { name: /^Requests/ })
    .first()
    .click()
  await sees(ada.getByRole('heading', { name: 'Requests' }))
}

describe('An existing customer', () => {
  it('[M9] is looked up by its Customer ID: what can’t be added has one answer, and offline the ID is kept', async () => {
    await openExisting()
    for (const id of ['1234567890', '12345', 'Acorn Bikes']) {
      await lookUpField().fill(id)
      await lookUp()
      await sees(noa.getByRole('main').getByText(/^No customer can be added with this ID/))
    }
    await noa.context().setOffline(true)
    await lookUpField().fill(`${customerId.slice(0, 4)} ${customerId.slice(4)}`)
    await lookUp()
    await sees(noa.getByRole('main').getByText(/^Looking up needs a connection/))
    await noa.context().setOffline(false)
    await lookUp()
    await sees(noa.getByRole('main').getByText(company))
    await sees(noa.getByRole('main').getByText('0•••@customers.example'))
    await sees(noa.getByRole('main').getByText('United Kingdom'))
    await inspect(noa)
  })

  it('[M10] is asked offline, and the row is `Pending` with what LOOK UP showed', async () => {
    await noa.context().setOffline(true)
    await button(noa, 'REQUEST TO ADD').click()
    await button(noa, 'CONFIRM').click()
    await sees(noa.getByRole('main').getByText('Choose at least one service.'))
    await noa.getByRole('radio', { name: 'Fully managed' }).check()
    await sees(noa.getByRole('main').getByText('Every active service of the customer is included.').first())
    await inspect(noa)
    await button(noa, 'CONFIRM').click()
    await sees(noa.getByRole('main').getByText('Offline: the request is saved here and sent when you are connected.'))
    await hasWaiting(noa, 1)
    await noa.context().setOffline(false)
    await isSynced(noa)
    await sees(noa.getByRole('main').getByText(/^The super admins of Acorn Bikes were asked on/))
    await sees(noa.getByRole('main').getByText('Until the customer accepts, this is all you see of it.'))
    await seesNo(noa.getByRole('link', { name: 'MANAGE ACCOUNT' }))
    await expect(button(noa, 'RESEND EMAIL').isDisabled()).resolves.toBe(true)
    await inspect(noa)
    await sees(statusCell(noa, company, 'Pending'))
    await openExisting()
    await lookUpField().fill(customerId)
    await sees(noa.getByRole('main').getByText(`Already in your list: ${company}`))
  })

  it('[C4][M10] rejects on a phone; the MSP may ask again after a day', async () => {
    await openRequests()
    await sees(ada.getByRole('heading', { name: `${msp.company} asks to manage the account of ${company}` }))
    await sees(
      ada.getByRole('main').getByText('Your people can no longer open the account, its history and its services.'),
    )
    await inspect(ada)
    await button(ada, 'Reject').click()
    await sees(ada.getByRole('main').getByText(`Rejected. ${msp.company} does not manage ${company}.`))
    await noa.getByRole('link', { name: 'Customers' }).first().click()
    await sees(statusCell(noa, company, 'Rejected'))
    await row(noa, company).getByRole('link').first().click()
    await sees(noa.getByRole('main').getByText('The customer rejected the request. Nothing has changed there.'))
    await expect(button(noa, 'ASK AGAIN').isDisabled()).resolves.toBe(true)
    await button(noa, 'Remove from the list').click()
    await seesNo(row(noa, company))
    await isSynced(noa)
    expect(await askByHand(), 'whatever became of the question').toBe('asked-today')
  })

  it('[C12] blocks an MSP offline where its request is answered: the MSP hears a no, and its Customer ID is nobody’s', async () => {
    aDayLater()
    expect(await askByHand()).toBe('accepted')
    await openRequests()
    await ada.context().setOffline(true)
    await inspect(ada)
    await button(ada, 'Block this MSP').click()
    await sees(ada.getByRole('main').getByText('You chose “Block this MSP”'))
    await ada.context().setOffline(false)
    await sees(ada.getByRole('main').getByText(`Blocked. ${msp.company} can no longer ask to manage ${company}.`))
    await sees(statusCell(noa, company, 'Rejected'))
    aDayLater()
    const [{ id: relationshipId, version }] = (await pullRelationships(noa)) as [RelationshipRecord]
    expect(await pushDecision(noa, 'renew-request', { relationshipId, version })).toBe('customer-not-found')
    expect(await pushDecision(noa, 'withdraw-request', { relationshipId, version })).toBe('accepted')
    await seesNo(row(noa, company))
    expect(await askByHand()).toBe('customer-not-found')
    await openExisting()
    await lookUpField().fill(customerId)
    await lookUp()
    await sees(noa.getByRole('main').getByText(/^No customer can be added with this ID/))
    expect(await storesWith(noa, 'block')).toEqual([])
  })

  it('[C12] `Blocked MSPs` says whom, since when and by whom, and unblocks offline; a rejected one is blocked there, too', async () => {
    await ada.getByRole('button', { name: /^Account of/ }).click()
    await ada.getByRole('menuitem', { name: 'Settings' }).click()
    await ada.getByRole('main').getByRole('link', { name: 'Blocked MSPs' }).click()
    await sees(ada.getByRole('heading', { name: 'Blocked MSPs' }))
    const one = ada.getByRole('main').getByRole('listitem').filter({ hasText: msp.company })
    await sees(one.getByText(/^Blocked since .* by Ada Byron$/))
    await inspect(ada)
    await ada.context().setOffline(true)
    await button(ada, 'Unblock').click()
    await sees(one.getByText('Unblocked once this is sent'))
    await button(ada, 'Cancel').click()
    await sees(one.getByText(/^Blocked since/))
    await button(ada, 'Unblock').click()
    await hasWaiting(ada, 1)
    await ada.context().setOffline(false)
    await sees(ada.getByRole('heading', { name: 'Rejected before' }))
    await sees(ada.getByRole('heading', { name: 'No MSP is blocked' }))
    await isSynced(ada)
    await button(ada, 'Block this MSP').click()
    await sees(one.getByText(/^Blocked since/))
    await isSynced(ada)
    await inspect(ada)
    await button(ada, 'Unblock').click()
    await sees(ada.getByRole('heading', { name: 'No MSP is blocked' }))
    await isSynced(ada)
    await lookUp()
    await sees(noa.getByRole('main').getByText('0•••@customers.example'))
  })

  it('[M19][M10][C4] accepts another one, jointly: both have the account, the MSP nothing of before', async () => {
    await ada.goto('/account')
    await edit(ada, 'Phone', 'MARK-BEFORE')
    // Otherwise the second takes its place before anybody heard of it.
    await isSynced(ada)
    await edit(ada, 'Phone', '+44 20 1')
    await isSynced(ada)
    await openExisting()
    await lookUpField().fill(customerId)
    await lookUp()
    await button(noa, 'REQUEST TO ADD').click()
    await noa.getByRole('radio', { name: 'Jointly managed' }).check()
    await noa.getByRole('checkbox', { name: 'Knox Manage', exact: true }).check()
    await button(noa, 'CONFIRM').click()
    await sees(noa.getByRole('main').getByText(/were asked on/))
    await sees(statusCell(noa, company, 'Pending'))
    // Nobody has said yes to a service yet.
    expect(
      await row(noa, company)
        .getByRole('cell', { name: /Knox Manage/ })
        .innerText(),
    ).toBe('Knox Manage')
    await edit(ada, 'Website', 'acorn.example')
    await openRequests()
    await ada.context().setOffline(true)
    await button(ada, 'Accept').click()
    await sees(ada.getByRole('main').getByText('You chose “Accept”'))
    await ada.context().setOffline(false)
    await sees(ada.getByRole('main').getByText(`Accepted. ${msp.company} now manages ${company}.`))
    await sees(statusCell(noa, company, 'Active'))
    await noa.getByRole('link', { name: 'MANAGE ACCOUNT' }).click()
    await holds(noa, { Phone: '+44 20 1', Website: 'acorn.example' })
    expect(await storesWith(noa, 'MARK-BEFORE')).toEqual([])
    await edit(noa, 'Notes', 'looked after')
    await ada.getByRole('link', { name: 'Company account' }).first().click()
    await holds(ada, { Notes: 'looked after' })
    await eventually(() => storesWith(ada, 'MARK-BEFORE')).not.toEqual([])
  })

  it('[C4][C8][M10] accepts a third one, fully, offline and with two edits waiting: they arrive, its people are shut out until it is shared again', async () => {
    await delink()
    await noa.goto('/customers')
    await openExisting()
    await lookUpField().fill(customerId)
    await lookUp()
    await button(noa, 'REQUEST TO ADD').click()
    await noa.getByRole('radio', { name: 'Fully managed' }).check()
    await button(noa, 'CONFIRM').click()
    await sees(noa.getByRole('main').getByText(/were asked on/))
    await openRequests()
    await sees(button(ada, 'Accept'))
    await ada.getByRole('link', { name: 'Company account' }).first().click()
    await ada.context().setOffline(true)
    await edit(ada, 'Phone', '+44 20 3')
    await edit(ada, 'City', 'Brighton')
    await openRequests()
    await button(ada, 'Accept').click()
    await hasWaiting(ada, 3)
    await ada.context().setOffline(false)
    await sees(ada.getByRole('main').getByText(`Accepted. ${msp.company} now manages ${company}.`))
    await ada.getByRole('link', { name: 'Company account' }).first().click()
    await sees(ada.getByRole('heading', { name: `${msp.company} manages your account` }))
    await inspect(ada)
    // The answer shows before the news that take it away.
    await eventually(() => storesWith(ada, 'looked after')).toEqual([])
    await ada.context().setOffline(true)
    await ada.reload()
    await sees(ada.getByRole('heading', { name: `${msp.company} manages your account` }))
    await ada.context().setOffline(false)

    await sees(statusCell(noa, company, 'Active'))
    await noa.getByRole('link', { name: 'MANAGE ACCOUNT' }).click()
    await holds(noa, { Phone: '+44 20 3', City: 'Brighton' })
    await edit(noa, 'Phone', '+44 20 4')
    await isSynced(noa)
  })

  it('[C8] asks for joint management, offline, once a week; the MSP sees it in its list and answers by converting', async () => {
    // Whoever may see something else gets everything anew, and what they sent before is asked about again.
    await isSynced(ada)
    await ada.context().setOffline(true)
    await button(ada, 'Ask for joint management').click()
    await sees(ada.getByRole('main').getByText(`${msp.company} is asked once this is sent`))
    await button(ada, 'Cancel').click()
    await button(ada, 'Ask for joint management').click()
    await hasWaiting(ada, 1)
    await ada.context().setOffline(false)
    await isSynced(ada)
    await sees(ada.getByRole('main').getByText(/^Joint management was asked for on/))
    await sees(ada.getByRole('main').getByText(/^Asking again is possible from/))
    await expect(button(ada, 'Ask again').isDisabled()).resolves.toBe(true)
    await inspect(ada)

    await noa.getByRole('link', { name: 'Customers' }).first().click()
    await sees(row(noa, company).getByText('Asks for joint management'))
    await row(noa, company).getByRole('link').first().click()
    await sees(noa.getByRole('main').getByText(`${company} asks for joint management`))
    await inspect(noa)
    await noa.getByRole('link', { name: 'CONVERT TO JOINTLY MANAGED' }).first().click()
    await sees(noa.getByText('Its people have the account again, each in the role they had, and get a mail.'))
    await seesNo(noa.getByLabel('Work email'))
    await inspect(noa)
    await button(noa, 'CONFIRM').click()
    await eventually(() => subjectsTo('0@customers.example')).toContain(
      `${msp.company} shares the account of ${company} with you again`,
    )
    await holds(ada, { Phone: '+44 20 4', City: 'Brighton' })
    await seesNo(row(noa, company).getByText('Asks for joint management'))
  })
  it('[C8][X4] the operator is to give the company back: the MSP stops it in its details, or by the mail’s button', async () => {
    await delink()
    aDayLater()
    expect(await askByHand('fully')).toBe('accepted')
    const [{ id: relationshipId, version }] = (await pullRelationships(ada)) as [RelationshipRecord]
    expect(await pushDecision(ada, 'accept-request', { relationshipId, version })).toBe('accepted')
    await ada.goto('/account')
    await sees(ada.getByRole('heading', { name: `${msp.company} manages your account` }))
    const said = await release(customerId)
    expect([said.code, said.err]).toEqual([0, ''])
    await noa.goto(`/customers/${customerId}`)
    await sees(noa.getByText(`${company} is to be given back to its people`))
    await inspect(noa)
    await button(noa, 'Stop it').click()
    await seesNo(noa.getByText(`${company} is to be given back to its people`))
    expect((await release('--list')).out).toMatch(/ stopped /)

    const first = await findLink(server, msp.email, '/stop-release')
    expect((await release(customerId)).code).toBe(0)
    await eventually(() => findLink(server, msp.email, '/stop-release')).not.toBe(first)
    const stranger = await newPerson(browser, server)
    // Opening the link decides nothing.
    await stranger.goto((await findLink(server, msp.email, '/stop-release'))!)
    await sees(stranger.getByRole('heading', { name: 'Give the company back?' }))
    expect((await release('--list')).out).toMatch(/ open$/m)
    await inspect(stranger)
    await button(stranger, 'Stop it').click()
    await sees(stranger.getByRole('heading', { name: 'It is stopped' }))
    expect((await release(customerId, '--stop')).err).toBe('There is nothing to stop.\n')
  })

  it('[C8][X4][M28] nobody stops it: the company is back on its phone, the MSP’s list loses it, and each keeps a line', async () => {
    expect((await release(customerId)).code).toBe(0)
    isDue()
    await holds(ada, { City: 'Brighton', Phone: '+44 20 4' })
    await seesNo(row(noa, company))
    await edit(ada, 'City', 'Hove')
    await isSynced(ada)
    const line = 'The operator of this server gave the company back to its people'
    await noa.goto('/customers/former')
    await sees(noa.getByRole('main').getByText(line))
    await inspect(noa)
    await ada.goto('/former-msps')
    await sees(ada.getByRole('main').getByText(line))
    await ada.goto('/account')
    await holds(ada, { City: 'Hove' })
  })
})
