// The list as a file (M4): all, or what is found, with the internal reference, offline.
import { readFile } from 'node:fs/promises'
import Papa from 'papaparse'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { launchChromium } from '../support/chromium.ts'
import { RunningServer } from '../support/server.ts'
import { isInstalled, sees, seesNo } from './device.ts'
import { inspect } from './inspect.ts'
import './no-errors.ts'
import { seedCustomers, seedMsp } from './seed.ts'
import { edit, msp, row } from './steps.ts'
import { follow, newPerson } from './walk.ts'

const companies = ['Acorn Bikes', 'Birch Books', 'Cedar Cars', 'Dale Dairy', 'Elm Energy']

let server: RunningServer
let browser: Browser
let noa: Page

beforeAll(async () => {
  server = await RunningServer.start()
  await seedMsp(server)
  await seedCustomers(server.origin, companies)
  browser = await launchChromium()
  noa = await newPerson(browser, server, msp)
  await noa.goto('/customers')
  for (const company of companies) await sees(row(noa, company))
  await isInstalled(noa)
}, 120_000)

afterAll(async () => {
  await browser?.close()
  await server?.remove()
})

async function download(): Promise<{ text: string; rows: Record<string, string>[] }> {
  const downloading = noa.waitForEvent('download')
  await noa.getByRole('button', { name: 'DOWNLOAD CUSTOMERS AS CSV' }).click()
  const text = (await readFile(await (await downloading).path(), 'utf8')).slice(1)
  return { text, rows: Papa.parse<Record<string, string>>(text, { header: true, skipEmptyLines: true }).data }
}

describe('DOWNLOAD CUSTOMERS AS CSV', () => {
  it('[M4] writes all customers, and says how many are in the file', async () => {
    const { rows } = await download()
    await sees(noa.getByText(/5 customers are in the file customers-.*\.csv/))
    expect(rows.map(({ Name }) => Name)).toEqual(companies)
    expect(rows[0]).toMatchObject({ 'Customer management type': 'Jointly managed', Status: 'Invited', City: 'Leeds' })
  })

  it('[M4] offline it writes what search and filters find, with what was just typed, and nothing that a spreadsheet would run', async () => {
    await noa.context().setOffline(true)
    await row(noa, companies[4]!).getByRole('link').first().click()
    await noa.getByRole('link', { name: 'MANAGE ACCOUNT' }).click()
    await edit(noa, 'Internal reference', '=MARK-FORMULA')
    await follow(noa, '/customers')
    await noa.getByRole('searchbox', { name: 'Search customers' }).fill('elm')
    await seesNo(row(noa, companies[0]!))
    const { rows, text } = await download()
    expect(rows.map(({ Name }) => Name)).toEqual([companies[4]])
    expect(rows[0]!['Internal reference']).toBe(`'=MARK-FORMULA`)
    expect(text).not.toMatch(/(^|,)"?=/m)
    await noa.goto('/customers?status=invited')
    for (const company of [companies[0]!, companies[4]!]) await sees(row(noa, company))
    await seesNo(row(noa, companies[1]!))
    expect((await download()).rows.map(({ Name }) => Name)).toEqual([companies[0], companies[4]])
    await noa.context().setOffline(false)
  })

  it('[M4] writes the selected rows alone, once rows are selected', async () => {
    await noa.goto('/customers')
    await sees(row(noa, companies[0]!))
    await noa.getByRole('button', { name: 'More', exact: true }).click()
    await noa.getByRole('menuitemcheckbox', { name: 'Select rows' }).click()
    await noa.keyboard.press('Escape')
    for (const company of [companies[1]!, companies[3]!])
      await noa.getByRole('checkbox', { name: `Select ${company}` }).check()
    await sees(noa.getByText('2 customers selected'))
    await inspect(noa)
    expect((await download()).rows.map(({ Name }) => Name)).toEqual([companies[1], companies[3]])
    await noa.getByRole('button', { name: 'End selection' }).click()
    expect(await noa.getByRole('checkbox').count()).toBe(0)
    expect((await download()).rows).toHaveLength(companies.length)
  })
})
