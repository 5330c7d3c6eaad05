// A reseller and those it sells to: added by ID, devices uploaded from files as they are, offline too.
import { readFile } from 'node:fs/promises'
import { DatabaseSync } from 'node:sqlite'
import { join } from 'node:path'
import type { Browser, Download, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { launchChromium } from '../support/chromium.ts'
import { deviceLists } from '../support/device-lists.ts'
import { RunningServer } from '../support/server.ts'
import { eventually, isInstalled, sees, seesNo } from './device.ts'
import { inspect } from './inspect.ts'
import './no-errors.ts'
import { imei, registerReseller } from './reseller-portal.ts'
import { seedCustomers, seedMsp } from './seed.ts'
import { customerIdOf, isSynced, msp, ownIdOf, row } from './steps.ts'
import { newPerson, walk } from './walk.ts'

const company = 'Harbour Lights'
const [[, manyDevices]] = deviceLists as [(typeof deviceLists)[number]]

let server: RunningServer
let browser: Browser
let shop: Page
let mspId: string
let customerId: string

beforeAll(async () => {
  server = await RunningServer.start({ env: { LINK_LIMIT: '1000' } })
  await seedMsp(server)
  await seedCustomers(server.origin, [company])
  browser = await launchChromium()
  const atMsp = await newPerson(browser, server, msp)
  mspId = await ownIdOf(atMsp)
  await atMsp.goto('/customers')
  await row(atMsp, company).getByRole('link').first().click()
  await atMsp.waitForURL(/\/customers\/\d+/)
  customerId = customerIdOf(atMsp)
  await atMsp.context().close()
  shop = (await registerReseller(browser, server)).page
  await shop.goto('/reseller/customers')
})

afterAll(async () => {
  await browser?.close()
  await server?.remove()
})

const dialog = () => shop.getByRole('dialog')
const button = (name: string | RegExp) => shop.getByRole('main').getByRole('button', { name })
const cell = (line: ReturnType<typeof row>, name: string) => line.getByRole('cell', { name, exact: true })

async function add(id: string, reference = ''): Promise<void> {
  await button('ADD CUSTOMER').click()
  await dialog().getByLabel('Customer ID or MSP ID').fill(id)
  await dialog().getByLabel('Internal customer reference').fill(reference)
  await dialog().getByRole('button', { name: 'SUBMIT' }).click()
}

async function chooseFile(content: string | Buffer, name = 'devices.csv'): Promise<void> {
  const buffer = typeof content === 'string' ? Buffer.from(content) : content
  await dialog().locator('input[type=file]').setInputFiles({ name, mimeType: 'text/csv', buffer })
}

async function textOf(download: Promise<Download>): Promise<string> {
  return readFile(await (await download).path(), 'utf8')
}

describe('A reseller', () => {
  it('[R2][R1] adds an MSP by its ID with a reference of its own, and a customer, for whom its MSP stands', async () => {
    await sees(shop.getByRole('heading', { name: 'No customers yet' }))
    await button('ADD CUSTOMER').click()
    await inspect(shop)
    await dialog().getByLabel('Customer ID or MSP ID').fill('12 34')
    await dialog().getByRole('button', { name: 'SUBMIT' }).click()
    await sees(dialog().getByText('An ID has ten digits and doesn’t begin with 0.'))
    await dialog().getByRole('button', { name: 'Cancel' }).click()

    await add(mspId, 'K-18')
    const line = row(shop, 'K-18')
    await sees(line.getByRole('link', { name: msp.company }))
    await sees(cell(line, mspId))
    await sees(line.getByText('MSP', { exact: true }))
    await sees(cell(line, 'Pending customer verification'))

    await add(customerId)
    const managed = row(shop, company)
    await sees(managed.getByRole('link', { name: msp.company }))
    await sees(cell(managed, mspId))
    await add(customerId)
    await sees(dialog().getByText('This one is among your customers already.'))
    await dialog().getByRole('button', { name: 'Cancel' }).click()
  })

  it('[R2][H5] an ID that is nobody’s is refused in words and can be mended; offline it waits', async () => {
    await add('9000000001')
    await sees(shop.getByText('9000000001 was not added'))
    await sees(shop.getByText('No customer and no MSP has this ID.').first())
    await button('Back to the form').click()
    await eventually(() => dialog().getByLabel('Customer ID or MSP ID').inputValue()).toBe('9000000001')
    await dialog().getByRole('button', { name: 'Cancel' }).click()
    await seesNo(shop.getByText('9000000001 was not added'))

    await isInstalled(shop)
    await shop.context().setOffline(true)
    await add('9000000002')
    await sees(row(shop, '9000000002').getByText('will be sent'))
    await shop.context().setOffline(false)
    await sees(shop.getByText('9000000002 was not added'))
    await button('Discard').click()
    await seesNo(row(shop, '9000000002'))
  })

  it('[R5] a file is checked before anything is sent: each wrong row with its reason, and in a file of its own', async () => {
    await button('UPLOAD DEVICES').click()
    const template = shop.waitForEvent('download')
    await dialog().getByRole('button', { name: 'Download template' }).click()
    expect(await textOf(template)).toContain('IMEI / MEID,Serial number,Model,Order number,Order date,Customer/MSP ID')
    await chooseFile(Buffer.from([0x50, 0x4b, 3, 4]), 'devices.xlsx')
    await sees(dialog().getByText('This is a spreadsheet’s own file.'))
    await chooseFile(`Toestel;Soort\n${imei(1)};SM-X306B\n`)
    await sees(dialog().getByRole('region', { name: 'Which column holds what' }))
    await inspect(shop)

    const lines = [
      'IMEI;Serial number;Order date',
      `${imei(1)};R52K90ABCD1;14.09.2026`,
      '3.51E+14;R52K90ABCD2;2026-09-14',
      `${imei(3).slice(0, 14)}${(Number(imei(3)[14]) + 1) % 10};;`,
      `'${imei(1)};;`,
      `${imei(4).slice(0, 14)};;`,
    ]
    await chooseFile(lines.join('\r\n'))
    await sees(dialog().getByText('2 of 5 rows are right'))
    for (const words of ['Row 3', 'Digits were lost', 'The check digit is wrong', 'Row 2 names the same device.'])
      await sees(dialog().getByText(words))
    await inspect(shop)
    const errors = shop.waitForEvent('download')
    await dialog().getByRole('button', { name: 'Download error file' }).click()
    const wrong = await textOf(errors)
    expect(wrong.split('\r\n')[0]).toContain('Row;Reason;IMEI;Serial number;Order date')
    expect(wrong).toMatch(/\r\n3;.*;3\.51E\+14;R52K90ABCD2;2026-09-14\r\n/)
    await dialog()
      .getByLabel('To')
      .selectOption({ label: `${company} · ${customerId}` })
    await dialog().getByLabel('Order number').fill('PO-77')
    await dialog().getByRole('button', { name: 'UPLOAD 2 devices' }).click()
    await isSynced(shop)
    const line = row(shop, company)
    await eventually(() => line.getByRole('cell').allInnerTexts()).toEqual(expect.arrayContaining(['1', '2']))
  })

  it('[R4] a customer’s page opens on its uploads; EDIT the reference, SAVE; its devices; uploads as CSV', async () => {
    await row(shop, company).getByRole('link').click()
    await shop.waitForURL(`**/reseller/customers/${customerId}`)
    await sees(shop.getByRole('listitem').filter({ hasText: 'OK' }).filter({ hasText: '2 devices of 2 rows' }))
    await sees(shop.getByText('Order PO-77'))
    await button('EDIT internal reference').click()
    await shop.getByLabel('Internal customer reference').fill('Blue "shelf"')
    await button('SAVE').click()
    await sees(shop.getByText('Blue "shelf"'))
    await inspect(shop)
    const csv = shop.waitForEvent('download')
    await button('ACTIONS').click()
    await shop.getByRole('menuitem', { name: 'Download uploads as CSV' }).click()
    expect(await textOf(csv)).toContain(`,"Blue ""shelf""",PO-77,`)

    await shop.getByRole('link', { name: 'DEVICES' }).click()
    await sees(shop.getByText('2 devices', { exact: true }))
    const devices = shop.getByRole('table', { name: 'Devices' })
    const heads = ['DEVICE', 'MODEL', 'STATUS', 'ORDER NUMBER', 'ORDER DATE', 'ADDED']
    await eventually(() => devices.getByRole('columnheader').allInnerTexts()).toEqual(['', ...heads])
    const inOrder = () =>
      devices
        .getByRole('checkbox', { name: /^Select \d/ })
        .evaluateAll((ticks) => ticks.map((tick) => tick.getAttribute('aria-label')))
    for (const [first, second] of [
      [4, 1],
      [1, 4],
    ] as const) {
      await devices.getByRole('button', { name: 'ORDER DATE' }).click()
      await eventually(inOrder).toEqual([`Select ${imei(first)}`, `Select ${imei(second)}`])
    }
    await shop.setViewportSize({ width: 390, height: 844 })
    await button('Select all').click()
    await sees(shop.getByText('2 devices selected'))
    await inspect(shop)
    await button('Clear selection').first().click()
    await shop.setViewportSize({ width: 1280, height: 720 })
    await shop.getByRole('searchbox', { name: 'Search devices' }).fill('abcd1')
    await sees(shop.getByText('1 of 2 devices'))
    await inspect(shop)
    await shop.getByRole('checkbox', { name: `Select ${imei(1)}` }).check()
    await button('Delete devices').click()
    await sees(dialog().getByText('1 device that nobody has approved is deleted, for the customer, too.'))
    await dialog().getByRole('button', { name: 'Delete 1 device' }).click()
    await sees(shop.getByRole('heading', { name: 'No device fits' }))
    await shop.getByRole('searchbox', { name: 'Search devices' }).fill('')
    await sees(shop.getByText('1 device', { exact: true }))
    await isSynced(shop)
  })

  it('[R3] DOWNLOAD CUSTOMERS AS CSV has the references', async () => {
    await shop.goto('/reseller/customers')
    const download = shop.waitForEvent('download')
    await button('DOWNLOAD CUSTOMERS AS CSV').click()
    const csv = await textOf(download)
    expect(csv).toContain(`${msp.company},MSP,,K-18,${mspId},`)
    expect(csv).toContain(`${msp.company},MSP,${company},"Blue ""shelf""",${mspId},`)
  })

  it('[R5][X1] one file for several, read and sent offline, goes on by itself; the same again adds nothing', async () => {
    await isInstalled(shop)
    await shop.context().setOffline(true)
    const file = ['IMEI,Customer ID', `${imei(10)},${customerId}`, `${imei(11)},${mspId}`, `${imei(12)},`].join('\n')
    await button('UPLOAD DEVICES').click()
    await chooseFile(file)
    await eventually(() => dialog().getByLabel('To').inputValue()).toBe('by-column')
    await sees(dialog().getByText('No Customer ID or MSP ID.'))
    await dialog().getByRole('button', { name: 'UPLOAD 2 devices' }).click()
    await sees(shop.getByText('0 of 1 rows have arrived').first())
    await shop.goto('/outbox')
    await eventually(() => shop.getByRole('main').getByRole('listitem').count()).toBe(2)
    await shop.context().setOffline(false)
    await isSynced(shop)
    await shop.goto('/reseller/customers')
    await eventually(() => row(shop, 'K-18').getByRole('cell').allInnerTexts()).toEqual(expect.arrayContaining(['1']))
    await button('UPLOAD DEVICES').click()
    await chooseFile(file)
    await sees(dialog().getByText('All of these devices were uploaded there before. There is nothing to do.'))
    await eventually(() => dialog().getByRole('button', { name: 'UPLOAD', exact: true }).isDisabled()).toBe(true)
    await shop.keyboard.press('Escape')
  })

  it('[R5] 10,000 rows as a reseller has them go to the MSP once, over a link that is cut 20 times', async () => {
    await button('UPLOAD DEVICES').click()
    await chooseFile(manyDevices)
    await dialog()
      .getByLabel('To')
      .selectOption({ label: `${msp.company} · ${mspId}` })
    await sees(dialog().getByText(/9,\d{3} of 10,000 rows are right/))
    const send = dialog().getByRole('button', { name: /^UPLOAD 9,\d{3} devices$/ })
    const right = Number((await send.innerText()).replaceAll(/\D/g, ''))
    await shop.context().setOffline(true)
    await send.click()
    await sees(shop.getByText(/of 9,\d{3} rows have arrived/).first())
    for (let cut = 1; cut <= 20; cut++) {
      await shop.context().setOffline(false)
      // Some are cut while they ask, some while they are answered.
      await shop.waitForTimeout(cut * 25)
      await shop.context().setOffline(true)
    }
    await shop.context().setOffline(false)
    await isSynced(shop, 60_000)
    await eventually(() => row(shop, 'K-18').getByRole('cell').allInnerTexts()).toEqual(expect.arrayContaining(['2']))
    const database = new DatabaseSync(join(server.dataFolder, 'tandem.sqlite'), { readOnly: true })
    const uploads = database.prepare('select devices, refused from device_upload order by devices desc limit 1').get()
    database.close()
    expect(uploads).toEqual({ devices: right, refused: 0 })
  })

  it('[X1][R1] every page of the portal holds at three widths, for screen readers too', async () => {
    await walk(shop, 'reseller', { axe: true, shown: { CUSTOMER: customerId } })
  }, 120_000)
})
