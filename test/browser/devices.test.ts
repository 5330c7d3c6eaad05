// Devices (M22) as their people find them: an MSP its own and its customers', a customer its own.
import type { Page } from 'playwright-core'
import { readFile } from 'node:fs/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { RunningServer } from '../support/server.ts'
import { Device, eventually, isInstalled, sees, seesNo } from './device.ts'
import { inspect } from './inspect.ts'
import './no-errors.ts'
import { seedDevices, type SeededDevice } from './seed-devices.ts'
import { invitationLink, seedCustomers, seedMsp } from './seed.ts'
import { isSynced, msp, register, row, signIn } from './steps.ts'

const [shared, alone] = ['Acorn Bikes', 'Birch Cafe']
const own = 260

let server: RunningServer
let noas: Device
let noa: Page
let adas: Device
let devices: Record<'own' | 'fully' | 'jointly', SeededDevice[]>

beforeAll(async () => {
  server = await RunningServer.start({ env: { LINK_LIMIT: '1000' } })
  await seedMsp(server)
  await seedCustomers(server.origin, [shared, alone])
  devices = await seedDevices(server, own)
  noas = await Device.make('noa', server.origin)
  noa = await noas.start('/sign-in')
  await signIn(noa, msp)
  await sees(row(noa, alone))
  adas = await Device.make('ada', server.origin)
}, 60_000)

afterAll(async () => {
  await noas?.remove()
  await adas?.remove()
  await server?.remove()
})

const search = (page: Page) => page.getByRole('searchbox', { name: 'Search devices' })
const rows = (page: Page) =>
  page.getByRole('table', { name: 'Devices' }).locator('[role=row]:not([hidden]):has([role=cell])')
/** Own ones, one that waits, and three of each customer. */
const total = own + 1 + 3 + 3

describe('Devices', () => {
  it('[M22] the MSP finds its own and its customers’ by IMEI, serial number, model, order and company', async () => {
    await sees(noa.getByRole('columnheader', { name: 'DEVICES' }))
    for (const company of [shared, alone]) await sees(row(noa, company).getByRole('cell', { name: '3', exact: true }))
    await noa.getByRole('navigation').getByRole('link', { name: 'Devices' }).click()
    await sees(noa.getByText(`${total} devices`, { exact: true }))
    await inspect(noa)
    const wanted = devices.own[17]!
    await search(noa).fill(wanted.imei)
    await sees(noa.getByText(`1 of ${total} devices`, { exact: true }))
    await sees(row(noa, wanted.imei).filter({ hasText: 'In stock' }).filter({ hasText: 'Reseller North' }))
    await search(noa).fill(wanted.serial)
    await sees(row(noa, wanted.imei).first())
    await search(noa).fill('birch')
    await sees(noa.getByText(`3 of ${total} devices`, { exact: true }))
    expect(await rows(noa).allTextContents()).toSatisfy((texts: string[]) =>
      texts.every((text) => text.includes(alone) && text.includes('Moved by MSP')),
    )
    await search(noa).fill('PO-1 s926')
    await sees(noa.getByText(`1 of ${total} devices`, { exact: true }))
    await search(noa).fill('no such device')
    await sees(noa.getByRole('heading', { name: 'No device fits' }))
    await noa.getByRole('button', { name: 'Clear search and filters' }).click()
    await sees(noa.getByText(`${total} devices`, { exact: true }))
  })

  it('[M22] filters stand in the address: reloading and Back keep them', async () => {
    await noa.getByRole('button', { name: 'Status' }).first().click()
    await noa.getByRole('menuitemcheckbox', { name: 'Pending' }).click()
    await noa.keyboard.press('Escape')
    await sees(noa.getByText(`1 of ${total} devices`, { exact: true }))
    await noa.waitForURL(/status=pending/)
    await noa.reload()
    await sees(noa.getByText(`1 of ${total} devices`, { exact: true }))
    const waiting = devices.own.at(-1)!
    await row(noa, waiting.imei).getByRole('link').first().click()
    const panel = noa.getByRole('complementary', { name: 'Device details' })
    await sees(panel.getByText(waiting.serial))
    await noa.waitForURL(/devices\/.+status=pending/)
    await noa.goBack()
    await seesNo(panel)
    await sees(noa.getByText(`1 of ${total} devices`, { exact: true }))
    await noa.getByRole('button', { name: 'Clear filters' }).click()
    await sees(noa.getByText(`${total} devices`, { exact: true }))
  })

  it('[M22] rows go up and down by keys, open by Enter, and closing gives the focus back', async () => {
    const [, name] = devices.own.map(({ imei }) => imei).toSorted() as [string, string]
    // From the row that was opened last.
    await noa.getByRole('heading', { name: 'Devices', level: 1 }).click()
    for (const key of ['j', 'j', 'k']) await noa.keyboard.press(key)
    await eventually(() => noa.evaluate(() => document.activeElement?.textContent)).toBe(name)
    await noa.keyboard.press('Enter')
    await sees(noa.getByRole('complementary', { name: 'Device details' }).getByRole('heading', { name }))
    await noa.keyboard.press('Escape')
    await eventually(() => noa.evaluate(() => document.activeElement?.textContent)).toBe(name)
  })

  it('[M22] what is shown goes into a file that keeps every digit', async () => {
    await search(noa).fill('birch')
    await sees(noa.getByText(`3 of ${total} devices`, { exact: true }))
    const downloading = noa.waitForEvent('download')
    await noa.getByRole('button', { name: 'DOWNLOAD DEVICES AS CSV' }).first().click()
    const text = await readFile(await (await downloading).path(), 'utf8')
    expect(text.trim().split('\r\n')).toHaveLength(4)
    for (const { imei } of devices.fully) expect(text).toContain(`'${imei}`)
    expect(text).toContain(alone)
    await search(noa).fill('')
  })

  it('[M22][X1] a device opened by its address comes without a network, after a cold start', async () => {
    await isInstalled(noa)
    await isSynced(noa)
    const wanted = devices.fully[1]!
    await noas.close()
    await server.stop()
    noa = await noas.start(`/devices/${wanted.id}?customer=none`)
    await sees(noa.getByRole('complementary', { name: 'Device details' }).getByText(wanted.serial))
    await sees(noa.getByRole('complementary', { name: 'Device details' }).getByText(alone))
    await sees(noa.getByRole('heading', { name: 'No device fits' }))
    await noa.goto(`${server.origin}/devices/nothing`)
    await sees(noa.getByText('This device is not here'))
    await server.start()
  })

  it('[C9][M22] a customer has its own devices alone, and none of anybody else’s', async () => {
    const ada = await adas.start(await invitationLink(server, '0@customers.example'))
    await register(ada)
    await ada.getByRole('navigation').getByRole('link', { name: 'Devices' }).click()
    await sees(ada.getByText('3 devices', { exact: true }))
    await sees(row(ada, devices.jointly[0]!.imei).filter({ hasText: 'Reseller North' }))
    expect(await ada.getByRole('columnheader', { name: 'CUSTOMER' }).count()).toBe(0)
    await search(ada).fill(devices.own[0]!.imei)
    await sees(ada.getByRole('heading', { name: 'No device fits' }))
    await inspect(ada)
  })
})
