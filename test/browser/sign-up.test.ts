// A company without an MSP: it signs up, applies for services, is approved by the operator, and found by an MSP.
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { launchChromium } from '../support/chromium.ts'
import { RunningServer } from '../support/server.ts'
import { eventually, isInstalled, sees } from './device.ts'
import { inspect } from './inspect.ts'
import './no-errors.ts'
import { findLink, seedMsp } from './seed.ts'
import { field, msp, opensAccount } from './steps.ts'
import { newPerson } from './walk.ts'

const birch = { company: 'Birch Bakery', email: 'bea@birch.example', password: 'quiet meadow walk' }

let server: RunningServer
let browser: Browser
/** Bea, of the company that signs up. */
let bea: Page
let link: string

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
    await sees(bea.getByText(/^Customer ID \d{10}$/))
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
})
