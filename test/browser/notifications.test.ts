// What needs somebody, and what they are told of: on a tablet and a phone of the same person, and at the customer.
import { DatabaseSync } from 'node:sqlite'
import { join } from 'node:path'
import type { Browser, Locator, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { launchChromium } from '../support/chromium.ts'
import { RunningServer } from '../support/server.ts'
import { eventually, isInstalled, sees, seesNo } from './device.ts'
import { inspect } from './inspect.ts'
import './no-errors.ts'
import { invitationLink, seedCustomers, seedMsp } from './seed.ts'
import { acme, hasWaiting, isSynced, msp, register, row, submitCustomer } from './steps.ts'
import { newPerson } from './walk.ts'

// Every fourth is invited.
const companies = ['Acorn Bikes', 'Bramble Foods', 'Cedar Clinic', 'Dahlia Design', 'Elder Works']
const [registered, invited] = [companies[0]!, companies[4]!]
const sizes = { phone: { width: 390, height: 844 }, tablet: { width: 820, height: 1180 } }
const hourMs = 60 * 60 * 1000

let server: RunningServer
let browser: Browser
/** Noa's two devices; Ada is the customer's super admin. */
let tablet: Page
let phone: Page
let ada: Page

beforeAll(async () => {
  server = await RunningServer.start({ env: { LINK_LIMIT: '1000', MAIL_LIMIT_PER_RECIPIENT: '100' } })
  await seedMsp(server)
  await seedCustomers(server.origin, companies)
  browser = await launchChromium()
  tablet = await newPerson(browser, server, msp)
  await tablet.setViewportSize(sizes.tablet)
  phone = await newPerson(browser, server, msp)
  await phone.setViewportSize(sizes.phone)
  for (const page of [tablet, phone]) {
    await page.goto('/customers')
    await sees(row(page, registered).or(page.getByText(registered)))
    await isInstalled(page)
  }
  // That Noa signed in on new devices.
  await bell(tablet).click()
  await tablet.getByRole('button', { name: 'Mark all as read' }).click()
  for (const page of [tablet, phone]) await unread(page, 0)
}, 120_000)

afterAll(async () => {
  await browser?.close()
  await server?.remove()
})

const main = (page: Page) => page.getByRole('main')
const bell = (page: Page) => page.getByRole('banner').getByRole('link', { name: /^Notifications/ })
const attention = (page: Page) => main(page).getByRole('list', { name: 'Needs attention' }).getByRole('listitem')
const told = (page: Page) => main(page).getByRole('list', { name: 'Notifications' }).getByRole('listitem')
const toHome = (page: Page) => page.getByRole('link', { name: /^Home/ }).click()
const unread = (page: Page, count: number) =>
  sees(
    page
      .getByRole('banner')
      .getByRole('link', { name: count === 0 ? 'Notifications' : `Notifications, ${count} unread`, exact: true }),
  )

function inDatabase(sql: string, ...values: (string | number)[]): void {
  const database = new DatabaseSync(join(server.dataFolder, 'tandem.sqlite'), { timeout: 5000 })
  database.prepare(sql).run(...values)
  database.close()
}

/** Unticks the first of two, and the second as the first is shown as stored; answers how often that one was ticked again. */
async function untickInTurns(group: Locator): Promise<() => Promise<number>> {
  const counter = await group.evaluateHandle((fieldset) => {
    const told = { times: 0 }
    const { get, set } = Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, 'checked')!
    const [first, second] = [...fieldset.querySelectorAll('input')] as [HTMLInputElement, HTMLInputElement]
    const whenSet = (box: HTMLInputElement, act: (isOn: boolean) => void) =>
      Object.defineProperty(box, 'checked', {
        configurable: true,
        get,
        set(isOn: boolean) {
          set!.call(box, isOn)
          act(isOn)
        },
      })
    first.click()
    whenSet(first, () => {
      delete (first as Partial<HTMLInputElement>).checked
      second.click()
      whenSet(second, (isOn) => (told.times += Number(isOn)))
    })
    return told
  })
  return () => counter.evaluate(({ times }) => times)
}

describe('What needs somebody of an MSP', () => {
  it('[M24] nothing at first, and it says so; a customer that registers is told of, on every device', async () => {
    await toHome(tablet)
    await sees(main(tablet).getByText('Nothing needs you right now.'))
    await inspect(tablet)
    ada = await newPerson(browser, server)
    await ada.goto(await invitationLink(server, '0@customers.example'))
    await register(ada)
    await isInstalled(ada)
    for (const page of [tablet, phone]) await unread(page, 1)
    await sees(told(tablet).filter({ hasText: `${registered} has registered` }))
  })

  it('[M24][M7] an invitation that runs out soon leads with one click to its reminder, offline, too', async () => {
    await toHome(tablet)
    inDatabase(`update invitation set expires_at = ? where email = '4@customers.example'`, Date.now() + 20 * hourMs)
    // A device hears of it with the next thing that happens to the customer.
    await tablet.goto('/customers')
    await row(tablet, invited).getByRole('link').first().click()
    await tablet.getByRole('button', { name: 'Resend email invite' }).click()
    await isSynced(tablet)
    await toHome(tablet)
    const line = attention(tablet).filter({ hasText: `The invitation of ${invited} expires soon` })
    await sees(line)
    await tablet.context().setOffline(true)
    await tablet.reload()
    await line.getByRole('link', { name: 'Open' }).click()
    await sees(tablet.getByRole('heading', { name: invited }))
    await sees(main(tablet).getByText(/email invite/i))
    await tablet.context().setOffline(false)
    await isSynced(tablet)
  })

  it('[M24][H5] refused work leads to where it is tried again or let go', async () => {
    await tablet.goto('/customers')
    await tablet.getByRole('link', { name: 'ADD CUSTOMER' }).first().click()
    await tablet.context().setOffline(true)
    await submitCustomer(tablet, { ...acme, email: msp.email })
    await hasWaiting(tablet, 1)
    await tablet.context().setOffline(false)
    await toHome(tablet)
    const line = attention(tablet).filter({ hasText: `Refused: Add customer: ${acme.company}` })
    await sees(line)
    await line.getByRole('link', { name: 'Look at it' }).click()
    await main(tablet).getByRole('button', { name: 'Discard' }).click()
    await main(tablet).getByRole('button', { name: 'Discard' }).last().click()
    await toHome(tablet)
    await seesNo(line)
  })
})

describe('Notifications', () => {
  it('[M21][M18] the customer asks for the delink: the bell leads to the answer; read on the phone is read on the tablet, offline, too', async () => {
    await ada.getByRole('link', { name: 'Company account' }).first().click()
    await ada.getByRole('link', { name: 'DELINK' }).click()
    await ada.getByRole('button', { name: 'CONFIRM' }).click()
    for (const page of [tablet, phone]) await unread(page, 2)
    await bell(phone).click()
    await sees(attention(phone).filter({ hasText: `${registered} asks for a delink` }))
    const line = told(phone).filter({ hasText: `${registered} asks for a delink` })
    await phone.context().setOffline(true)
    await line.getByRole('button', { name: 'Mark as read' }).click()
    await unread(phone, 1)
    await inspect(phone)
    await unread(tablet, 2)
    await phone.context().setOffline(false)
    await unread(tablet, 1)
    await bell(tablet).click()
    await tablet.getByRole('button', { name: 'Mark all as read' }).click()
    for (const page of [tablet, phone]) await unread(page, 0)
    await inspect(tablet)
  })

  it('[M21][M18] it is answered from there: the question is gone from both devices, and the other side reads the answer', async () => {
    await told(tablet).filter({ hasText: 'asks for a delink' }).getByRole('link').click()
    await main(tablet).getByRole('button', { name: 'Reject', exact: true }).click()
    await isSynced(tablet)
    await phone.goto('/notifications')
    await sees(told(phone).filter({ hasText: 'has registered' }))
    await seesNo(main(phone).getByText('asks for a delink'))
    await unread(ada, 1)
    await bell(ada).click()
    await sees(told(ada).filter({ hasText: `${msp.company} rejected the delink: all stays as it was` }))
    await inspect(ada)
  })

  it('[M21] what is turned off, offline, isn’t told of any more, here and by mail; what asks for consent stays on', async () => {
    await tablet.goto('/settings')
    await main(tablet).getByRole('link', { name: 'Choose' }).click()
    const group = (name: string) => main(tablet).getByRole('group', { name })
    await eventually(() => group('Requests and answers').getByRole('checkbox', { name: 'By mail' }).isDisabled()).toBe(
      true,
    )
    await tablet.context().setOffline(true)
    const tickedAgain = await untickInTurns(group('Invited customers'))
    await hasWaiting(tablet, 2)
    expect(await tickedAgain(), 'seen as it was before, while the other was being stored').toBe(0)
    await tablet.reload()
    await eventually(() => group('Invited customers').getByRole('checkbox', { name: 'In the app' }).isChecked()).toBe(
      false,
    )
    await inspect(tablet)
    await tablet.context().setOffline(false)
    await isSynced(tablet)
    const declining = await newPerson(browser, server)
    await declining.goto((await invitationLink(server, '4@customers.example')).replace('/register', '/decline'))
    await declining.getByRole('button', { name: /Decline/ }).click()
    await toHome(tablet)
    // What needs somebody does so whatever they want to be told of.
    await sees(attention(tablet).filter({ hasText: `${invited} declined the invitation` }))
    await unread(tablet, 0)
    const mails = (await (await fetch(`${server.origin}/mailbox.json?key=${server.key}`)).json()) as {
      to: string
      subject: string
    }[]
    expect(mails.filter(({ to, subject }) => to === msp.email && /declined/.test(subject))).toEqual([])
    expect(mails.filter(({ to, subject }) => to === msp.email && /registered/.test(subject))).toHaveLength(1)
  })

  it('[M21][X2] a sign-in on a device that wasn’t known is told to that person alone', async () => {
    const another = await newPerson(browser, server)
    await another.goto('/sign-in')
    await another.getByLabel('Work email').fill(msp.email)
    await another.getByLabel('Password', { exact: true }).fill(msp.password)
    await another.getByRole('button', { name: 'Sign in', exact: true }).click()
    await unread(tablet, 1)
    await bell(tablet).click()
    await sees(told(tablet).filter({ hasText: 'Somebody signed in as you on a new device' }))
    await sees(ada.getByRole('banner').getByRole('link', { name: /^Notifications/ }))
    await seesNo(ada.getByText('Somebody signed in as you'))
  })
})
