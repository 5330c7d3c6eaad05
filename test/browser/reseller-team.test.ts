// A reseller's people: made by the operator, joined by mail, and what the frame of their portal has.
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { launchChromium } from '../support/chromium.ts'
import { RunningServer } from '../support/server.ts'
import { eventually, sees, seesNo } from './device.ts'
import { inspect } from './inspect.ts'
import './no-errors.ts'
import { createReseller, rosa } from './reseller-portal.ts'
import { findLink } from './seed.ts'
import { field, signIn, signOut } from './steps.ts'
import { newPerson, walk } from './walk.ts'

const lee = { firstName: 'Lee', lastName: 'Bo', email: 'lee@riverside.example', password: 'my own long phrase' }

let server: RunningServer
let browser: Browser
let rosas: Page
let lees: Page
let resellerId: string

beforeAll(async () => {
  server = await RunningServer.start({ env: { LINK_LIMIT: '1000' } })
  browser = await launchChromium()
  rosas = await newPerson(browser, server)
  lees = await newPerson(browser, server)
})

afterAll(async () => {
  await browser?.close()
  await server?.remove()
})

const heading = (page: Page, name: string | RegExp) => sees(page.getByRole('heading', { name }))

async function linkFor(email: string, page: string): Promise<string> {
  await eventually(() => findLink(server, email, page)).not.toBeNull()
  return (await findLink(server, email, page))!
}

async function register(page: Page, password: string): Promise<void> {
  await page.getByLabel('Password', { exact: true }).fill(password)
  await page.getByLabel('Confirm password').fill(password)
  await page.getByRole('button', { name: 'Complete registration' }).click()
  await page.waitForURL('**/reseller/customers')
}

describe('A reseller’s people', () => {
  it('[X4][R1] a reseller made at the command line: its super admin joins and invites a colleague', async () => {
    resellerId = await createReseller(server)
    await rosas.goto(await linkFor(rosa.email, '/appointment'))
    await heading(rosas, `${rosa.company} invites you`)
    await inspect(rosas)
    await register(rosas, rosa.password)
    await heading(rosas, 'Customers')
    await sees(rosas.getByText(rosa.company).first())

    await rosas.getByRole('link', { name: 'Admins & roles' }).click()
    await rosas.getByRole('link', { name: 'Invite Admins' }).click()
    await field(rosas, 'First name').fill(lee.firstName)
    await field(rosas, 'Last name').fill(lee.lastName)
    await field(rosas, 'Work email').fill(lee.email)
    await eventually(() => rosas.getByRole('option', { name: 'Reseller Admin' }).count()).toBe(1)
    await seesNo(rosas.getByText('All customers'))
    await inspect(rosas)
    await rosas.getByRole('button', { name: 'Send invitation' }).click()
    await sees(rosas.getByRole('listitem').filter({ hasText: lee.email }).getByText('Pending'))

    await lees.goto(await linkFor(lee.email, '/join'))
    await sees(lees.getByText('Reseller Admin', { exact: true }))
    await register(lees, lee.password)
    await sees(rosas.getByRole('listitem').filter({ hasText: lee.email }).getByText('Active'))
    await rosas.getByRole('link', { name: /unread/ }).click()
    await sees(rosas.getByText('Lee Bo').first())
  })

  it('[R2][C3] the Reseller ID stands under the account icon and in the profile', async () => {
    await rosas.getByRole('button', { name: /Rosa Lind/ }).click()
    await sees(rosas.getByText(`Reseller ID ${resellerId}`))
    await rosas.keyboard.press('Escape')
    await rosas.goto('/profile')
    await sees(rosas.getByText(resellerId))
  })

  it('[R1][M20] a colleague signs in again and finds nothing of what only super admins, MSPs or customers have', async () => {
    await signOut(lees)
    await lees.waitForURL('**/sign-in')
    await signIn(lees, lee)
    await lees.waitForURL('**/reseller/customers')
    for (const path of ['/customers', '/home', '/account', '/team/groups', '/msp-profile', '/']) {
      await lees.goto(path)
      await lees.waitForURL('**/reseller/customers')
    }
    await lees.goto('/team')
    await sees(lees.getByRole('listitem').filter({ hasText: rosa.email }))
    await seesNo(lees.getByRole('link', { name: 'Invite Admins' }))
    await seesNo(lees.getByRole('link', { name: 'Groups' }))
    const asked = { data: { event: null, before: null }, headers: { origin: server.origin } }
    expect((await lees.request.post('/api/audit', asked)).status()).toBe(403)
  })

  it('[X1] every page of the portal holds at three widths, for screen readers too', async () => {
    await rosas.goto('/reseller/customers')
    await heading(rosas, 'Customers')
    // A customer that she hasn't has a page, too.
    await walk(rosas, 'reseller', { axe: true })
  }, 120_000)
})
