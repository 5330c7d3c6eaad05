// What others changed since one was last there (H4), favourites and saved views (M2): each person's own, on all their devices.
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { launchChromium } from '../support/chromium.ts'
import { RunningServer } from '../support/server.ts'
import { isInstalled, sees, seesNo } from './device.ts'
import { inspect } from './inspect.ts'
import './no-errors.ts'
import { invitationLink, seedCustomers, seedMsp } from './seed.ts'
import { edit, isSynced, msp, register, row } from './steps.ts'
import { newPerson } from './walk.ts'

const companies = ['Acorn Bikes', 'Birch Books', 'Cedar Cars', 'Dale Dairy', 'Elm Energy']
const [acorn, , , , elm] = companies

let server: RunningServer
let browser: Browser
/** Noa's two devices, and Ada, at the first company. */
let tablet: Page
let phone: Page
let ada: Page

beforeAll(async () => {
  server = await RunningServer.start({ env: { LINK_LIMIT: '1000' } })
  await seedMsp(server)
  await seedCustomers(server.origin, companies)
  browser = await launchChromium()
  tablet = await newPerson(browser, server, msp)
  phone = await newPerson(browser, server, msp)
  for (const page of [tablet, phone]) {
    await page.goto('/customers')
    await sees(row(page, acorn!))
    await isInstalled(page)
  }
  await phone.setViewportSize({ width: 390, height: 844 })
  ada = await newPerson(browser, server)
  await ada.goto(await invitationLink(server, '0@customers.example'))
  await register(ada)
}, 120_000)

afterAll(async () => {
  await browser?.close()
  await server?.remove()
})

const dot = (page: Page, company: string) => row(page, company).getByText('Changed since you were last here')
const star = (page: Page, company: string) => row(page, company).getByText('Favourite', { exact: true })
const open = (page: Page, company: string) => row(page, company).getByRole('link').first().click()
const close = (page: Page) => page.getByRole('link', { name: 'Close' }).click()

/** On a phone the filters are behind a button. */
async function filter(page: Page, name: string): Promise<void> {
  const button = page.getByRole('button', { name, exact: true })
  if (!(await button.isVisible())) await page.getByRole('button', { name: /^Filters/ }).click()
  await button.click()
}

describe('Since you were last here', () => {
  it('[H4] a dot in the list, the changes themselves in the details, and Home says which customers have any', async () => {
    await edit(ada, 'City', 'Brighton')
    await isSynced(ada)
    for (const page of [tablet, phone]) {
      await sees(dot(page, acorn!))
      await seesNo(dot(page, elm!))
    }
    await tablet.getByRole('link', { name: /^Home/ }).first().click()
    const digest = tablet
      .locator('section')
      .filter({ has: tablet.getByRole('heading', { name: 'Since you were last here' }) })
    await sees(digest.getByRole('link', { name: acorn! }))
    await inspect(tablet)
    await digest.getByRole('link', { name: acorn! }).click()
    const news = tablet.getByRole('region', { name: 'Since you were last here' })
    await sees(news.getByText('Brighton'))
    await inspect(tablet)
  })

  it('[H4] seen on the tablet, offline, it is seen on the phone once they are connected; what comes later is new again', async () => {
    await tablet.context().setOffline(true)
    await close(tablet)
    await seesNo(dot(tablet, acorn!))
    await tablet.reload()
    await sees(row(tablet, acorn!))
    await seesNo(dot(tablet, acorn!))
    await sees(dot(phone, acorn!))
    await tablet.context().setOffline(false)
    await isSynced(tablet)
    await seesNo(dot(phone, acorn!))
    await edit(ada, 'City', 'Hove')
    await isSynced(ada)
    for (const page of [tablet, phone]) await sees(dot(page, acorn!))
    await open(phone, acorn!)
    const news = phone.getByRole('region', { name: 'Since you were last here' })
    await sees(news.getByText('Hove'))
    // What had been seen elsewhere isn't new here.
    expect(await news.getByRole('listitem').count()).toBe(1)
    await close(phone)
    await seesNo(dot(tablet, acorn!))
  })

  it('[H4][M2] the filter “Unread changes” is in the address and holds offline; “Mark all as read” empties it', async () => {
    await edit(ada, 'City', 'Worthing')
    await isSynced(ada)
    await sees(dot(tablet, acorn!))
    await filter(tablet, 'Unread changes')
    await sees(tablet.getByText(`1 of ${companies.length} customers`).first())
    await tablet.waitForURL('**/customers?unread=1')
    await tablet.context().setOffline(true)
    await tablet.reload()
    await sees(row(tablet, acorn!))
    await seesNo(row(tablet, elm!))
    await inspect(tablet)
    await tablet.getByRole('link', { name: /^Home/ }).first().click()
    await tablet.getByRole('button', { name: 'Mark all as read' }).click()
    await sees(tablet.getByText('Nobody else has changed anything since.'))
    await tablet.goBack()
    await seesNo(row(tablet, acorn!))
    await tablet.context().setOffline(false)
    await isSynced(tablet)
    await seesNo(dot(phone, acorn!))
  })
})

describe('A person’s own list', () => {
  it('[M2] a favourite that is chosen offline is marked and filtered by, on the other device too', async () => {
    await tablet.goto('/customers')
    await tablet.context().setOffline(true)
    await open(tablet, elm!)
    await tablet.getByRole('button', { name: 'Add to favourites' }).click()
    await sees(tablet.getByRole('button', { name: 'Remove from favourites' }))
    await close(tablet)
    await sees(star(tablet, elm!))
    await tablet.context().setOffline(false)
    await isSynced(tablet)
    await sees(star(phone, elm!))
    await filter(phone, 'Favourites')
    await sees(row(phone, elm!))
    await seesNo(row(phone, acorn!))
    await phone.waitForURL('**/customers?favourite=1')
    await inspect(phone)
  })

  it('[M2] a view is saved offline, opened on the other device by its name and address, and removed again', async () => {
    await tablet.context().setOffline(true)
    await tablet.getByRole('searchbox', { name: 'Search customers' }).fill('bikes')
    await tablet.getByRole('button', { name: 'Saved views' }).click()
    await tablet.getByRole('menuitem', { name: 'Save or remove a view' }).click()
    const dialog = tablet.getByRole('dialog', { name: 'Saved views' })
    await dialog.getByRole('button', { name: 'Save this view' }).click()
    await sees(dialog.getByText('Enter a name.'))
    await dialog.getByLabel('Name of the view').fill('Two wheels')
    await dialog.getByRole('button', { name: 'Save this view' }).click()
    await seesNo(dialog)
    await tablet.context().setOffline(false)
    await isSynced(tablet)

    await phone.getByRole('button', { name: 'Saved views' }).click()
    await phone.getByRole('menuitem', { name: 'Two wheels' }).click()
    await phone.waitForURL('**/customers?q=bikes')
    await sees(row(phone, acorn!))
    await seesNo(row(phone, elm!))
    await phone.getByRole('button', { name: 'Saved views' }).click()
    await phone.getByRole('menuitem', { name: 'Save or remove a view' }).click()
    await phone.getByRole('button', { name: 'Remove Two wheels' }).click()
    await sees(phone.getByText('No views are saved yet.'))
    await phone.getByRole('button', { name: 'Close' }).click()
    await isSynced(phone)
    await tablet.getByRole('button', { name: 'Saved views' }).click()
    await seesNo(tablet.getByRole('menuitem', { name: 'Two wheels' }))
  })
})
