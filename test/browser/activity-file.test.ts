// Activity as a file, and what is older than 90 days: from the server, in pages, and said so (M23).
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { launchChromium } from '../support/chromium.ts'
import { RunningServer } from '../support/server.ts'
import { isInstalled, sees, seesNo } from './device.ts'
import { inspect } from './inspect.ts'
import './no-errors.ts'
import { invitationLink, seedCustomers, seedMsp } from './seed.ts'
import { edit, isSynced, msp, register, row } from './steps.ts'
import { follow, newPerson } from './walk.ts'

const companies = ['Acorn Bikes', 'Birch Books', 'Cedar Cars']

let server: RunningServer
let browser: Browser
let noa: Page
let ada: Page

/** As if all of it had been done long before. */
async function agedBy(days: number): Promise<void> {
  await server.stop()
  const database = new DatabaseSync(join(server.dataFolder, 'tandem.sqlite'))
  const ms = days * 24 * 60 * 60 * 1000
  database.exec(`update change set at = at - ${ms}, received_at = received_at - ${ms}`)
  database.close()
  await server.start()
}

beforeAll(async () => {
  server = await RunningServer.start({ env: { LINK_LIMIT: '1000' } })
  await seedMsp(server)
  await seedCustomers(server.origin, companies)
  browser = await launchChromium()
  ada = await newPerson(browser, server)
  await ada.goto(await invitationLink(server, '0@customers.example'))
  await register(ada)
}, 120_000)

afterAll(async () => {
  await browser?.close()
  await server?.remove()
})

const csvButton = (page: Page) => page.getByRole('button', { name: 'DOWNLOAD ACTIVITY AS CSV' })
const olderButton = (page: Page) => page.getByRole('button', { name: 'Show older entries' })

async function download(page: Page): Promise<string> {
  const downloading = page.waitForEvent('download')
  await csvButton(page).click()
  return readFile(await (await downloading).path(), 'utf8')
}

/** Ada's edit is long ago, Noa's just now; each then has a device that knows nothing of before. */
async function editLongAgoAndNow(): Promise<void> {
  await edit(ada, 'City', 'MARK-LONG-AGO')
  await isSynced(ada)
  await ada.context().close()
  await agedBy(120)
  noa = await newPerson(browser, server, msp)
  await noa.goto('/customers')
  await row(noa, companies[0]!).getByRole('link').first().click()
  await noa.getByRole('link', { name: 'MANAGE ACCOUNT' }).click()
  await edit(noa, 'Internal reference', '=MARK-NOW')
  await isSynced(noa)
  await isInstalled(noa)
  ada = await newPerson(browser, server, { email: '0@customers.example', password: 'another good phrase' })
  await ada.goto('/activity')
  await isInstalled(ada)
}

describe('Activity', () => {
  it('[M23] what is older than 90 days is read from the server when it is asked for, and says so', async () => {
    await editLongAgoAndNow()
    await follow(noa, '/activity')
    await sees(noa.getByText('=MARK-NOW'))
    await sees(noa.getByText('This device keeps the last 90 days. What is older comes from the server.'))
    await seesNo(noa.getByText('MARK-LONG-AGO'))
    await olderButton(noa).click()
    const older = noa.getByRole('region', { name: 'Older than 90 days' })
    await sees(older.getByText('MARK-LONG-AGO'))
    await sees(older.getByText('That is the beginning.'))
    await inspect(noa)
    // The page's filter is theirs, too.
    await noa.getByRole('searchbox', { name: 'Filter by person, field or text' }).fill('nothing like it')
    await seesNo(older.getByText('MARK-LONG-AGO'))
    await noa.getByRole('searchbox', { name: 'Filter by person, field or text' }).fill('long-ago')
    await sees(older.getByText('MARK-LONG-AGO'))
    await noa.getByRole('searchbox', { name: 'Filter by person, field or text' }).fill('')
  })

  it('[FA11][M23] is filtered by day, in the address, also what is older', async () => {
    const day = (daysAgo: number) => new Date(Date.now() - daysAgo * 24 * 60 * 60 * 1000).toISOString().slice(0, 10)
    await noa.getByLabel('To', { exact: true }).fill(day(60))
    await seesNo(noa.getByText('=MARK-NOW'))
    await sees(noa.getByText('MARK-LONG-AGO'))
    await noa.getByLabel('To', { exact: true }).fill('')
    await noa.getByLabel('From', { exact: true }).fill(day(2))
    await sees(noa.getByText('=MARK-NOW'))
    await seesNo(noa.getByText('MARK-LONG-AGO'))
    await noa.waitForURL(`**/activity?from=${day(2)}`)
    await noa.reload()
    await sees(noa.getByText('=MARK-NOW'))
    await inspect(noa)
    await noa.getByLabel('From', { exact: true }).fill('')
  })

  it('[FA11] a customer is found by typing, and then its lines alone are there', async () => {
    const choice = noa.getByRole('combobox', { name: 'Customer' })
    await sees(noa.getByText('=MARK-NOW'))
    await inspect(noa)
    const size = noa.viewportSize()!
    await noa.setViewportSize({ width: 360, height: 740 })
    await choice.click()
    await choice.fill('birch')
    await seesNo(noa.getByRole('option', { name: companies[2]! }))
    expect(await noa.evaluate(() => document.documentElement.scrollWidth)).toBe(360)
    await noa.getByRole('option', { name: companies[1]! }).click()
    await noa.setViewportSize(size)
    await seesNo(noa.getByText('=MARK-NOW'))
    await noa.goto('/activity')
    await sees(noa.getByText('=MARK-NOW'))
  })

  it('[M23] as a CSV file on both sides: all, or what the filter finds, with what is older, safe in spreadsheets', async () => {
    const all = await download(noa)
    await sees(noa.getByText(/entries are in the file activity-/))
    expect(all).toContain('MARK-LONG-AGO')
    expect(all).toContain("'=MARK-NOW")
    for (const company of companies) expect(all).toContain(company)
    await noa.getByRole('searchbox', { name: 'Filter by person, field or text' }).fill('mark-now')
    const some = await download(noa)
    expect(some.trim().split('\r\n')).toHaveLength(2)
    expect(some).toContain('MARK-NOW')

    const theirs = await download(ada)
    expect(theirs).toContain('MARK-LONG-AGO')
    expect(theirs).toContain(msp.company)
    // Of the other side's people nobody is named.
    expect(theirs).not.toContain(msp.email)
    expect(theirs).not.toContain(companies[1])
  })

  it('[M23] offline it says what needs a connection, and the file has what the device holds', async () => {
    await noa.getByRole('searchbox', { name: 'Filter by person, field or text' }).fill('')
    await noa.context().setOffline(true)
    await noa.reload()
    await sees(noa.getByText('What is older is on the server. It can be read when you are connected.'))
    expect(await olderButton(noa).isDisabled()).toBe(true)
    await inspect(noa)
    const file = await download(noa)
    await sees(noa.getByText('What is older is on the server and not in the file'))
    expect(file).toContain('MARK-NOW')
    expect(file).not.toContain('MARK-LONG-AGO')
    await noa.context().setOffline(false)
    await olderButton(noa).click()
    await sees(noa.getByText('MARK-LONG-AGO'))
  })
})
