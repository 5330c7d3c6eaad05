// Whom a company, or the MSP that manages it alone, trusts: what a trusted reseller sends, and what becomes of it without.
import { readFile } from 'node:fs/promises'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { launchChromium } from '../support/chromium.ts'
import { RunningServer } from '../support/server.ts'
import { eventually, isInstalled, sees, seesNo } from './device.ts'
import { alone, chooseDevices, openParties, upload } from './device-parties.ts'
import { inspect } from './inspect.ts'
import './no-errors.ts'
import { imei, rosa } from './reseller-portal.ts'
import { acme, hasWaiting, isSynced, msp, ownIdOf, row } from './steps.ts'
import { newPerson } from './walk.ts'

let server: RunningServer
let browser: Browser
/** Noa, of the MSP; Mina, of the jointly managed company; Rosa, of the reseller. */
let noa: Page
let mina: Page
let shop: Page
let resellerId: string
let minasId: string
let alonesId: string

beforeAll(async () => {
  server = await RunningServer.start({ env: { LINK_LIMIT: '1000' } })
  browser = await launchChromium()
  ;({ noa, mina, shop, resellerId, minasId, alonesId } = await openParties(browser, server))
}, 90_000)

afterAll(async () => {
  await browser?.close()
  await server?.remove()
})

const main = (page: Page) => page.getByRole('main')
const line = (page: Page, ...words: string[]) =>
  words.reduce(
    (lines, text) => lines.filter({ hasText: text }),
    main(page).getByRole('listitem').or(main(page).getByRole('row')),
  )
const button = (page: Page, name: string | RegExp) => main(page).getByRole('button', { name })
const shopRow = (company: string) => row(shop, company).innerText()

describe('A reseller that a company trusts', () => {
  it('[C9][S3] what it sends later is approved by itself and gets its default profile; what came before has none', async () => {
    await upload(shop, minasId, { first: 500, count: 3, isNew: true, shown: acme.company })
    const heads = shop.getByRole('columnheader')
    for (const name of ['LOCATION', 'LAST UPLOADED', 'UPLOADS', 'DEVICES']) await sees(heads.filter({ hasText: name }))
    const listed = row(shop, acme.company).getByRole('cell')
    await eventually(() => listed.allInnerTexts()).toEqual(
      expect.arrayContaining([acme.country, expect.stringMatching(/now/), '1', '3']),
    )
    await mina.goto('/services/knox-mobile-enrollment')
    await button(mina, 'New profile').click()
    await mina.getByLabel('Profile name').fill('Warehouse')
    await mina.getByLabel('Management app').fill('https://mdm.example/app.apk')
    await mina.reload()
    await eventually(() => mina.getByLabel('Profile name').inputValue()).toBe('Warehouse')
    await button(mina, 'SAVE').click()
    await line(mina, '3 devices').getByRole('button', { name: 'Approve' }).click()
    await isSynced(mina)
    const reseller = line(mina, rosa.company, 'Reseller ID')
    await reseller.getByRole('button', { name: 'Verify reseller' }).click()
    await isSynced(mina)
    await reseller.getByLabel('Approve uploads automatically').check()
    await isSynced(mina)
    await reseller.getByLabel('Default profile').selectOption({ label: 'Warehouse' })
    await isSynced(mina)
    await upload(shop, minasId, { first: 510, count: 2, shown: acme.company })
    await sees(line(mina, '2 devices').getByText('Approved'))
    // S1, S3: the console has the devices, their status and their profiles.
    const devices = mina.locator('#devices')
    await sees(devices.getByRole('row', { name: 'Approved 5' }))
    const given = (number: number) => devices.locator(`[data-device="${imei(number)}"]`)
    await sees(given(511).getByText('Warehouse'))
    await sees(given(500).getByText('No profile'))
    await sees(mina.locator('#profiles').getByText('2 devices'))
    await button(mina, /^Delete ?: Warehouse/).click()
    await sees(mina.getByRole('alert').filter({ hasText: 'Devices have this profile' }))
    await inspect(mina)
    await button(mina, 'Dismiss').click()
    await isSynced(mina)
  })

  it('[C3][C6] the account page has devices by status and resellers; `Manage Administrators` is behind the account icon', async () => {
    await mina.goto('/account')
    await sees(mina.locator('#devices').getByRole('row', { name: 'Approved 5' }))
    await sees(mina.locator('#resellers').getByRole('listitem').filter({ hasText: rosa.company }).getByText('Verified'))
    await inspect(mina)
    await mina.locator('#resellers').getByRole('link', { name: 'Open resellers' }).click()
    await mina.waitForURL('**/devices/resellers')
    await mina.getByRole('button', { name: /^Account of/ }).click()
    await mina.getByRole('menuitem', { name: 'Manage Administrators' }).click()
    await sees(mina.getByRole('heading', { name: 'Manage Administrators' }))
    await sees(mina.getByRole('link', { name: 'Invite Admins' }))
  })

  it('[C9][R1][R5] trust taken back: `Inactive`, what it sends is refused in words, and what came stays', async () => {
    await eventually(() => shopRow(acme.company)).toContain('Active')
    await isInstalled(shop)
    await shop.context().setOffline(true)
    await chooseDevices(shop, minasId, { first: 520, count: 2 })
    await shop.getByRole('dialog').getByLabel('Order number').fill('PO-9')
    await shop.getByRole('dialog').getByLabel('Order date').fill('2026-09-14')
    await shop.getByRole('dialog').getByRole('button', { name: 'UPLOAD 2 devices' }).click()
    await sees(main(shop).getByText('0 of 2 rows have arrived'))
    await mina.goto('/devices/resellers')
    const reseller = line(mina, rosa.company).first()
    await reseller.getByRole('button', { name: 'Take back trust' }).click()
    await mina.getByRole('dialog').getByRole('button', { name: 'Take back trust' }).click()
    await isSynced(mina)
    await sees(line(mina, rosa.company).getByText('Trust taken back'))
    await shop.context().setOffline(false)
    await sees(shop.getByText('This customer took its trust in you back').first())
    await inspect(shop)
    await eventually(() => shopRow(acme.company)).toContain('Inactive')
    await sees(row(shop, acme.company).getByRole('cell', { name: '5', exact: true }))
    await button(shop, 'UPLOAD DEVICES').click()
    await sees(shop.getByRole('dialog').getByLabel('To'))
    expect(await shop.getByRole('dialog').getByRole('option', { name: acme.company }).count()).toBe(0)
    await shop.keyboard.press('Escape')
    const downloading = shop.waitForEvent('download')
    await button(shop, 'DOWNLOAD CUSTOMERS AS CSV').click()
    expect(await readFile(await (await downloading).path(), 'utf8')).toContain('Inactive')
    await shop.goto('/outbox')
    await button(shop, 'Discard').click()
    await sees(main(shop).getByText('Discarding removes what you typed from this device.'))
    await button(shop, 'Discard').click()
    await isSynced(shop)
  })
})

describe('Of a company that it manages alone', () => {
  it('[C9][M11] the MSP sees its resellers in the details, and does the trusting', async () => {
    await upload(shop, alonesId, { first: 600, count: 2, isNew: true, shown: alone.company })
    // One of both is Acme's; whose isn't said.
    await upload(shop, alonesId, { first: 502, count: 2, shown: alone.company })
    await row(shop, alone.company).getByRole('link').click()
    const half = main(shop).getByRole('listitem').filter({ hasText: '1 devices of 2 rows' })
    await sees(half.filter({ hasText: 'Completed with Error' }))
    await half.getByText('1 row wasn’t taken').click()
    await sees(half.getByText(imei(502)))
    expect(await half.innerText()).not.toContain(acme.company)
    await inspect(shop)
    await noa.goto(`/customers/${alonesId}`)
    const resellers = noa.getByRole('region', { name: 'Resellers' })
    await sees(resellers.getByRole('listitem').filter({ hasText: rosa.company }).getByText('Not verified'))
    await inspect(noa)
    await resellers.getByRole('link', { name: 'Open resellers' }).click()
    await line(noa, alone.company).getByRole('button', { name: 'Verify reseller' }).click()
    await isSynced(noa)
    await sees(line(noa, alone.company).getByText('Verified'))
    await shop.goto('/reseller/customers')
    await eventually(() => shopRow(alone.company)).toContain('Active')
    // Of a jointly managed one that is its own people's.
    await noa.goto(`/customers/${minasId}`)
    await sees(noa.getByRole('region', { name: 'Devices by status' }))
    await seesNo(noa.getByRole('region', { name: 'Resellers' }))
  })

  it('[M22][S3] an upload is rejected, and is nobody’s; an approval is taken back while nothing was done with it', async () => {
    await noa.goto('/devices/uploads')
    const two = line(noa, alone.company, '2 devices')
    await two.getByRole('button', { name: 'Approve' }).click()
    await sees(two.getByText('Approved'))
    await isSynced(noa)
    await two.getByRole('button', { name: 'Take back approval' }).click()
    await sees(two.getByText('Pending'))
    await isSynced(noa)
    const one = line(noa, alone.company, '1 device')
    await one.getByRole('button', { name: 'Reject', exact: true }).click()
    await inspect(noa)
    await one.getByRole('button', { name: 'Reject upload' }).click()
    await sees(one.getByText('Rejected'))
    await isSynced(noa)
    await noa.goto(`/devices?q=${imei(503)}`)
    await sees(noa.getByRole('heading', { name: 'No device fits' }))
    await shop.goto(`/reseller/customers/${alonesId}`)
    await sees(main(shop).getByText('Rejected'))
    await shop.getByRole('link', { name: 'DEVICES' }).click()
    await sees(main(shop).getByText(imei(600)))
    await seesNo(main(shop).getByText(imei(503)))
  })

  it('[M22] what comes from a reseller that is approved automatically can be moved; converted meanwhile, the move is refused in words', async () => {
    await noa.goto('/devices/resellers')
    await main(noa).getByLabel('Reseller ID').fill(resellerId)
    await button(noa, 'Lookup').click()
    await main(noa).getByRole('group', { name: rosa.company }).getByLabel('Approve uploads automatically').check()
    await button(noa, 'Register Reseller').click()
    await sees(line(noa, rosa.company, 'In stock'))
    await isSynced(noa)
    const mspId = await ownIdOf(noa)
    await upload(shop, mspId, { first: 700, count: 2, isNew: true, shown: msp.company })
    await noa.goto(`/devices?q=${imei(700)}`)
    await sees(row(noa, imei(700)).filter({ hasText: 'Approved' }))
    await isInstalled(noa)
    await noa.context().setOffline(true)
    await noa.getByRole('checkbox', { name: `Select ${imei(700)}` }).check()
    await button(noa, 'ACTIONS').click()
    await noa.getByRole('menuitem', { name: 'Move devices to customer' }).click()
    await noa.getByRole('dialog').getByRole('combobox', { name: 'Customer' }).fill('b')
    await noa.getByRole('option', { name: alone.company }).click()
    await noa.getByRole('dialog').getByRole('button', { name: 'Move 1 device' }).click()
    await hasWaiting(noa, 1)
    const elsewhere = await newPerson(browser, server, msp)
    await elsewhere.goto(`/customers/${alonesId}/convert`)
    await elsewhere.getByRole('button', { name: 'CONFIRM' }).click()
    await sees(elsewhere.getByRole('heading', { name: alone.company }))
    await isSynced(elsewhere)
    await noa.context().setOffline(false)
    await sees(noa.getByText('Only fully managed customers get devices from you. Nothing was moved.').first())
    await inspect(noa)
    await sees(row(noa, imei(700)).filter({ hasText: 'In stock' }))
    await button(noa, 'Dismiss').click()
    await isSynced(noa)
    await elsewhere.context().close()
  })
})

describe('After a delink', () => {
  it('[R1][M17][S3] the reseller’s row has the company’s own name and ID, with what was counted; the company goes on with its devices', async () => {
    await shop.goto('/reseller/customers')
    await sees(row(shop, acme.company).getByRole('link', { name: msp.company }))
    await noa.goto(`/customers/${minasId}/delink`)
    await button(noa, 'CONFIRM').click()
    await noa.waitForURL('**/customers')
    await isSynced(noa)
    await mina.goto('/requests')
    await button(mina, 'Accept').click()
    await isSynced(mina)
    const own = row(shop, acme.company)
    await sees(own.getByRole('link', { name: acme.company }))
    await sees(own.getByRole('cell', { name: minasId, exact: true }))
    await sees(own.getByRole('cell', { name: '5', exact: true }))
    await seesNo(own.getByText('MSP', { exact: true }))
    await mina.goto('/devices')
    await mina.getByRole('checkbox', { name: `Select ${imei(500)}` }).check()
    await button(mina, 'ACTIONS').click()
    await mina.getByRole('menuitem', { name: 'Assign profile' }).click()
    await mina.getByRole('dialog').getByLabel('Profile').selectOption('Warehouse')
    await mina
      .getByRole('dialog')
      .getByRole('button', { name: /^Assign to/ })
      .click()
    await isSynced(mina)
    await mina.goto('/services/knox-mobile-enrollment')
    await sees(mina.locator('#profiles').getByText('3 devices'))
  })
})
