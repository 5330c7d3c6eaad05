// From a reseller's file to a customer's profile: the MSP registers, approves and moves, the company approves, assigns, undoes.
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { launchChromium } from '../support/chromium.ts'
import { RunningServer } from '../support/server.ts'
import { eventually, isInstalled, sees, seesNo } from './device.ts'
import { alone, enrolment, openParties, upload } from './device-parties.ts'
import { inspect } from './inspect.ts'
import './no-errors.ts'
import { imei, rosa } from './reseller-portal.ts'
import { acme, hasWaiting, isSynced, msp, ownIdOf, row } from './steps.ts'

let server: RunningServer
let browser: Browser
/** Noa, of the MSP; Mina, of the jointly managed company; Rosa, of the reseller. */
let noa: Page
let mina: Page
let shop: Page
let resellerId: string
let minasId: string

beforeAll(async () => {
  server = await RunningServer.start({ env: { LINK_LIMIT: '1000' } })
  browser = await launchChromium()
  ;({ noa, mina, shop, resellerId, minasId } = await openParties(browser, server))
}, 90_000)

afterAll(async () => {
  await browser?.close()
  await server?.remove()
})

const main = (page: Page) => page.getByRole('main')
const card = (page: Page, text: string) => main(page).getByRole('listitem').filter({ hasText: text })
const button = (page: Page, name: string | RegExp) => main(page).getByRole('button', { name })

describe('Devices on their way', () => {
  it('[M22] `Register Reseller`: a wrong ID is refused at its field, `Lookup` shows who it is, and it stands in the list', async () => {
    await noa.goto('/devices/resellers')
    await sees(main(noa).getByText('No resellers yet'))
    await main(noa).getByLabel('Reseller ID').fill('1234567890')
    await button(noa, 'Lookup').click()
    await sees(main(noa).getByText('There is no reseller with this ID.'))
    await main(noa).getByLabel('Reseller ID').fill(resellerId)
    await button(noa, 'Lookup').click()
    await sees(main(noa).getByRole('group', { name: rosa.company }))
    await button(noa, 'Register Reseller').click()
    await sees(row(noa, rosa.company).getByText('Verified'))
    await isSynced(noa)
    await inspect(noa)
    await main(noa).getByLabel('Reseller ID').fill(resellerId)
    await sees(main(noa).getByText('This reseller is registered already.'))
  })

  it('[M22][R5] an upload is approved by `APPROVE ALL DEVICES`, offline too, and its devices are listed', async () => {
    const mspId = await ownIdOf(noa)
    await upload(shop, mspId, { first: 100, count: 12, isNew: true })
    await upload(shop, mspId, { first: 200, count: 3 })
    await noa.goto('/devices/uploads')
    await eventually(() => card(noa, 'In stock').count()).toBe(2)
    await isInstalled(noa)
    await noa.context().setOffline(true)
    await button(noa, /APPROVE ALL DEVICES/).click()
    await eventually(() => card(noa, 'will be sent').count()).toBe(2)
    await noa.context().setOffline(false)
    await isSynced(noa)
    await eventually(() => card(noa, 'Approved').count()).toBe(2)
    await inspect(noa)
    await card(noa, '12 devices').getByRole('link', { name: '12 devices' }).click()
    await sees(noa.getByText('12 of 15 devices', { exact: true }))
  })

  it('[M22][S3] `Move devices to customer`: only a fully managed one is offered; its console has them to approve, marked for good', async () => {
    await noa.getByRole('checkbox', { name: `Select ${imei(100)}` }).check()
    await noa.getByRole('checkbox', { name: `Select ${imei(101)}` }).check()
    await button(noa, 'ACTIONS').click()
    await noa.getByRole('menuitem', { name: 'Move devices to customer' }).click()
    const dialog = noa.getByRole('dialog')
    await dialog.getByRole('combobox', { name: 'Customer' }).fill('b')
    await sees(noa.getByRole('option', { name: alone.company }))
    expect(await noa.getByRole('option', { name: acme.company }).count()).toBe(0)
    await noa.getByRole('option', { name: alone.company }).click()
    await dialog.getByRole('button', { name: 'Move 2 devices' }).click()
    await seesNo(dialog)
    await isSynced(noa)
    await noa.goto('/customers')
    await row(noa, alone.company).getByRole('link').first().click()
    await noa
      .locator('[data-panel]')
      .getByRole('link', { name: new RegExp(`launch ${enrolment}`) })
      .click()
    const moved = card(noa, `Moved by ${msp.company}`)
    await sees(moved.getByText('Pending'))
    await moved.getByRole('button', { name: 'Approve' }).click()
    await sees(moved.getByText('Approved'))
    await isSynced(noa)
    await inspect(noa)
    await noa.goto(`/devices?q=${imei(101)}`)
    await sees(row(noa, imei(101)).filter({ hasText: alone.company }).filter({ hasText: 'Moved by MSP' }))
    // One line in the account's log, which opens them.
    await noa.goto('/activity')
    const line = main(noa).getByRole('listitem').filter({ hasText: 'moved devices here' })
    await sees(line.getByText('A move isn’t undone: the devices are the customer’s now.'))
    await seesNo(line.getByRole('button', { name: /^Undo/ }))
    await line.getByRole('link', { name: '2 devices' }).click()
    await sees(noa.getByText(/^2 of \d+ devices$/))
  })

  it('[M22][R4] `Delete devices` takes them from the reseller’s list, too; what was moved can’t be deleted', async () => {
    await noa.goto(`/devices?q=${imei(200)}`)
    await noa.getByRole('checkbox', { name: `Select ${imei(200)}` }).check()
    await button(noa, 'ACTIONS').click()
    await noa.getByRole('menuitem', { name: 'Delete devices' }).click()
    await noa.getByRole('dialog').getByRole('button', { name: 'Delete 1 device' }).click()
    await isSynced(noa)
    await sees(noa.getByRole('heading', { name: 'No device fits' }))
    await shop.goto('/reseller/customers')
    await row(shop, msp.company).getByRole('link').click()
    await shop
      .getByRole('link', { name: 'DEVICES' })
      .or(shop.getByRole('tab', { name: 'DEVICES' }))
      .click()
    await sees(shop.getByText(imei(201)))
    await seesNo(shop.getByText(imei(200)))
    // Where it was moved to is nothing to its reseller.
    await sees(shop.getByText(imei(101)))
    await seesNo(shop.getByText(alone.company))
    await noa.goto(`/devices?q=${imei(101)}`)
    await noa.getByRole('checkbox', { name: `Select ${imei(101)}` }).check()
    await button(noa, 'ACTIONS').click()
    expect(await noa.getByRole('menuitem', { name: 'Delete devices' }).getAttribute('aria-disabled')).toBe('true')
    await noa.keyboard.press('Escape')
  })

  it('[C9][R1] a super admin verifies a reseller once it has uploaded, and its status changes with the trust', async () => {
    await upload(shop, minasId, { first: 300, count: 5, isNew: true, shown: acme.company })
    await sees(row(shop, acme.company).filter({ hasText: 'Pending customer verification' }))
    await mina.goto('/devices/resellers')
    await row(mina, rosa.company).getByRole('button', { name: 'Verify reseller' }).click()
    await sees(row(mina, rosa.company).getByText('Verified'))
    await isSynced(mina)
    await inspect(mina)
    await eventually(() => row(shop, acme.company).innerText()).toContain('Active')
    await row(mina, rosa.company).getByLabel('Approve uploads automatically').check()
    await isSynced(mina)
    await upload(shop, minasId, { first: 400, count: 4, shown: acme.company })
    await mina.goto('/devices/uploads')
    await sees(card(mina, '4 devices').getByText('Approved'))
    await card(mina, '5 devices').getByRole('button', { name: 'Approve' }).click()
    await isSynced(mina)
    // The MSP of a jointly managed company doesn't see whom it trusts.
    await noa.goto('/devices/resellers')
    await seesNo(row(noa, acme.company))
  })

  it('[S3][H3] the MSP assigns a profile in bulk, offline; the company undoes it from Activity', async () => {
    await mina.goto('/services/knox-mobile-enrollment')
    await button(mina, 'New profile').click()
    await mina.getByLabel('Profile name').fill('Warehouse')
    await mina.getByLabel('Management app').fill('mdm.example')
    await button(mina, 'SAVE').click()
    await sees(mina.getByText('Write an address that begins with https://'))
    await mina.getByLabel('Management app').fill('https://mdm.example/app.apk')
    await button(mina, 'SAVE').click()
    await sees(main(mina).getByText('Warehouse'))
    await isSynced(mina)

    await noa.goto(`/devices?q=${acme.company.split(' ')[0]!.toLowerCase()}`)
    await sees(noa.getByText(/^9 of \d+ devices$/))
    await noa.context().setOffline(true)
    await noa.getByRole('checkbox', { name: 'Select all' }).check()
    await button(noa, 'ACTIONS').click()
    await noa.getByRole('menuitem', { name: 'Assign profile' }).click()
    await noa.getByRole('dialog').getByLabel('Profile').selectOption('Warehouse')
    await noa.getByRole('dialog').getByRole('button', { name: 'Assign to 9 devices' }).click()
    await hasWaiting(noa, 1)
    await noa.context().setOffline(false)
    await isSynced(noa)

    await mina.goto('/activity')
    const line = main(mina).getByRole('listitem').filter({ hasText: 'assigned a profile' }).first()
    await sees(line.getByText('9 devices · Warehouse'))
    await line.getByRole('button', { name: /^Undo/ }).click()
    await isSynced(mina)
    await sees(
      main(mina)
        .getByRole('listitem')
        .filter({ hasText: 'takes back a change' })
        .first()
        .or(line.getByText(/taken back/)),
    )
    await noa.goto('/customers')
    await row(noa, acme.company).getByRole('link').first().click()
    await noa
      .locator('[data-panel]')
      .getByRole('link', { name: new RegExp(`launch ${enrolment}`) })
      .click()
    await button(noa, /^Delete ?: Warehouse/).click()
    await isSynced(noa)
    await seesNo(main(noa).getByText('Warehouse'))
  })

  it('[S3][H3] what was assigned otherwise since stays: Undo says first, offline, which devices go back', async () => {
    await mina.goto('/services/knox-mobile-enrollment')
    for (const name of ['Depot', 'Office']) {
      await button(mina, 'New profile').click()
      await mina.getByLabel('Profile name').fill(name)
      await mina.getByLabel('Management app').fill('https://mdm.example/app.apk')
      await button(mina, 'SAVE').click()
      await sees(main(mina).getByText(name, { exact: true }))
    }
    await isSynced(mina)
    const assign = async (page: Page, name: string, devices: string[]) => {
      for (const device of devices) await page.getByRole('checkbox', { name: device }).check()
      await button(page, 'ACTIONS').click()
      await page.getByRole('menuitem', { name: 'Assign profile' }).click()
      await page.getByRole('dialog').getByLabel('Profile').selectOption(name)
      await page
        .getByRole('dialog')
        .getByRole('button', { name: /^Assign to/ })
        .click()
      await seesNo(page.getByRole('dialog'))
      await isSynced(page)
    }
    await noa.goto(`/devices?q=${acme.company.split(' ')[0]!.toLowerCase()}`)
    await sees(noa.getByText(/^9 of \d+ devices$/))
    await assign(noa, 'Depot', ['Select all'])
    await mina.goto('/devices')
    await assign(mina, 'Office', [`Select ${imei(300)}`, `Select ${imei(401)}`])

    await mina.goto('/activity')
    const line = main(mina).getByRole('listitem').filter({ hasText: '9 devices · Depot' }).first()
    await sees(line)
    await isInstalled(mina)
    await mina.context().setOffline(true)
    await line.getByRole('button', { name: /^Undo/ }).click()
    const asked = line.getByRole('group', { name: 'Some of these devices have changed since' })
    await sees(asked.getByText('7 devices get back what they had:'))
    await sees(asked.getByText('No profile: 7 devices'))
    await sees(asked.getByText('2 devices stay as they are:'))
    await sees(asked.getByText(`${imei(300)}: now Office. This change had set Depot; before, it had no profile`))
    await sees(asked.getByText(imei(401)))
    await inspect(mina)
    // Nothing has happened yet.
    await asked.getByRole('button', { name: 'Keep as it is' }).click()
    await seesNo(asked)
    await line.getByRole('button', { name: /^Undo/ }).click()
    await asked.getByRole('button', { name: 'Take back for 7 devices' }).click()
    await hasWaiting(mina, 1)
    await mina.context().setOffline(false)
    await isSynced(mina)
    await sees(main(mina).getByRole('listitem').filter({ hasText: '7 devices' }).first())
    for (const [device, profile] of [
      [300, 'Office'],
      [402, 'No profile'],
    ] as const) {
      await noa.goto(`/devices?q=${imei(device)}`)
      await row(noa, imei(device)).getByRole('link').first().click()
      await sees(noa.locator('[data-panel]').getByText(profile, { exact: true }))
    }
  })
})
