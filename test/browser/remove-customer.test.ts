// A customer whose invitation nobody accepted is removed (M7), with two profiles of the MSP and the invited person's browser.
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, it } from 'vitest'
import { launchChromium } from '../support/chromium.ts'
import { RunningServer } from '../support/server.ts'
import { eventually, isInstalled, sees, seesNo } from './device.ts'
import { inspect } from './inspect.ts'
import './no-errors.ts'
import { invitationLink, seedCustomers, seedMsp } from './seed.ts'
import { customerIdOf, edit, hasWaiting, msp, register, row } from './steps.ts'
import { follow, newPerson } from './walk.ts'

const invited = { company: 'Acorn Bikes', email: '0@customers.example' }
const fully = 'Birch Cafe'
const registering = { company: 'Elm Print', email: '4@customers.example' }

let server: RunningServer
let browser: Browser
/** The MSP's super admin, and their tablet. */
let noa: Page
let tablet: Page
let mina: Page

beforeAll(async () => {
  server = await RunningServer.start({ env: { LINK_LIMIT: '1000' } })
  await seedMsp(server)
  await seedCustomers(server.origin, [invited.company, fully, 'Cedar Inn', 'Dogwood Labs', registering.company])
  browser = await launchChromium()
  noa = await newPerson(browser, server, msp)
  tablet = await newPerson(browser, server, msp)
  mina = await newPerson(browser, server)
  await Promise.all(
    [noa, tablet].map(async (page) => {
      await page.goto('/customers')
      await sees(row(page, invited.company))
      await isInstalled(page)
    }),
  )
}, 120_000)

afterAll(async () => {
  await browser?.close()
  await server?.remove()
})

async function openPanel(page: Page, company: string): Promise<string> {
  await follow(page, '/customers')
  await row(page, company).getByRole('link').first().click()
  await sees(page.getByRole('heading', { name: company }))
  return customerIdOf(page)
}

async function goOffline(page: Page): Promise<void> {
  await page.context().setOffline(true)
  await page.evaluate(() => dispatchEvent(new Event('offline')))
}

async function goOnline(page: Page): Promise<void> {
  await page.context().setOffline(false)
  await page.evaluate(() => dispatchEvent(new Event('online')))
}

const remove = (page: Page) => page.getByRole('link', { name: 'Remove' })
const confirm = (page: Page) => page.getByRole('button', { name: 'CONFIRM' }).click()
const waits = 'The removal will be sent when you are connected.'

describe('Remove', () => {
  it('[M7][FA14] a customer nobody registered for: decided offline and taken back, then gone from the other profile too, whose waiting edit keeps its text; the link is dead', async () => {
    const link = await invitationLink(server, invited.email)
    const id = await openPanel(tablet, invited.company)
    await goOffline(tablet)
    await follow(tablet, `/customers/${id}/manage`)
    await edit(tablet, 'City', 'York')

    await goOffline(noa)
    await openPanel(noa, invited.company)
    await seesNo(noa.getByRole('link', { name: 'DELINK' }))
    await remove(noa).click()
    await sees(noa.getByRole('heading', { name: `Remove ${invited.company}` }))
    await sees(
      noa.getByText(`The invitation to ${invited.email} ends: links in mails already sent do nothing any more.`),
    )
    await seesNo(noa.getByText('that waits is not sent'))
    await inspect(noa)
    await confirm(noa)
    await sees(noa.getByText(`${invited.company}: is removed when you are connected`))
    await hasWaiting(noa, 1)
    await openPanel(noa, invited.company)
    await sees(noa.getByText(waits))
    await noa.getByRole('button', { name: 'Cancel' }).click()
    await hasWaiting(noa, 0)
    await remove(noa).click()
    await confirm(noa)
    await hasWaiting(noa, 1)

    await goOnline(noa)
    await seesNo(row(noa, invited.company))
    await follow(noa, `/customers/${id}`)
    await sees(noa.getByText('It may have been delinked or removed'))
    await mina.goto(link)
    await sees(mina.getByRole('heading', { name: 'This invitation was taken back' }))

    // The other profile has not heard, and works on.
    await sees(tablet.getByRole('heading', { name: 'MANAGE CUSTOMER ACCOUNT' }))
    await goOnline(tablet)
    await sees(tablet.getByText('It may have been delinked or removed'))
    await follow(tablet, '/customers')
    await seesNo(row(tablet, invited.company))
    await follow(tablet, '/outbox')
    await sees(tablet.getByText('York'))
    await sees(tablet.getByText('The customer and the MSP are no longer linked, so this was not done.'))
  })

  it('[M7][FA14] somebody registers before it arrives: refused in plain words, and DELINK is what is offered then', async () => {
    const link = await invitationLink(server, registering.email)
    const id = await openPanel(noa, registering.company)
    await goOffline(noa)
    await remove(noa).click()
    await confirm(noa)
    await hasWaiting(noa, 1)
    await mina.goto(link)
    await register(mina)
    await goOnline(noa)
    await follow(noa, `/customers/${id}`)
    await sees(
      noa.getByText('Somebody at this customer has registered meanwhile. To end its management, delink it instead.'),
    )
    await seesNo(remove(noa))
    await noa.getByRole('button', { name: 'Dismiss' }).click()
    await follow(noa, `/customers/${id}/manage`)
    await sees(noa.getByRole('link', { name: 'DELINK' }))
    await seesNo(noa.getByRole('heading', { name: 'Remove customer' }))
    await follow(noa, `/customers/${id}/remove`)
    await sees(noa.getByText('To end its management, delink it instead.'))
    await seesNo(noa.getByRole('button', { name: 'CONFIRM' }))
  })

  it('[M7][FA14] a fully managed customer has no invitation: nothing offers it, and its page says why', async () => {
    const id = await openPanel(noa, fully)
    await seesNo(remove(noa))
    await follow(noa, `/customers/${id}/remove`)
    await sees(noa.getByText('Only a customer that was invited and where nobody has registered can be removed.'))
    await eventually(() => noa.getByRole('button', { name: 'CONFIRM' }).count()).toBe(0)
  })
})
