// The main job from end to end: two people, two browsers, one server process, one mail server. The steps
// build on each other; after one that failed the others are skipped.
import { afterAll, beforeAll, beforeEach, describe, expect, it, onTestFailed } from 'vitest'
import { RunningServer } from '../support/server.ts'
import { CapturingSmtp } from '../support/smtp.ts'
import { Device, eventually, isInstalled, sees, seesNo, storesWith } from './device.ts'
import {
  acme,
  activityLine,
  addCustomer,
  addToNotes,
  customerIdOf,
  edit,
  hasWaiting,
  holds,
  isSynced,
  linkIn,
  msp,
  register,
  statusCell,
  row,
  setUp,
  signIn,
  syncState,
} from './steps.ts'

const bolt = {
  company: 'Bolt Couriers',
  firstName: 'Ben',
  lastName: 'Ortiz',
  email: 'ben@bolt.example',
  country: 'Spain',
}
const notesAtFirst = 'Deliveries at the back door.'
const refusedText = 'https://typed-while-the-tablet-was-offline.example'

let smtp: CapturingSmtp
let server: RunningServer
/** Noa's laptop, Noa's tablet, Mina's tablet. */
let noa: Device
let noaTablet: Device
let mina: Device
let customerId = ''
let invitation = ''
/** The newest change that the customer will undo. */
let websiteOfMsp = ''
let hasFailed = false

beforeAll(async () => {
  smtp = await CapturingSmtp.start()
  server = await RunningServer.start({ env: { SMTP_URL: smtp.url } })
  noa = await Device.make('noa', server.origin)
  noaTablet = await Device.make('noa-tablet', server.origin)
  mina = await Device.make('mina', server.origin)
})

afterAll(async () => {
  await Promise.all([noa, noaTablet, mina].map((device) => device?.remove()))
  await server?.remove()
  await smtp?.stop()
})

beforeEach(({ skip }) => {
  if (hasFailed) skip('a step before this one failed')
  onTestFailed(async ({ task }) => {
    hasFailed = true
    for (const device of [noa, noaTablet, mina]) await device.photograph(task.name)
  })
})

describe('The main job', () => {
  it('[X4][X3] /setup creates the first MSP once; its mail link verifies by a click', async () => {
    const page = await noa.start(server.setUpPath)
    await setUp(page)

    const mail = await smtp.nextMail(msp.email)
    const verify = linkIn(mail, '/verify-email')
    await page.goto(server.origin + verify)
    await page.getByRole('button', { name: 'Verify email' }).click()
    await sees(page.getByRole('heading', { name: 'Email verified' }))
    await page.goto(`${server.origin}/profile`)
    await sees(page.getByText('Verified', { exact: true }))

    await page.goto(`${server.origin}/setup`)
    await sees(page.getByRole('heading', { name: 'Tandem is already set up' }))
    await seesNo(page.getByLabel('Company name'))
    const again = await fetch(`${server.origin}/api/setup`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        origin: server.origin,
        authorization: `Bearer ${server.key}`,
      },
      body: JSON.stringify({ ...msp, companyName: 'Other', locale: 'en' }),
    })
    expect(again.status).toBeGreaterThanOrEqual(400)
  })

  it('[M6][M7][X3] ADD CUSTOMER shows `Invited` and mails the invitation', async () => {
    const { page } = noa
    await page.goto(`${server.origin}/customers`)
    await addCustomer(page, acme, ['Knox Manage', 'Knox Asset Intelligence'])
    await sees(row(page, acme.company).filter({ hasText: 'Invited' }))
    await row(page, acme.company).getByRole('link').first().click()
    await page.waitForURL(/\/customers\/\d{10}/)
    customerId = customerIdOf(page)

    const { message, recipients } = await smtp.nextMail(acme.email)
    expect(recipients).toEqual([acme.email])
    expect(message.subject).toContain(msp.company)
    expect(message.text).toContain(msp.company)
    expect(message.text).toContain('Knox Asset Intelligence')
    expect(message.text).toMatch(/\d{1,2} \w+ \d{4},? \d{2}:\d{2} (UTC|GMT|[A-Z]{3,4})/)
    expect(message.text).toContain('Decline')
    expect(message.html).toContain('/decline#link=')
    expect(message.replyTo?.[0]?.address).toBe(msp.email)
    invitation = linkIn({ message, recipients, sender: '' }, '/register')
    await sees(page.getByRole('region', { name: 'Invitation' }).getByText('Sent', { exact: true }).first())
  })

  it('[C1] opening the link changes nothing; only the whole link works, and once', async () => {
    const decline = invitation.replace('/register', '/decline')
    for (const path of [invitation, decline, invitation, decline]) {
      const response = await fetch(server.origin + path, { headers: { accept: 'text/html' } })
      expect(response.status).toBe(200)
    }
    const page = await mina.start(decline)
    await sees(page.getByRole('button', { name: 'Decline invitation' }))
    await sees(row(noa.page, acme.company).filter({ hasText: 'Invited' }))

    const last = invitation.at(-1)!
    await page.goto(server.origin + invitation.slice(0, -1) + (last === 'A' ? 'B' : 'A'))
    await sees(page.getByRole('heading', { name: 'This link does not work' }))
    await seesNo(page.getByRole('button', { name: 'Complete registration' }))

    await page.goto(server.origin + invitation)
    await sees(page.getByRole('heading', { name: `${msp.company} invites ${acme.company}` }))
    await register(page)
    await sees(page.getByRole('heading', { name: 'Company account' }))
    await sees(page.getByRole('button', { name: 'Search pages and actions' }))
    await sees(page.getByRole('definition').filter({ hasText: customerId }))
    await holds(page, { 'Company name': acme.company, 'First name': acme.firstName })
    await sees(statusCell(noa.page, acme.company, 'Active'))
    expect((await smtp.nextMail(msp.email)).message.subject).toBe(`${acme.company} has registered`)

    await page.goto(server.origin + invitation)
    await sees(page.getByRole('heading', { name: 'This invitation has already been used' }))
  })

  it('[H1][X1][H5][M6] both edit offline from a cold start; once back, both hold the same', async () => {
    // What both have seen before they part.
    await mina.page.goto(`${server.origin}/account`)
    await edit(mina.page, 'Address 1', '1 Brewery Lane')
    await addToNotes(mina.page, notesAtFirst)
    await noa.page.goto(`${server.origin}/customers/${customerId}/manage`)
    await holds(noa.page, { 'Address 1': '1 Brewery Lane', Notes: notesAtFirst })
    await isSynced(mina.page)
    await isInstalled(noa.page)
    await isInstalled(mina.page)

    await server.stop()
    await noa.close()
    await mina.close()

    // The customer, first.
    const customer = await mina.start('/account')
    await holds(customer, { 'Company name': acme.company, Notes: notesAtFirst })
    await edit(customer, 'Phone', '+44 20 7946 0958')
    await edit(customer, 'Address 1', '5 Market Square, by Mina')
    await addToNotes(customer, ' Ring twice.')
    await hasWaiting(customer, 3)
    await eventually(() => syncState(customer)).toBe('offline')

    // Then the MSP.
    const provider = await noa.start('/customers')
    await sees(row(provider, acme.company))
    await row(provider, acme.company).getByRole('link').first().click()
    await provider.getByRole('link', { name: 'MANAGE ACCOUNT' }).click()
    await edit(provider, 'Website', 'www.acme-brewing.example')
    await edit(provider, 'Address 1', '9 Harbour Street, by Noa')
    await addToNotes(provider, 'Call first. ', { at: 'start' })
    await provider.getByRole('button', { name: 'SAVE', exact: true }).click()
    await provider.waitForURL('**/customers')
    await addCustomer(provider, bolt)
    await sees(provider.getByText('It is added as soon as you are connected.'))
    await sees(row(provider, bolt.company).filter({ hasText: 'Queued' }).filter({ hasText: 'will be sent' }))
    await hasWaiting(provider, 4)

    // Off and on again, still without a server: everything typed is there.
    await noa.close()
    await mina.close()
    const again = { customer: await mina.start('/account'), provider: await noa.start('/outbox') }
    await holds(again.customer, {
      Phone: '+44 20 7946 0958',
      'Address 1': '5 Market Square, by Mina',
      Notes: `${notesAtFirst} Ring twice.`,
    })
    for (const text of ['www.acme-brewing.example', '9 Harbour Street, by Noa', 'Call first.', bolt.company]) {
      await sees(again.provider.getByRole('listitem').filter({ hasText: text }))
    }

    await server.start()
    // Nobody tells them that it is back: they find out.
    await isSynced(again.customer, 30_000)
    await isSynced(again.provider, 30_000)
    await again.provider.goto(`${server.origin}/customers/${customerId}/manage`)
    const same = {
      Phone: '+44 20 7946 0958',
      Website: 'www.acme-brewing.example',
      'Address 1': '9 Harbour Street, by Noa',
      Notes: `Call first. ${notesAtFirst} Ring twice.`,
    }
    await holds(again.provider, same)
    await holds(again.customer, same)
  })

  it('[H1] the value that lost is shown to its writer, and one tap restores it on both', async () => {
    const lost = mina.page.getByRole('status').filter({ hasText: /overwritten while you were offline/i })
    await sees(lost)
    expect(await lost.first().innerText()).toContain('5 Market Square, by Mina')
    await seesNo(noa.page.getByText(/overwritten while you were offline/i))

    await lost.getByRole('button', { name: 'Restore' }).click()
    await holds(mina.page, { 'Address 1': '5 Market Square, by Mina' })
    await holds(noa.page, { 'Address 1': '5 Market Square, by Mina' })
    await seesNo(lost)
  })

  it('[M6][X3] the customer that was queued offline is created once and mailed once', async () => {
    const { message } = await smtp.nextMail(bolt.email)
    expect(message.subject).toContain(bolt.company)
    await noa.page.goto(`${server.origin}/customers`)
    await sees(row(noa.page, bolt.company).filter({ hasText: 'Invited' }))
    await seesNo(noa.page.getByText('will be sent'))
    expect(await row(noa.page, bolt.company).count()).toBe(1)
    expect(smtp.mails.filter(({ recipients }) => recipients.includes(bolt.email))).toHaveLength(1)
  })

  it('[H2][M23] Activity says on both sides who, when and what; people of the other side are masked', async () => {
    await noa.page.goto(`${server.origin}/activity`)
    const byCustomer = activityLine(noa.page, 'Phone', '+44 20 7946 0958')
    await sees(byCustomer)
    expect(await byCustomer.innerText()).toContain(acme.company)
    expect(await byCustomer.innerText()).not.toContain(acme.email)
    // What nobody would want to take back says nothing of it (FA23).
    await sees(noa.page.getByText(/added the customer/i).first())
    await seesNo(noa.page.getByText(/(cannot|can’t|can't) be (undone|taken back)/i))
    expect(await byCustomer.getByRole('time').or(byCustomer.locator('time')).count()).toBeGreaterThan(0)

    await mina.page.goto(`${server.origin}/activity`)
    const byMsp = activityLine(mina.page, 'Website', 'www.acme-brewing.example')
    await sees(byMsp)
    expect(await byMsp.innerText()).toContain(msp.company)
    expect(await byMsp.innerText()).toContain('(empty)')
    expect(await byMsp.innerText()).not.toContain(msp.lastName)
    expect(await byMsp.innerText()).not.toContain(msp.email)
    websiteOfMsp = 'www.acme-brewing.example'
  })

  it('[H3] the customer undoes the MSP’s change offline; the MSP sees it and undoes the undo', async () => {
    await noa.page.goto(`${server.origin}/customers/${customerId}/manage`)
    await holds(noa.page, { Website: websiteOfMsp })
    await server.stop()
    await eventually(() => syncState(mina.page), 40_000).toBe('offline')
    const change = activityLine(mina.page, 'Website', websiteOfMsp)
    await change.getByRole('button', { name: /^Undo/ }).click()
    await sees(activityLine(mina.page, 'Website', 'will be sent'))
    await mina.page.getByRole('link', { name: 'Company account' }).click()
    await holds(mina.page, { Website: '', Phone: '+44 20 7946 0958' })
    await hasWaiting(mina.page, 1)

    await server.start()
    await Promise.all([noa, mina].map(({ page }) => page.evaluate(() => dispatchEvent(new Event('online')))))
    await holds(noa.page, { Website: '' })
    const undone = activityLine(noa.page.getByRole('list', { name: 'Activity' }), 'Website', 'takes back a change')
    await undone.getByRole('button', { name: /^Undo/ }).click()
    await holds(noa.page, { Website: websiteOfMsp })
    await holds(mina.page, { Website: websiteOfMsp })
  })

  it('[M16] DELINK → what happens → CONFIRM → a mail to the super admin', async () => {
    // Noa's tablet has the account, loses its network and goes on working.
    const tablet = await noaTablet.start('/sign-in')
    await signIn(tablet, msp)
    await tablet.waitForURL('**/customers')
    expect((await smtp.nextMail(msp.email)).message.subject).toBe('A new device signed in to Tandem as you')
    await tablet.goto(`${server.origin}/customers/${customerId}/manage`)
    await holds(tablet, { Website: websiteOfMsp })
    await isInstalled(tablet)
    await noaTablet.context.setOffline(true)
    await edit(tablet, 'Website', refusedText)
    await hasWaiting(tablet, 1)

    const { page } = noa
    await page.getByRole('link', { name: 'DELINK' }).click()
    await sees(page.getByRole('heading', { name: `Delink ${acme.company}` }))
    await sees(page.getByRole('heading', { name: 'What ends' }))
    await page.getByRole('button', { name: 'CONFIRM' }).click()
    await page.waitForURL('**/customers')
    await sees(row(page, acme.company).filter({ hasText: 'Delink request by MSP' }))
    const { message } = await smtp.nextMail(acme.email)
    expect(message.subject).toContain(`${msp.company} asks`)
  })

  it('[C4][M17] the customer accepts: both are mailed and the MSP loses the account within 2 s', async () => {
    await noa.page.goto(`${server.origin}/customers/${customerId}/manage`)
    await holds(noa.page, { Website: websiteOfMsp })
    expect(await storesWith(noa.page, 'Ring twice.')).not.toEqual([])

    await mina.page.getByRole('link', { name: /^Requests/ }).click()
    await sees(mina.page.getByRole('heading', { name: new RegExp(`${msp.company} asks to end`) }))
    const lostAt = sees(noa.page.getByRole('heading', { name: 'This customer is not here any more' })).then(() =>
      Date.now(),
    )
    await mina.page.getByRole('button', { name: 'Accept' }).click()
    await sees(mina.page.getByText(`Accepted. ${msp.company} no longer manages ${acme.company}.`))
    const acceptedAt = Date.now()
    expect((await lostAt) - acceptedAt).toBeLessThanOrEqual(2000)

    expect((await smtp.nextMail(msp.email)).message.subject).toBe(`${msp.company} no longer manages ${acme.company}`)
    expect((await smtp.nextMail(acme.email)).message.subject).toBe(`${msp.company} no longer manages ${acme.company}`)
    await noa.page.getByRole('link', { name: 'Show all customers' }).click()
    await sees(row(noa.page, bolt.company))
    await seesNo(row(noa.page, acme.company))
    // The customer keeps everything.
    await mina.page.getByRole('link', { name: 'Company account' }).click()
    await holds(mina.page, { Phone: '+44 20 7946 0958', Website: websiteOfMsp })
    await sees(mina.page.getByText('No MSP manages this account.'))
  })

  it('[M17][DEV4] nothing of the account is left in the MSP’s local stores', async () => {
    const typedByBoth = ['Ring twice.', '5 Market Square, by Mina', 'Call first.', '9 Harbour Street, by Noa']
    for (const text of [...typedByBoth, acme.email]) await eventually(() => storesWith(noa.page, text)).toEqual([])
    // One line says with whom it was (M28).
    for (const text of [customerId, acme.company])
      await eventually(() => storesWith(noa.page, text, { butIn: 'former-relationship' })).toEqual([])
  })

  it('[H5][PUSH2] what the MSP typed offline is refused at its next contact, with its text', async () => {
    await holds(noaTablet.page, { Website: refusedText })
    await noaTablet.context.setOffline(false)
    await noaTablet.page.evaluate(() => dispatchEvent(new Event('online')))
    await sees(noaTablet.page.getByRole('heading', { name: 'This customer is not here any more' }))
    await noaTablet.page.getByRole('link', { name: /^Outbox/ }).click()
    const line = noaTablet.page.getByRole('listitem').filter({ hasText: refusedText })
    await sees(line.filter({ hasText: 'Refused' }))
    expect(await line.innerText()).toContain('no longer linked')
    await sees(line.getByRole('button', { name: 'Copy text' }))
    await eventually(() => storesWith(noaTablet.page, 'Ring twice.')).toEqual([])
    expect(await storesWith(noaTablet.page, refusedText)).toEqual(['outbox'])
  })

  it('[X1] nobody met an error that was not caught', () => {
    expect([noa, noaTablet, mina].flatMap(({ errors }) => errors)).toEqual([])
  })
})
