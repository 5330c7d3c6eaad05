// A customer asks its MSP to end the management: asked on a phone, answered by the MSP, both offline too, and added again.
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { allCustomers } from '#shared/domain/access/scope.ts'
import type { RelationshipRecord } from '#shared/domain/customer-record.ts'
import { cryptoIds, type OrganisationId } from '#shared/domain/ids.ts'
import { launchChromium } from '../support/chromium.ts'
import { RunningServer } from '../support/server.ts'
import { pullRelationships, pushDecision } from './crafted.ts'
import { eventually, isInstalled, sees, seesNo, storesWith } from './device.ts'
import { inspect } from './inspect.ts'
import './no-errors.ts'
import { findLink, invitationLink, seedCustomers, seedMsp } from './seed.ts'
import { edit, field, hasWaiting, isSynced, msp, register, row, statusCell } from './steps.ts'
import { newPerson } from './walk.ts'

const company = 'Acorn Bikes'
const marker = 'Quokka notes that are ours alone'
const phone = { width: 390, height: 844 }

let server: RunningServer
let browser: Browser
/** Noa, of the MSP; Ada, the company's super admin, on a phone. */
let noa: Page
let ada: Page
let customerId: OrganisationId

beforeAll(async () => {
  server = await RunningServer.start({ env: { LINK_LIMIT: '1000', MAIL_LIMIT_PER_RECIPIENT: '100' } })
  await seedMsp(server)
  await seedCustomers(server.origin, [company])
  browser = await launchChromium()
  noa = await newPerson(browser, server, msp)
  ada = await newPerson(browser, server)
  await ada.setViewportSize(phone)
  await ada.goto(await invitationLink(server, '0@customers.example'))
  await register(ada)
  await isInstalled(ada)
  customerId = (await theirs()).customerId
  await noa.goto('/customers')
  await sees(row(noa, company))
  await isInstalled(noa)
}, 120_000)

afterAll(async () => {
  await browser?.close()
  await server?.remove()
})

const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true })
const link = (page: Page, name: string) => page.getByRole('main').getByRole('link', { name, exact: true })
const says = (page: Page, words: string | RegExp) => sees(page.getByRole('main').getByText(words))
const section = () =>
  ada.locator('section').filter({ has: ada.getByRole('heading', { name: `Delink from ${msp.company}` }) })
const refusal = (page: Page) =>
  page.getByRole('alert').filter({ hasText: 'They already asked: “Accept” answers their request.' })

async function theirs(): Promise<RelationshipRecord> {
  return (await pullRelationships(ada))[0]!
}

/** What another device of that person says. */
async function decide(page: Page, name: string): Promise<string> {
  const { id: relationshipId, version } = await theirs()
  return pushDecision(page, name, { relationshipId, version })
}

interface Named {
  firstName: string
  lastName: string
  workEmail: string
}

async function invite(by: Page, person: Named, under = {}): Promise<void> {
  const access = { personId: cryptoIds.randomId(), role: 'admin', scope: allCustomers, details: '', locale: 'en' }
  expect(await pushDecision(by, 'invite-person', { ...person, ...access, ...under })).toBe('accepted')
  await eventually(() => findLink(server, person.workEmail, '/join')).not.toBeNull()
}

/** Whoever was invited registers. */
async function join({ workEmail, ...names }: Named): Promise<Page> {
  const page = await newPerson(browser, server)
  const form = { ...names, link: (await findLink(server, workEmail, '/join'))!.split('#link=')[1], locale: 'en' }
  const data = { ...form, password: 'sam has a long phrase' }
  const headers = { origin: server.origin }
  const registered = await page.request.post('/api/person-invitation/register', { data, headers })
  expect(registered.status(), await registered.text()).toBe(201)
  return page
}

/** While the customer lets it, the MSP makes Tom and Vic, and invites Una. */
async function makeAdmins(): Promise<void> {
  const [tom, vic, una] = [
    { firstName: 'Tom', lastName: 'Late', workEmail: 'tom@acorn.example' },
    { firstName: 'Vic', lastName: 'Early', workEmail: 'vic@acorn.example' },
    { firstName: 'Una', lastName: 'Never', workEmail: 'una@acorn.example' },
  ] as const
  expect(await decide(ada, 'grant-admins')).toBe('accepted')
  const { id: relationshipId, adminsGrantedAt: grantedAt } = await theirs()
  for (const each of [tom, vic, una]) await invite(noa, each, { under: { relationshipId, grantedAt } })
  for (const each of [tom, vic]) await (await join(each)).context().close()
}

/** Whether somebody at this address has had a mail with this subject. */
async function isMailed(to: string, subject: string): Promise<boolean> {
  const mails = (await (await fetch(`${server.origin}/mailbox.json?key=${server.key}`)).json()) as {
    to: string
    subject: string
  }[]
  return mails.some((mail) => mail.to === to && mail.subject === subject)
}

const mailed = (to: string, subject: string) => eventually(() => isMailed(to, subject)).toBe(true)
const noas = msp.email
const adas = '0@customers.example'

async function connect(page: Page): Promise<void> {
  await page.context().setOffline(false)
  await page.evaluate(() => dispatchEvent(new Event('online')))
}

/** From wherever she is, without a network too. */
async function openAccount(page = ada): Promise<void> {
  await page.getByRole('link', { name: 'Company account' }).first().click()
  await page.waitForURL('**/account')
}

async function askOffline(): Promise<void> {
  await openAccount()
  await ada.context().setOffline(true)
  await link(ada, 'DELINK').click()
  await says(ada, 'You are offline. The request is kept on this device and sent when connected.')
  await button(ada, 'CONFIRM').click()
  await ada.waitForURL('**/account')
  await hasWaiting(ada, 1)
}

async function openPanel(): Promise<void> {
  await noa.getByRole('link', { name: 'Customers' }).first().click()
  await row(noa, company).getByRole('link').first().click()
  await sees(noa.getByRole('heading', { name: company }))
}

describe('A delink that the customer asks for', () => {
  it('[C5] DELINK → what happens → CONFIRM on a phone, offline: it waits, can be cancelled, and reaches the MSP by mail once connected', async () => {
    await openAccount()
    await sees(section().getByText(`Ends the management of your account by ${msp.company}`))
    await link(ada, 'DELINK').click()
    await says(ada, `${msp.company} loses all access to ${company} at once`)
    await says(ada, 'Your other administrators, with the roles they have.')
    await inspect(ada)
    await ada.setViewportSize(phone)
    await askOffline()
    await sees(section().getByText('The delink request will be sent when you are connected.'))
    await seesNo(section().getByText(/^You asked/))
    await button(ada, 'Cancel').click()
    await hasWaiting(ada, 0)
    await askOffline()
    await connect(ada)
    await sees(section().getByText(`You asked ${msp.company} for a delink`))
    await says(ada, 'Delink request by customer')
    await inspect(ada)
    await ada.setViewportSize(phone)
    await mailed(noas, `${company} asks to end its management by ${msp.company}`)
    await sees(statusCell(noa, company, 'Delink request by customer'))
  })

  it('[C5] an admin without the permission sees how it stands, and no way to change it', async () => {
    const sams = { firstName: 'Sam', lastName: 'Reed', workEmail: 'sam@acorn.example' }
    await invite(ada, sams)
    const sam = await join(sams)
    await sam.goto('/account')
    await sees(sam.getByText(`Your company asked ${msp.company} for a delink`))
    await seesNo(button(sam, 'Withdraw request'))
    expect(
      await pushDecision(sam, 'withdraw-delink', {
        relationshipId: (await theirs()).id,
        version: (await theirs()).version,
      }),
    ).toBe('not-permitted')
    await sam.goto('/account/delink')
    await seesNo(button(sam, 'CONFIRM'))
  })

  it('[C5] RESEND EMAIL reminds the MSP once an hour; withdrawn, everything is as before and the MSP is told', async () => {
    await button(ada, 'RESEND EMAIL').click()
    await mailed(noas, `Reminder: a delink request for ${company} waits for your answer`)
    await sees(section().getByText(/Next possible at/))
    expect(await button(ada, 'RESEND EMAIL').isDisabled()).toBe(true)
    await button(ada, 'Withdraw request').click()
    await sees(link(ada, 'DELINK'))
    await isSynced(ada)
    await mailed(noas, `The delink request for ${company} was withdrawn`)
    await sees(statusCell(noa, company, 'Active'))
  })

  it('[M18] the MSP rejects it in the panel, offline: Active again once connected, and the customer reads it in its mail, on its account and on Home', async () => {
    expect(await decide(ada, 'delink-customer')).toBe('accepted')
    await openPanel()
    const delink = noa.getByRole('region', { name: 'Delink' })
    await sees(delink.getByText(`${company} asked for a delink`))
    await sees(delink.getByText(`Reject: nothing ends, and ${company} is told.`))
    await inspect(noa)
    await noa.context().setOffline(true)
    await delink.getByRole('button', { name: 'Reject' }).click()
    await sees(delink.getByText('Your answer will be sent when you are connected.'))
    await connect(noa)
    await sees(statusCell(noa, company, 'Active'))
    await mailed(adas, `The delink request for ${company} was rejected`)
    await sees(section().getByText(`${msp.company} rejected the delink request`))
    await inspect(ada)
    await ada.setViewportSize(phone)
    await ada.getByRole('link', { name: /^Home/ }).first().click()
    await sees(ada.getByRole('main').getByRole('listitem').filter({ hasText: 'rejected the delink' }))
  })

  it('[C5][M18] asked offline while the MSP has asked: refused with “They already asked: Accept”, on the page and in the outbox a click from the answer', async () => {
    await askOffline()
    expect(await decide(noa, 'delink-customer')).toBe('accepted')
    await connect(ada)
    await sees(refusal(ada))
    await inspect(ada)
    await ada.setViewportSize(phone)
    await refusal(ada).getByRole('link', { name: 'Accept' }).click()
    await ada.waitForURL('**/requests')
    await sees(button(ada, 'Reject'))
    await ada.goto('/outbox')
    await ada
      .getByRole('main')
      .getByRole('listitem')
      .filter({ hasText: 'Delink request' })
      .getByRole('link', { name: 'Accept' })
      .click()
    await ada.waitForURL('**/requests')
    await button(ada, 'Reject').click()
    await says(ada, `Rejected. ${msp.company} goes on managing ${company}.`)
    await openAccount()
    await sees(link(ada, 'DELINK'))
    await seesNo(refusal(ada))
  })

  it('[M18] the MSP’s DELINK that meets the customer’s request: refused likewise, and a click leads to Accept', async () => {
    await openPanel()
    await link(noa, 'MANAGE ACCOUNT').click()
    await sees(link(noa, 'DELINK'))
    await noa.context().setOffline(true)
    await link(noa, 'DELINK').click()
    await button(noa, 'CONFIRM').click()
    await hasWaiting(noa, 1)
    expect(await decide(ada, 'delink-customer')).toBe('accepted')
    await connect(noa)
    await openPanel()
    await sees(refusal(noa))
    await refusal(noa).getByRole('link', { name: 'Accept' }).click()
    await sees(noa.getByRole('heading', { name: `${company} asks for a delink` }))
    await says(noa, 'Your team’s access to this account ends at once, on every device.')
    await noa.goto('/outbox')
    await noa
      .getByRole('main')
      .getByRole('listitem')
      .filter({ hasText: 'Delink request' })
      .getByRole('link', { name: 'Accept' })
      .click()
    await sees(noa.getByRole('heading', { name: `${company} asks for a delink` }))
    await inspect(noa)
  })

  it('[M18] accepted offline, withdrawn meanwhile: refused where it was done, and nothing ends', async () => {
    await noa.context().setOffline(true)
    await button(noa, 'Accept').click()
    await hasWaiting(noa, 1)
    expect(await decide(ada, 'withdraw-delink')).toBe('accepted')
    await connect(noa)
    await openPanel()
    const late = noa.getByRole('alert').filter({ hasText: 'There is no open request any more' })
    await sees(late)
    await late.getByRole('button', { name: 'Dismiss' }).click()
    await sees(statusCell(noa, company, 'Active'))
  })

  it('[M18][M17] the MSP accepts: within 2 s it has nothing of it left, both are mailed, and each keeps a line', async () => {
    await openPanel()
    await link(noa, 'MANAGE ACCOUNT').click()
    await edit(noa, 'Private notes', marker)
    await isSynced(noa)
    await makeAdmins()
    expect(await decide(ada, 'delink-customer')).toBe('accepted')
    await ada.goto('/account/delink')
    await says(ada, `You asked ${msp.company} for a delink`)
    await link(noa, 'Accept').click()
    await button(noa, 'Accept').click()
    await noa.waitForURL('**/customers')
    await seesNo(row(noa, company), 2000)
    await isSynced(noa)
    expect(await storesWith(noa, marker)).toEqual([])
    expect(await storesWith(noa, company, { butIn: 'former-relationship' })).toEqual([])
    for (const to of [noas, adas]) await mailed(to, `${msp.company} no longer manages ${company}`)
    await openAccount()
    await says(ada, 'No MSP manages this account.')
    await seesNo(section())
    await link(ada, 'Former MSPs').click()
    await sees(
      ada
        .getByRole('main')
        .getByRole('listitem')
        .filter({ hasText: msp.company })
        .filter({ hasText: 'Asked by Ada Byron' }),
    )
    await noa.goto('/customers/former')
    await sees(
      noa
        .getByRole('main')
        .getByRole('listitem')
        .filter({ hasText: company })
        .filter({ hasText: `Accepted by ${msp.firstName}` }),
    )
  })

  it('[M17][C7] the super admin reviews whom the MSP made: `Keep` waits offline and settles it, `Block` shuts out, what was only invited is dead', async () => {
    await ada.goto('/home')
    await sees(ada.getByText('Your former MSP made administrators here.'))
    await link(ada, 'Review').click()
    const review = ada.locator('#review')
    await sees(
      review
        .getByRole('listitem')
        .filter({ hasText: 'tom@acorn.example' })
        .filter({ hasText: `Made by ${msp.company}` }),
    )
    await seesNo(review.getByText('una@acorn.example'))
    await sees(
      ada
        .getByRole('main')
        .getByRole('listitem')
        .filter({ hasText: 'una@acorn.example' })
        .filter({ hasText: 'Revoked' }),
    )
    await inspect(ada)
    await ada.setViewportSize(phone)
    await ada.context().setOffline(true)
    await button(ada, 'Keep: Tom Late').click()
    await sees(review.getByText('Keep: will be sent when you are connected'))
    await connect(ada)
    await seesNo(review.getByText('tom@acorn.example'))
    await button(ada, 'Block: Vic Early').click()
    await seesNo(review)
    await isSynced(ada)
    await ada.reload()
    await sees(
      ada
        .getByRole('main')
        .getByRole('listitem')
        .filter({ hasText: 'vic@acorn.example' })
        .filter({ hasText: 'Blocked' }),
    )
    await sees(
      ada
        .getByRole('main')
        .getByRole('listitem')
        .filter({ hasText: 'tom@acorn.example' })
        .filter({ hasText: 'Active' }),
    )
    await seesNo(review)
    await ada.goto('/home')
    await sees(ada.getByRole('heading', { name: 'Home' }))
    await seesNo(link(ada, 'Review'))
  })

  it('[M18][M19] it is looked up and added again, fully managed this time: nothing of before comes back', async () => {
    await noa.goto('/customers/existing')
    await field(noa, 'Existing customer').fill(customerId)
    await button(noa, 'LOOK UP').click()
    await says(noa, company)
    await button(noa, 'REQUEST TO ADD').click()
    await noa.getByRole('radio', { name: 'Fully managed' }).check()
    await button(noa, 'CONFIRM').click()
    await sees(statusCell(noa, company, 'Pending'))
    await ada.goto('/requests')
    await button(ada, 'Accept').click()
    await sees(statusCell(noa, company, 'Active'))
    await openPanel()
    await link(noa, 'MANAGE ACCOUNT').click()
    await sees(noa.getByRole('heading', { name: 'MANAGE CUSTOMER ACCOUNT' }))
    await isSynced(noa)
    expect(await field(noa, 'Private notes').inputValue()).toBe('')
    expect(await storesWith(noa, marker)).toEqual([])
    await seesNo(link(noa, 'DELINK'))
  })
})
