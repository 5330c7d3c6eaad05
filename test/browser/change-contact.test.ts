// Another contact of a customer (M27), and the right address of one who was invited (M7), with both people's browsers.
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, it } from 'vitest'
import { launchChromium } from '../support/chromium.ts'
import { RunningServer } from '../support/server.ts'
import { eventually, isInstalled, sees, seesNo } from './device.ts'
import { inspect } from './inspect.ts'
import './no-errors.ts'
import { findLink, seedCustomers, seedMsp } from './seed.ts'
import { activityLine, field, hasWaiting, msp, register, row } from './steps.ts'
import { newPerson } from './walk.ts'

const invited = { company: 'Acorn Bikes', email: '0@customers.example' }
const fully = { company: 'Birch Cafe', email: '1@customers.example' }

let server: RunningServer
let browser: Browser
/** The MSP's super admin, and who was meant all along. */
let noa: Page
let mina: Page

beforeAll(async () => {
  server = await RunningServer.start({ env: { LINK_LIMIT: '1000' } })
  await seedMsp(server)
  await seedCustomers(server.origin, [invited.company, fully.company])
  browser = await launchChromium()
  noa = await newPerson(browser, server, msp)
  mina = await newPerson(browser, server)
  await noa.goto('/customers')
  await sees(row(noa, invited.company))
  await isInstalled(noa)
})

afterAll(async () => {
  await browser?.close()
  await server?.remove()
})

async function openPanel(company: string): Promise<void> {
  await noa.goto('/customers')
  await row(noa, company).getByRole('link').first().click()
  await sees(noa.getByRole('heading', { name: company }))
}

const change = () => noa.getByRole('link', { name: 'Change contact' })
const confirm = () => noa.getByRole('button', { name: 'CONFIRM' }).click()

async function linkFor(email: string, page = '/register'): Promise<string> {
  await eventually(() => findLink(server, email, page)).not.toBeNull()
  return (await findLink(server, email, page))!
}

describe('Change of the contact', () => {
  it('[M27][M7] a mistyped address is corrected: refused at its field, queued offline, then the old link is dead and the new one lets in', async () => {
    const old = await linkFor(invited.email)
    await openPanel(invited.company)
    await change().click()
    await sees(noa.getByRole('heading', { name: `Change the contact of ${invited.company}` }))
    await sees(noa.getByText(`The invitation to ${invited.email} ends and its links do nothing any more.`))
    await inspect(noa)
    for (const [email, why] of [
      [msp.email, 'This address already has an account.'],
      [fully.email, 'Another customer of yours has this address'],
      ['no address', 'Enter a whole email address'],
    ] as const) {
      await field(noa, 'Work email').fill(email)
      await confirm()
      await sees(noa.getByText(why))
      await eventually(() => field(noa, 'Work email').evaluate((input) => input === document.activeElement)).toBe(true)
    }
    await hasWaiting(noa, 0)

    await noa.context().setOffline(true)
    await field(noa, 'First name').fill('Mina')
    await field(noa, 'Last name').fill('Cho')
    await field(noa, 'Work email').fill('mina@acorn.example')
    await confirm()
    await sees(noa.getByText('The change of contact will be sent when you are connected.'))
    await hasWaiting(noa, 3)
    // Taken back as anything that waits, and asked for again.
    await noa.getByRole('button', { name: 'Cancel' }).click()
    await change().click()
    await field(noa, 'Work email').fill('mina@acorn.example')
    await confirm()
    await noa.context().setOffline(false)
    await noa.evaluate(() => dispatchEvent(new Event('online')))
    const block = noa.getByRole('region', { name: 'Invitation' })
    await sees(block.getByText('mina@acorn.example'))
    await sees(block.getByText('Mina Cho'))
    await sees(block.getByText(/^Runs out in/))

    await mina.goto(old)
    await sees(mina.getByRole('heading', { name: 'This invitation was taken back' }))
    await mina.goto(await linkFor('mina@acorn.example'))
    await register(mina)
    await sees(activityLine(mina, 'changed the contact'))

    // From now on they say themselves who they are.
    await seesNo(change())
    await noa.goto(`${new URL(noa.url()).pathname}/contact`)
    await sees(noa.getByText('its super admins say themselves who they are'))
  })

  it('[M27][M8] of a fully managed customer: another name and address, and both hear who manages the account', async () => {
    await openPanel(fully.company)
    await change().click()
    await sees(noa.getByText('the former and the new one get a mail'))
    await field(noa, 'First name').fill('Bo')
    await field(noa, 'Last name').fill('Ito')
    await field(noa, 'Work email').fill('bo@birch.example')
    await confirm()
    await sees(noa.locator('dt:has-text("Contact") + dd').filter({ hasText: 'bo@birch.example' }))
    await sees(noa.locator('dt:has-text("Contact") + dd').filter({ hasText: 'Bo Ito' }))
    const subjects = async (to: string) => {
      const answer = await fetch(`${server.origin}/mailbox.json?key=${server.key}`)
      const mails = (await answer.json()) as { to: string; subject: string }[]
      return mails.filter((mail) => mail.to === to).map(({ subject }) => subject)
    }
    await eventually(() => subjects('bo@birch.example')).toEqual([
      `${msp.company} names you as the contact of Birch Cafe`,
    ])
    await eventually(() => subjects(fully.email)).toEqual([
      'You are no longer the contact of Birch Cafe in Tandem',
      `${msp.company} has set up an account for Birch Cafe`,
    ])
  })
})
