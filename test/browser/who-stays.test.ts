// What stays on a device when its person may no longer be there: signed out elsewhere, somebody else at the same
// tablet, another tab, no network.
import { DatabaseSync } from 'node:sqlite'
import { join } from 'node:path'
import type { Browser, BrowserContext, Page } from 'playwright-core'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { launchChromium } from '../support/chromium.ts'
import { RunningServer } from '../support/server.ts'
import { eventually, isInstalled, patience, sees, seesNo, storesWith } from './device.ts'
import { seedCustomers, seedMsp } from './seed.ts'
import { acme, edit, field, hasWaiting, isSynced, msp, register, row, signIn, signOut, opensAccount } from './steps.ts'

const company = 'Kept Secrets Ltd'
const ada = { email: '0@customers.example', password: acme.password }

let server: RunningServer
let browser: Browser
let invitation: string
let tablet: BrowserContext
const errors: string[] = []

beforeAll(async () => {
  server = await RunningServer.start({ env: { SIGN_IN_LIMIT: '1000' } })
  await seedMsp(server)
  await seedCustomers(server.origin, [company])
  const mails = await (await fetch(`${server.origin}/mailbox.json?key=${server.key}`)).json()
  invitation = /\/register#link=\S+/.exec((mails as { text: string }[])[0]!.text)![0]
  browser = await launchChromium()
})

beforeEach(async () => {
  tablet = await browser.newContext({ baseURL: server.origin, locale: 'en-GB', reducedMotion: 'reduce' })
  tablet.setDefaultTimeout(patience)
  tablet.on('weberror', (error) => errors.push(error.error().message))
  return () => tablet.close()
})

afterAll(async () => {
  await browser?.close()
  await server?.remove()
})

const ownHeaders = () => ({ origin: server.origin, 'content-type': 'application/json' })

/** Gives the browser a cookie of this person, as a tab of it that signs in would. */
async function enter(person: { email: string; password: string }): Promise<void> {
  const { email, password } = person
  const answer = await tablet.request.post('/api/session', { headers: ownHeaders(), data: { email, password } })
  expect(answer.status()).toBe(201)
}

/** A tab in which the MSP's person sees the list. */
async function openList(): Promise<Page> {
  const page = await tablet.newPage()
  await page.goto('/customers')
  await sees(row(page, company))
  await isSynced(page)
  return page
}

/** The tablet of the MSP's person. */
async function enterMsp(): Promise<Page> {
  await enter(msp)
  return openList()
}

/** The same on the page of an account. */
async function openAccount(): Promise<Page> {
  const page = await enterMsp()
  await row(page, company).getByRole('link').first().click()
  await page.getByRole('link', { name: 'MANAGE ACCOUNT' }).click()
  await sees(field(page, 'City'))
  return page
}

/** By the MSP's person, from another of their devices. */
async function signOutTheTablet(): Promise<void> {
  const { email, password } = msp
  const headers = ownHeaders()
  const entered = await fetch(`${server.origin}/api/session`, {
    method: 'POST',
    headers,
    body: JSON.stringify({ email, password }),
  })
  const cookie = entered.headers
    .getSetCookie()
    .map((each) => each.split(';')[0])
    .join('; ')
  const listed = await fetch(`${server.origin}/api/sessions`, { headers: { cookie } })
  const { sessions } = (await listed.json()) as { sessions: { id: string; current: boolean }[] }
  for (const { id } of sessions.filter(({ current }) => !current)) {
    const ended = await fetch(`${server.origin}/api/sessions/${id}`, {
      method: 'DELETE',
      headers: { ...headers, cookie },
    })
    expect(ended.status).toBe(204)
  }
}

function changeDatabase(sql: string): void {
  const database = new DatabaseSync(join(server.dataFolder, 'tandem.sqlite'), { timeout: 5000 })
  database.exec(sql)
  database.close()
}

const isSignedOut = (page: Page) => sees(page.getByRole('heading', { name: 'Sign in to Tandem' }))

async function peopleStored(page: Page): Promise<number> {
  const names = await page.evaluate(async () => (await indexedDB.databases()).map(({ name }) => name))
  return names.filter((name) => name?.startsWith('tandem-user-')).length
}

async function typeOffline(page: Page, city: string): Promise<void> {
  await tablet.setOffline(true)
  await edit(page, 'City', city)
  await hasWaiting(page, 1)
}

/** Whether the browser's cookie still lets somebody in. */
const cookieStatus = (page: Page) => page.evaluate(async () => (await fetch('/api/session')).status)

describe('A device whose person may no longer be there', () => {
  it('[FB1][DEV6] signed out elsewhere: with nothing unsent everything is gone, also after a reload', async () => {
    const page = await enterMsp()
    await signOutTheTablet()
    await isSignedOut(page)
    await eventually(() => peopleStored(page)).toBe(0)
    await page.goto('/customers')
    await isSignedOut(page)
    expect(await storesWith(page, company)).toEqual([])
    expect(await peopleStored(page)).toBe(0)
  })

  it('[FB1][DEV6] signed out elsewhere with unsent work: locked, for nobody but the same person', async () => {
    const page = await openAccount()
    await typeOffline(page, 'Typed before')
    await signOutTheTablet()
    await tablet.setOffline(false)
    await isSignedOut(page)
    await sees(page.getByText(/1 change waits on this device/))
    await page.reload()
    await isSignedOut(page)
    expect(await page.content()).not.toContain(company)

    // Somebody of the customer's takes the tablet.
    await page.goto(invitation)
    await register(page, ada.password)
    await page.goto('/customers')
    await opensAccount(page)
    await page.getByRole('link', { name: /^Outbox/ }).click()
    await sees(page.getByText('Everything is sent'))
    await signOut(page)
    await isSignedOut(page)

    // Not where she was, but on the list.
    await signIn(page, msp)
    await sees(row(page, company))
    await isSynced(page)
    await row(page, company).getByRole('link').first().click()
    await page.getByRole('link', { name: 'MANAGE ACCOUNT' }).click()
    await eventually(() => field(page, 'City').inputValue()).toBe('Typed before')
  })

  it('[FB1][SYNC3] a session that ran out, or that a restored server doesn’t know, takes nothing: the same person goes on', async () => {
    const page = await openAccount()
    await edit(page, 'Phone', '+44 113 496 0101')
    await isSynced(page)
    await typeOffline(page, 'Typed meanwhile')
    changeDatabase('delete from session')
    await tablet.setOffline(false)
    await sees(page.getByText('Your session has ended. Sign in to send 1 waiting change.'))
    // Also what was sent, which a restored server is told once more.
    expect(await storesWith(page, '+44 113 496 0101')).toContain('outbox')
    await eventually(() => field(page, 'City').inputValue()).toBe('Typed meanwhile')
    const { pathname } = new URL(page.url())
    await page.getByRole('link', { name: 'Sign in', exact: true }).click()
    await sees(page.getByText(/1 change waits on this device/))
    await signIn(page, msp)
    await page.waitForURL(`**${pathname}`)
    await isSynced(page)
  })

  it('[FB1][DEV6] somebody else signs in where a session had run out: their own page, and the former’s work stays locked', async () => {
    const page = await openAccount()
    await typeOffline(page, 'Typed by the former')
    changeDatabase('delete from session')
    await tablet.setOffline(false)
    await page.getByRole('link', { name: 'Sign in', exact: true }).click()
    await signIn(page, ada)
    await opensAccount(page)
    await sees(page.getByRole('button', { name: 'Account of Ada Byron' }))
    expect(await storesWith(page, 'Typed by the former')).toContain('outbox')
    await signOut(page)
    await isSignedOut(page)
    await signIn(page, msp)
    await sees(row(page, company))
    await isSynced(page)
  })

  it('[FB1][X2] a blocked person’s device keeps nothing, not what waits either', async () => {
    const page = await openAccount()
    await typeOffline(page, 'Typed when blocked')
    changeDatabase(`update user set status = 'blocked' where email = '${msp.email}'`)
    try {
      await tablet.setOffline(false)
      await isSignedOut(page)
      await eventually(() => peopleStored(page)).toBe(0)
      expect(await storesWith(page, 'Typed when blocked')).toEqual([])
      await seesNo(page.getByText(/waits on this device|Nothing is lost/))
    } finally {
      changeDatabase("update user set status = 'active'")
    }

    // Somebody else reads nothing of it; she does once, also after a reload, and so does whoever reads the audit log.
    const told = page.getByText(/1 change that wasn’t sent from this device was deleted on/)
    await signIn(page, ada)
    await opensAccount(page)
    await seesNo(told)
    await signOut(page)
    await isSignedOut(page)
    await signIn(page, msp)
    await sees(row(page, company))
    await sees(told)
    await page.reload()
    await sees(told)
    await page.getByRole('button', { name: 'Dismiss' }).click()
    await seesNo(told)
    await page.goto('/audit-log')
    await sees(page.getByText('Device emptied after a block').locator('visible=true').first())
    await sees(page.getByText('1 unsent change deleted').locator('visible=true'))
    await seesNo(told)
  })

  it('[FB1][DEV6] another person signs in: what the former left unlocked is gone from every tab', async () => {
    const page = await enterMsp()
    const other = await openList()
    // As a second person at a tablet whose first one never signed out: the cookie changes hands.
    await enter(ada)
    await other.reload()
    await opensAccount(other)
    await opensAccount(page)
    await sees(page.getByRole('button', { name: 'Account of Ada Byron' }))
    await eventually(() => peopleStored(page)).toBe(1)
  })

  it('[FB1][DEV6] signing out reaches every tab, none brings the database back, and none leads the next person where the former was', async () => {
    const page = await openAccount()
    const other = await openList()
    await row(other, company).getByRole('link').first().click()
    await other.waitForURL(/customers\/\d/)
    await signOut(page)
    await isSignedOut(page)
    await isSignedOut(other)
    expect([page, other].map((tab) => new URL(tab.url()).search)).toEqual(['', ''])
    await eventually(() => peopleStored(other)).toBe(0)
    await other.goto('/customers')
    await isSignedOut(other)
    expect(await peopleStored(other)).toBe(0)
  })

  it('[FA17][FB1][X2] signed out offline: what isn’t sent is named first, and the server hears of it before anything else', async () => {
    const page = await openAccount()
    await isInstalled(page)
    await typeOffline(page, 'Typed last')
    await signOut(page)
    const dialog = page.getByRole('dialog', { name: '1 change isn’t sent yet' })
    await dialog.getByRole('button', { name: 'Stay signed in' }).click()
    await seesNo(dialog)
    await hasWaiting(page, 1)
    await signOut(page)
    await dialog.getByRole('button', { name: 'Sign out and discard them' }).click()
    await isSignedOut(page)
    await eventually(() => peopleStored(page)).toBe(0)
    await tablet.setOffline(false)
    await eventually(() => cookieStatus(page)).toBe(401)
  })

  it('[X1] nobody met an error that was not caught', () => {
    expect(errors).toEqual([])
  })
})
