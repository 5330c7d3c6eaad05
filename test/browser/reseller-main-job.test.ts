// What a reseller does, in short: adds whom it sells to and uploads a list that has headers of its own.
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { launchChromium } from '../support/chromium.ts'
import { RunningServer } from '../support/server.ts'
import { eventually, sees, seesNo } from './device.ts'
import './no-errors.ts'
import { imei, registerReseller } from './reseller-portal.ts'
import { seedMsp } from './seed.ts'
import { isSynced, msp, row } from './steps.ts'

let server: RunningServer
let browser: Browser
let shop: Page
let mspId: string

beforeAll(async () => {
  server = await RunningServer.start({ env: { LINK_LIMIT: '1000' } })
  await seedMsp(server)
  browser = await launchChromium()
  const signedIn = await fetch(`${server.origin}/api/session`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', origin: server.origin },
    body: JSON.stringify({ email: msp.email, password: msp.password }),
  })
  mspId = /"organisationId":"(\d{10})"/.exec(await signedIn.text())![1]!
  shop = (await registerReseller(browser, server)).page
})

afterAll(async () => {
  await browser?.close()
  await server?.remove()
})

describe('A reseller', () => {
  it('[R2][R5] adds an MSP and uploads a list with headers of its own: each column is guessed, said, and only then read', async () => {
    const dialog = shop.getByRole('dialog')
    const button = (name: string) => dialog.getByRole('button', { name })
    const main = shop.getByRole('main')
    await shop.goto('/reseller/customers')
    await main.getByRole('button', { name: 'ADD CUSTOMER' }).click()
    await dialog.getByLabel('Customer ID or MSP ID').fill(mspId)
    await button('SUBMIT').click()
    await seesNo(dialog)
    await isSynced(shop)

    await main.getByRole('button', { name: 'UPLOAD DEVICES' }).click()
    const lines = ['Toestel;Volgnummer;Soort;Besteld op']
    for (const number of [1, 2, 3]) lines.push(`${imei(number)};R52K90ABCD${number};SM-X306B;1${number}.09.2026`)
    const buffer = Buffer.from(lines.join('\n'))
    await dialog.locator('input[type=file]').setInputFiles({ name: 'lijst.csv', mimeType: 'text/csv', buffer })
    const columns = dialog.getByRole('region', { name: 'Which column holds what' })
    await sees(columns)
    const choice = (label: string) => columns.getByLabel(label)
    const chosen = (label: string) => choice(label).locator('option:checked').innerText()
    await eventually(() => chosen('IMEI / MEID')).toBe(`Toestel (“${imei(1)}”)`)
    expect(await chosen('Order date')).toBe('Besteld op (“11.09.2026”)')
    expect(await chosen('Serial number')).toBe('Not in this file')
    // Nothing tells a device from another, then one column is two things.
    await choice('IMEI / MEID').selectOption('Not in this file')
    await columns.getByRole('button', { name: 'Use these columns' }).click()
    await sees(columns.getByText('Choose the column of IMEIs or MEIDs, or that of serial numbers'))
    await choice('IMEI / MEID').selectOption({ index: 1 })
    await choice('Serial number').selectOption({ index: 1 })
    await sees(columns.getByText('This column is chosen already'))
    await choice('Serial number').selectOption({ index: 2 })
    await choice('Model').selectOption({ index: 3 })
    await columns.getByRole('button', { name: 'Use these columns' }).click()
    await sees(dialog.getByText('3 of 3 rows are right'))
    await dialog.getByLabel('To').selectOption({ value: mspId })
    await button('UPLOAD 3 devices').click()
    await isSynced(shop)
    await row(shop, msp.company).getByRole('link').click()
    await sees(shop.getByText('3 devices of 3 rows'))
    await shop.getByRole('link', { name: 'DEVICES' }).click()
    await sees(shop.getByText('R52K90ABCD2'))
    await sees(shop.getByText('SM-X306B'))
  })

  it('[R5] the next list with these headers is read as its columns were last said to be, says so, and can be changed', async () => {
    const dialog = shop.getByRole('dialog')
    const columns = dialog.getByRole('region', { name: 'Which column holds what' })
    const choose = (headers: string, number: number) => {
      const buffer = Buffer.from([headers, `${imei(number)};R52K90ABCD${number};SM-X306B;15.09.2026`].join('\n'))
      return dialog.locator('input[type=file]').setInputFiles({ name: 'lijst.csv', mimeType: 'text/csv', buffer })
    }
    const said = dialog.getByText('Read as you last said for a list with these headers.')
    // Also after the app was opened anew.
    await shop.goto('/reseller/customers')
    await shop.getByRole('main').getByRole('button', { name: 'UPLOAD DEVICES' }).click()
    await choose('Toestel;Volgnummer;Soort;Besteld op', 5)
    await sees(dialog.getByText('1 of 1 rows are right'))
    await sees(said)
    await seesNo(columns)
    await dialog.getByRole('button', { name: 'Change columns' }).click()
    await eventually(() => columns.getByLabel('Serial number').locator('option:checked').innerText()).toBe(
      'Volgnummer (“R52K90ABCD5”)',
    )
    await columns.getByLabel('Model').selectOption('Not in this file')
    await columns.getByRole('button', { name: 'Use these columns' }).click()
    await sees(dialog.getByText('1 of 1 rows are right'))
    await seesNo(said)
    // Other headers are another list.
    await choose('Toestel;Volgnummer;Soort;Besteld', 6)
    await sees(columns)
    await choose('Toestel;Volgnummer;Soort;Besteld op', 6)
    await sees(said)
    await dialog.getByRole('button', { name: 'Change columns' }).click()
    await eventually(() => columns.getByLabel('Model').locator('option:checked').innerText()).toBe('Not in this file')
    await shop.keyboard.press('Escape')
  })
})
