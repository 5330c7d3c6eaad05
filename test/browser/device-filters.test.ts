// What devices have and are in, as columns, filters and on cards: an MSP's people and a customer's, by their labels.
import type { Browser, Locator, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { cryptoIds } from '#shared/domain/id-source.ts'
import type { DeviceGroupId, DeviceId, OrganisationId, ProfileId } from '#shared/domain/ids.ts'
import { launchChromium } from '../support/chromium.ts'
import { seedDeviceGroup, seedProfile } from '../support/devices.ts'
import { RunningServer } from '../support/server.ts'
import { eventually, isInstalled, sees, seesNo } from './device.ts'
import { inspect } from './inspect.ts'
import './no-errors.ts'
import { seedDevices, withDatabase, type SeededDevice } from './seed-devices.ts'
import { invitationLink, seedCustomers, seedMsp } from './seed.ts'
import { isSynced, msp, register, row } from './steps.ts'
import { newPerson } from './walk.ts'

const [shared, alone] = ['Acorn Bikes', 'Birch Cafe']

let server: RunningServer
let browser: Browser
/** Noa, of the MSP; Ada, of the customer that both manage. */
let noa: Page
let ada: Page
let devices: Record<'own' | 'fully' | 'jointly', SeededDevice[]>

beforeAll(async () => {
  server = await RunningServer.start({ env: { LINK_LIMIT: '1000' } })
  await seedMsp(server)
  await seedCustomers(server.origin, [shared, alone])
  devices = await seedDevices(server, 2)
  await withDatabase(server, async (database) => {
    const seeding = { database, ids: cryptoIds }
    const have = (device: SeededDevice, what: { profile_id?: ProfileId; group_id?: DeviceGroupId }) =>
      database
        .updateTable('device')
        .set(what)
        .where('id', '=', device.id as DeviceId)
        .execute()
    const ownerOf = async ({ id }: SeededDevice) =>
      (
        await database
          .selectFrom('device')
          .select('organisation_id')
          .where('id', '=', id as DeviceId)
          .executeTakeFirstOrThrow()
      ).organisation_id as OrganisationId
    for (const [first, second] of [devices.jointly, devices.fully] as [SeededDevice, SeededDevice][]) {
      const owner = await ownerOf(first)
      await have(first, {
        profile_id: await seedProfile(seeding, owner),
        group_id: await seedDeviceGroup(seeding, owner),
      })
      await have(second, { profile_id: await seedProfile(seeding, owner, { name: 'Reception' }) })
    }
  })
  browser = await launchChromium()
  noa = await newPerson(browser, server, msp)
  ada = await newPerson(browser, server)
  await ada.goto(await invitationLink(server, '0@customers.example'))
  await register(ada)
}, 120_000)

afterAll(async () => {
  await browser?.close()
  await server?.remove()
})

const count = (page: Page, words: string) => sees(page.getByRole('main').getByText(words, { exact: true }).first())

async function filter(page: Page, name: string, value: string): Promise<void> {
  await page.getByRole('button', { name, exact: true }).click()
  await page.getByRole('menuitemcheckbox', { name: value, exact: true }).click()
  await page.keyboard.press('Escape')
}

describe('What devices have', () => {
  it('[FA22] a row’s line goes as far as the table’s head, where nothing has to be scrolled', async () => {
    await noa.setViewportSize({ width: 1280, height: 900 })
    await noa.goto('/devices')
    const line = row(noa, devices.own[0]!.imei)
    await sees(line)
    const right = async (part: Locator) => part.evaluate((element) => element.getBoundingClientRect().right)
    expect(await right(line)).toBe(
      await right(noa.getByRole('table', { name: 'Devices' }).getByRole('rowgroup').first()),
    )
  })

  it('[M22][S3] the MSP filters devices by profile, also by none, and whose it is; a reload keeps it', async () => {
    await noa.goto('/devices')
    await noa.setViewportSize({ width: 1600, height: 900 })
    await sees(noa.getByRole('columnheader', { name: 'PROFILE' }))
    const [first] = devices.jointly as [SeededDevice]
    await sees(row(noa, first.imei).getByText('Warehouse', { exact: true }))
    await filter(noa, 'Profile', `Warehouse · ${shared}`)
    await count(noa, '1 of 9 devices')
    await sees(row(noa, first.imei))
    await noa.waitForURL(/profile=/)
    await noa.reload()
    await count(noa, '1 of 9 devices')
    await inspect(noa)
    await noa.getByRole('button', { name: 'Clear filters' }).click()
    await filter(noa, 'Profile', 'No profile')
    await count(noa, '5 of 9 devices')
    await seesNo(row(noa, first.imei))
  })

  it('[C9][S3] the customer filters its own by profile without a network, and sorts by it', async () => {
    const [first, second, third] = devices.jointly as [SeededDevice, SeededDevice, SeededDevice]
    await ada.goto('/devices')
    await sees(row(ada, first.imei).getByText('Warehouse', { exact: true }))
    await isInstalled(ada)
    await ada.context().setOffline(true)
    await ada.getByRole('button', { name: 'PROFILE', exact: true }).click()
    const ticks = ada.getByRole('table', { name: 'Devices' }).getByRole('checkbox', { name: /^Select \d/ })
    const inOrder = () => ticks.evaluateAll((each) => each.map((tick) => tick.getAttribute('aria-label')))
    await eventually(inOrder).toEqual([third, second, first].map(({ imei }) => `Select ${imei}`))
    await filter(ada, 'Profile', 'Reception')
    await count(ada, '1 of 3 devices')
    await sees(row(ada, second.imei))
    await ada.context().setOffline(false)
  })

  it('[M22][S2] devices are filtered by group, also by none, without a network', async () => {
    const [first, second] = devices.jointly as [SeededDevice, SeededDevice]
    await ada.goto('/devices')
    await sees(row(ada, first.imei))
    await ada.context().setOffline(true)
    await filter(ada, 'Device group', 'Drivers')
    await count(ada, '1 of 3 devices')
    await sees(row(ada, first.imei))
    await ada.getByRole('button', { name: 'Clear filters' }).click()
    await filter(ada, 'Device group', 'No group')
    await count(ada, '2 of 3 devices')
    await sees(row(ada, second.imei))
    await seesNo(row(ada, first.imei))
    await inspect(ada)
    await ada.context().setOffline(false)
  })

  it('[M22] on a phone a card says which profile and group a device has', async () => {
    await ada.setViewportSize({ width: 390, height: 844 })
    await ada.goto('/devices')
    const [first, , third] = devices.jointly as [SeededDevice, SeededDevice, SeededDevice]
    await sees(row(ada, first.imei).getByText('Warehouse', { exact: true }))
    await sees(row(ada, first.imei).getByText('Drivers', { exact: true }))
    await sees(row(ada, third.imei))
    expect(await row(ada, third.imei).getByText('Profile', { exact: true }).count()).toBe(0)
    await inspect(ada)
  })

  it('[C9] resellers are a table with what can be set in it; a default profile chosen there is kept', async () => {
    await ada.setViewportSize({ width: 820, height: 1180 })
    await ada.goto('/devices/resellers')
    const table = ada.getByRole('table', { name: 'Resellers' })
    await eventually(() => table.getByRole('columnheader').allInnerTexts()).toEqual([
      'RESELLER',
      'AUTO-APPROVE',
      'DEFAULT PROFILE',
      'STATUS',
    ])
    const north = row(ada, 'Reseller North')
    await north.getByLabel('Default profile').selectOption('Warehouse')
    await north.getByLabel('Approve uploads automatically').check()
    await isSynced(ada)
    await ada.reload()
    await eventually(() =>
      north.getByLabel('Default profile').evaluate((select: HTMLSelectElement) => select.selectedOptions[0]?.label),
    ).toBe('Warehouse')
    await eventually(() => north.getByLabel('Approve uploads automatically').isChecked()).toBe(true)
    await inspect(ada)
    await ada.setViewportSize({ width: 390, height: 844 })
    await ada.goto('/devices/resellers')
    await sees(north.getByText('1 upload', { exact: true }))
    await sees(north.getByText('3 devices', { exact: true }))
    await north.getByRole('button', { name: 'Take back trust' }).click()
    const dialog = ada.getByRole('dialog')
    await sees(dialog.getByText('Reseller North can upload nothing more. What was uploaded stays.'))
    await dialog.getByRole('button', { name: 'Take back trust' }).click()
    await sees(north.getByText('Trust taken back'))
    await isSynced(ada)
  })
})
