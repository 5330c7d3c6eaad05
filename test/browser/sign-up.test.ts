// A company without an MSP: it signs up, applies for services, is approved by the operator, and found by an MSP.
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { launchChromium } from '../support/chromium.ts'
import { runCommand } from '../support/run-command.ts'
import { RunningServer } from '../support/server.ts'
import { eventually, isInstalled, sees, seesNo } from './device.ts'
import { inspect } from './inspect.ts'
import './no-errors.ts'
import { findLink, seedMsp } from './seed.ts'
import { field, hasWaiting, isSynced, msp, opensAccount, statusCell } from './steps.ts'
import { newPerson } from './walk.ts'

const birch = { company: 'Birch Bakery', email: 'bea@birch.example', password: 'quiet meadow walk' }

let server: RunningServer
let browser: Browser
/** Bea, of the company that signs up. */
let bea: Page
let link: string
let customerId: string

beforeAll(async () => {
  server = await RunningServer.start({ env: { LINK_LIMIT: '1000' } })
  await seedMsp(server)
  browser = await launchChromium()
  bea = await newPerson(browser, server)
})

afterAll(async () => {
  await browser?.close()
  await server?.remove()
})

/** A company's line for one service. */
const entry = (service: string) => bea.getByRole('main').getByRole('listitem').filter({ hasText: service })

const tandem = (...args: string[]) =>
  runCommand(['server/cli/tandem.ts', 'applications', ...args], { TANDEM_DATA: server.dataFolder })

async function applyFor(service: string, { inspected = false } = {}): Promise<void> {
  await bea.getByRole('link', { name: `Get Started: ${service}` }).click()
  await heading(bea, service)
  await bea.getByLabel('Business context').fill('40 tablets for our drivers')
  if (inspected) await inspect(bea)
  await button(bea, 'Apply').click()
  await bea.waitForURL('**/services')
}

const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true })
const heading = (page: Page, name: string) => sees(page.getByRole('heading', { name }))

async function fillSignUp(page: Page, email: string): Promise<void> {
  await field(page, 'Company name').fill(birch.company)
  await page.getByRole('combobox', { name: 'Country' }).fill('Germany')
  await page.getByRole('option', { name: 'Germany', exact: true }).click()
  await field(page, 'First name').fill('Bea')
  await field(page, 'Work email').fill(email)
  await button(page, 'Send confirmation').click()
}

async function linkFor(email: string): Promise<string> {
  await eventually(() => findLink(server, email, '/complete-registration')).not.toBeNull()
  return (await findLink(server, email, '/complete-registration'))!
}

async function mailsTo(email: string): Promise<{ subject: string; text: string }[]> {
  const response = await fetch(`${server.origin}/mailbox.json?key=${server.key}`)
  const mails = (await response.json()) as { to: string; subject: string; text: string }[]
  return mails.filter(({ to }) => to === email)
}

/** Written beside the server: as if this much time had gone by since the links were mailed. */
function ageLinks(ms: number): void {
  const database = new DatabaseSync(join(server.dataFolder, 'tandem.sqlite'))
  database.prepare('update link set created_at = created_at - ? where used_at is null').run(ms)
  database.close()
}

describe('A company without an MSP', () => {
  it('[C2] signs up: what is missing is said at its field, and the answer is the same for an address in use', async () => {
    await bea.goto('/sign-in')
    await bea.getByRole('link', { name: 'Sign up' }).click()
    await heading(bea, 'Register your company')
    await button(bea, 'Send confirmation').click()
    await sees(bea.getByText('Enter a first name or a last name.'))
    await inspect(bea)
    await fillSignUp(bea, msp.email)
    await heading(bea, 'Look into your mailbox')
    const said = await bea.getByRole('main').innerText()
    await button(bea, 'Change what I entered').click()
    await field(bea, 'Work email').fill(birch.email)
    await button(bea, 'Send confirmation').click()
    await heading(bea, 'Look into your mailbox')
    expect((await bea.getByRole('main').innerText()).replace(birch.email, msp.email)).toBe(said)
    await inspect(bea)
    await eventually(async () => (await mailsTo(msp.email)).map(({ subject }) => subject)).toContain(
      'You already have an account with Tandem',
    )
  })

  it('[C2] completes its registration by the mail’s link, and reads its Customer ID under the account icon', async () => {
    link = await linkFor(birch.email)
    await bea.goto(link)
    await heading(bea, 'Complete registration')
    await sees(bea.getByRole('main').getByText(birch.company))
    await inspect(bea)
    await field(bea, 'Password').fill(birch.password)
    await field(bea, 'Confirm password').fill('another one')
    await button(bea, 'Complete registration').click()
    await sees(bea.getByText('The two passwords differ. Enter the same one twice.'))
    await field(bea, 'Confirm password').fill(birch.password)
    await button(bea, 'Complete registration').click()
    await opensAccount(bea)
    await sees(bea.getByRole('main').getByText('No MSP manages this account.'))
    await isInstalled(bea)
    await bea.getByRole('button', { name: /^Account of/ }).click()
    const shown = bea.getByText(/^Customer ID \d{10}$/)
    await sees(shown)
    customerId = (await shown.innerText()).replace(/\D/g, '')
    await bea.keyboard.press('Escape')
  })

  it('[C2] a link that was used, has run out or was altered says so, with a way on', async () => {
    const stranger = await newPerson(browser, server)
    await stranger.goto(link)
    await heading(stranger, 'This link was used already')
    await sees(stranger.getByRole('link', { name: 'Sign in', exact: true }))
    await stranger.goto(`${link.slice(0, -4)}xxxx`)
    await heading(stranger, 'This link does not work')
    await stranger.getByRole('link', { name: 'Sign up once more' }).click()
    await fillSignUp(stranger, 'late@birch.example')
    await heading(stranger, 'Look into your mailbox')
    const late = await linkFor('late@birch.example')
    ageLinks(24 * 60 * 60 * 1000 + 1)
    await stranger.goto(late)
    await heading(stranger, 'This link has run out')
    await inspect(stranger)
    await stranger.context().close()
  })

  it('[C2][C10] Get Started and Apply, once online and once offline: both stand as Applied, with their date', async () => {
    await bea.getByRole('link', { name: 'Services' }).first().click()
    await heading(bea, 'Your services')
    await sees(bea.getByRole('main').getByText('None yet.'))
    await inspect(bea)
    await applyFor('Knox Manage', { inspected: true })
    await eventually(() => entry('Knox Manage').innerText()).toMatch(/Applied/)
    await isSynced(bea)
    await bea.context().setOffline(true)
    await applyFor('Knox Guard')
    await sees(bea.getByText('Offline: your application is saved here and sent when you are connected.'))
    await hasWaiting(bea, 1)
    await eventually(() => entry('Knox Guard').innerText()).toMatch(/Applied[^]*will be sent/)
    await applyFor('Knox Suite')
    await entry('Knox Suite').getByRole('button', { name: 'Cancel' }).click()
    await sees(bea.getByRole('link', { name: 'Get Started: Knox Suite' }))
    await bea.reload()
    await eventually(() => entry('Knox Guard').innerText()).toMatch(/Applied[^]*\d{4}/)
    await bea.context().setOffline(false)
    await isSynced(bea)
    await seesNo(entry('Knox Guard').getByText('will be sent'))
  })

  it('[C2][X4] the operator approves one, with a welcome, and rejects the other, with the reason', async () => {
    const listed = await tandem('list')
    expect(listed.out).toMatch(/Birch Bakery +Knox Manage/)
    const [manage, guard] = ['Knox Manage', 'Knox Guard'].map(
      (name) => new RegExp(`^(\\S+) .*${name}`, 'm').exec(listed.out)![1]!,
    )
    expect((await tandem('show', manage!)).out).toContain('40 tablets for our drivers')
    expect((await tandem('approve', manage!)).err).toBe('')
    expect((await tandem('reject', guard!, '--reason', 'Tell us your reseller, please.')).err).toBe('')
    await eventually(() => entry('Knox Manage').innerText()).toMatch(/Active/)
    await eventually(() => entry('Knox Guard').innerText()).toMatch(/Rejected[^]*Tell us your reseller, please\./)
    await sees(bea.getByRole('link', { name: 'Get Started: Knox Guard' }))
    await inspect(bea)
    const subjects = () => mailsTo(birch.email).then((mails) => mails.map(({ subject }) => subject))
    await eventually(subjects).toContain('Knox Manage is active for Birch Bakery')
    await eventually(subjects).toContain('The application of Birch Bakery for Knox Guard was rejected')
  })

  it('[C2][M9][M10] an MSP looks the company up by its Customer ID and asks; by its yes both have the account', async () => {
    const noa = await newPerson(browser, server, msp)
    await noa.goto('/customers/existing')
    await field(noa, 'Existing customer').fill(customerId)
    await button(noa, 'LOOK UP').click()
    await sees(noa.getByRole('main').getByText(birch.company))
    await button(noa, 'REQUEST TO ADD').click()
    await noa.getByRole('radio', { name: 'Jointly managed' }).check()
    await noa.getByRole('checkbox', { name: 'Knox Manage', exact: true }).check()
    await button(noa, 'CONFIRM').click()
    await sees(noa.getByRole('main').getByText(/were asked on/))
    await bea
      .getByRole('link', { name: /^Requests/ })
      .first()
      .click()
    await button(bea, 'Accept').click()
    await sees(statusCell(noa, birch.company, 'Active'))
    await noa.context().close()
  })
})
