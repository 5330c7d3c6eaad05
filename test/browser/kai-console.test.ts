// The consoles that are built in: what services report of a customer's devices, their groups, and who may see where they are.
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { launchChromium } from '../support/chromium.ts'
import { RunningServer } from '../support/server.ts'
import { eventually, isInstalled, sees, seesNo, storesWith } from './device.ts'
import { inspect } from './inspect.ts'
import './no-errors.ts'
import { findLink, seedMsp } from './seed.ts'
import { seedDevices, type SeededDevice } from './seed-devices.ts'
import { seedReports, type Reported } from './seed-reports.ts'
import { acme, activityLine, addCustomer, customerIdOf, hasWaiting, isSynced, msp, register, row } from './steps.ts'
import { newPerson } from './walk.ts'

let server: RunningServer
let browser: Browser
/** Noa, of the MSP; Mina, the customer's super admin. */
let noa: Page
let mina: Page
let customerId: string
let devices: SeededDevice[]
let reported: Reported

const kai = 'Knox Asset Intelligence'

beforeAll(async () => {
  server = await RunningServer.start({ env: { LINK_LIMIT: '1000' } })
  await seedMsp(server)
  browser = await launchChromium()
  noa = await newPerson(browser, server, msp)
  mina = await newPerson(browser, server)
  await noa.goto('/customers')
  await addCustomer(noa, acme, ['Knox Manage', kai])
  await eventuallyInvited()
  await noa.goto('/customers')
  await row(noa, acme.company).getByRole('link').first().click()
  await noa.waitForURL(/\/customers\/\d{10}/)
  customerId = customerIdOf(noa)
  const link = (await findLink(server, acme.email, '/register'))!
  await mina.goto(link)
  await register(mina)
  devices = (await seedDevices(server, 1)).jointly
  reported = await seedReports(server, devices)
  // What lies there tells nobody that it came: they begin on new devices.
  await Promise.all([noa, mina].map((page) => page.context().close()))
  noa = await newPerson(browser, server, msp)
  mina = await newPerson(browser, server, acme)
  for (const [page, path] of [
    [noa, '/customers'],
    [mina, '/account'],
  ] as const) {
    await page.goto(path)
    await isInstalled(page)
  }
})

afterAll(async () => {
  await browser?.close()
  await server?.remove()
})

async function eventuallyInvited(): Promise<void> {
  while (!(await findLink(server, acme.email, '/register'))) await noa.waitForTimeout(100)
}

const section = (page: Page, title: string) =>
  page.locator('section').filter({ has: page.getByRole('heading', { name: title, exact: true, level: 2 }) })
const device = (page: Page, which: SeededDevice | undefined) =>
  section(page, 'Devices').getByRole('listitem').filter({ hasText: which!.imei })
const openConsole = async (page: Page, service = 'knox-asset-intelligence') => {
  const path = page === noa ? `/customers/${customerId}/services/${service}` : `/services/${service}`
  await page.goto(path)
  await sees(section(page, 'Devices'))
}
/** Where a device is, as digits that nothing else has. */
const isNowhere = async (page: Page) => {
  for (const text of Object.values(reported.place)) expect(await storesWith(page, text)).toEqual([])
}

describe('A console that is built in', () => {
  it('[S1] lists the customer’s devices with their status, for either side', async () => {
    for (const page of [noa, mina]) {
      await openConsole(page, 'knox-manage')
      for (const each of devices) await sees(device(page, each).filter({ hasText: 'Approved' }))
      const counted = section(page, 'Devices').getByRole('table', { name: 'Devices by status' })
      await sees(counted.getByRole('row', { name: `Approved ${devices.length}` }))
    }
    await inspect(noa)
  })
})

describe('The console of Knox Asset Intelligence', () => {
  it('[S2][M12] shows the MSP issues over time as a chart and its table, and devices with their condition, offline too', async () => {
    await noa.goto(`/customers/${customerId}`)
    await noa
      .getByRole('link', { name: `Active: launch ${kai}` })
      .first()
      .click()
    await sees(noa.getByRole('img', { name: /^Issues over time by category/ }))
    const table = section(noa, 'Issues over time').getByRole('table')
    await sees(table.getByRole('row', { name: 'Sum 7 0 5 0 0' }))
    await sees(section(noa, 'Issues over time').getByText(reported.title))
    const line = device(noa, devices[0])
    for (const words of ['18 %', 'health 61 %', '-104 dBm', '3 dropped', 'Field Mail: 1'])
      await sees(line.getByText(words))
    await sees(device(noa, devices[1]).getByText('Nothing reported yet'))
    await inspect(noa)
    await isSynced(noa)
    await noa.context().setOffline(true)
    await noa.reload()
    await section(noa, 'Issues over time').getByLabel('Period').selectOption({ label: 'Last 12 months' })
    await sees(table.getByRole('row', { name: 'Sum 7 0 5 0 0' }))
    await noa.context().setOffline(false)
    await noa.getByRole('link', { name: 'Return to MSP Portal' }).click()
    await noa.waitForURL(`**/customers/${customerId}`)
  })

  it('[S2] shows where devices are to the customer’s people who may see it, and never to the MSP', async () => {
    await openConsole(mina)
    const places = section(mina, 'Device location')
    await sees(places.getByText(`${reported.place.latitude}, ${reported.place.longitude}`))
    await sees(places.getByText(devices[1]!.imei))
    await inspect(mina)
    await openConsole(noa)
    await seesNo(section(noa, 'Device location'))
    await isSynced(noa)
    await isNowhere(noa)
  })

  it('[S2][C6] leads to the alert recipients by account icon and `Settings`, on either side', async () => {
    for (const page of [noa, mina]) {
      await openConsole(page)
      await page.getByRole('button', { name: `Account in ${kai}` }).click()
      await page.getByRole('menuitem', { name: 'Settings' }).click()
      await sees(page.getByRole('heading', { name: 'Alert recipients' }))
      await sees(page.getByRole('heading', { name: 'Battery' }))
    }
  })
})

describe('Device groups', () => {
  it('[S2] the customer makes one and names its manager; the MSP sees the group, without a name or a way to change it', async () => {
    await openConsole(mina)
    const groups = section(mina, 'Device groups')
    await groups.getByRole('button', { name: 'Add device group' }).click()
    await groups.getByRole('button', { name: 'Save group' }).click()
    await sees(groups.getByText('Fill this in'))
    await groups.getByLabel('Group name').fill('Drivers')
    await sees(groups.getByRole('group', { name: 'Device group managers' }))
    await seesNo(groups.getByRole('checkbox', { name: /Noa/ }))
    await groups.getByRole('checkbox', { name: 'Mina Cho' }).check()
    await inspect(mina)
    await mina.reload()
    await sees(groups.getByRole('checkbox', { name: 'Mina Cho', checked: true }))
    await groups.getByRole('button', { name: 'Save group' }).click()
    await sees(groups.getByText('Mina Cho'))
    await isSynced(mina)
    await openConsole(noa)
    await sees(section(noa, 'Device groups').getByText('Drivers'))
    await seesNo(section(noa, 'Device groups').getByText('Mina Cho'))
    await seesNo(section(noa, 'Device groups').getByRole('button'))
  })

  it('[S2][H3] the MSP puts devices into it offline, many at once; the customer undoes it from Activity', async () => {
    await noa.goto('/devices')
    await sees(noa.getByRole('row').filter({ hasText: devices[0]!.imei }))
    await isSynced(noa)
    await noa.context().setOffline(true)
    for (const each of devices.slice(0, 2))
      await noa.getByRole('row').filter({ hasText: each.imei }).getByRole('checkbox').check()
    await noa.getByRole('button', { name: 'ACTIONS', exact: true }).click()
    await noa.getByRole('menuitem', { name: 'Assign group' }).click()
    const dialog = noa.getByRole('dialog')
    await dialog.getByLabel('Device group').selectOption({ label: 'Drivers' })
    await dialog.getByRole('button', { name: 'Assign to 2 devices' }).click()
    await hasWaiting(noa, 1)
    await noa.context().setOffline(false)
    await isSynced(noa)
    await openConsole(mina)
    await sees(device(mina, devices[0]).filter({ hasText: 'Drivers' }))
    await sees(section(mina, 'Device groups').getByText('2 devices'))
    await mina.goto('/activity')
    const line = activityLine(mina, 'assigned a device group', '2 devices', 'Drivers')
    await line.getByRole('button', { name: /^Undo/ }).click()
    await eventually(() => storesWith(mina, 'undo-assignment')).toContain('outbox')
    await isSynced(mina)
    await openConsole(mina)
    await sees(section(mina, 'Device groups').getByText('0 devices'))
    await openConsole(noa)
    await eventually(() => device(noa, devices[0]).filter({ hasText: 'Drivers' }).count()).toBe(0)
  })
})

describe('Admins & roles', () => {
  it('[S2][C7][S1] while the customer lets it, the MSP invites an admin from the console; without, it says why not', async () => {
    await openConsole(noa)
    await sees(noa.getByText(`${acme.company} doesn’t let you manage its admins`))
    await mina.goto('/settings/msp-permissions')
    await mina.getByRole('checkbox', { name: 'Manage admins and roles' }).check()
    await sees(mina.getByText(/^On since/))
    await noa.getByRole('link', { name: 'Invite Admins' }).click()
    await noa.getByLabel('First name', { exact: true }).fill('Sue')
    await noa.getByLabel('Last name', { exact: true }).fill('Gray')
    await noa.getByLabel('Work email', { exact: true }).fill('sue@acme.example')
    await noa.getByRole('button', { name: 'Send invitation' }).click()
    await eventually(() => findLink(server, 'sue@acme.example', '/join')).not.toBeNull()
    const sue = await newPerson(browser, server)
    await sue.goto((await findLink(server, 'sue@acme.example', '/join'))!)
    await sue.getByLabel('Password', { exact: true }).fill('sue has a long phrase')
    await sue.getByLabel('Confirm password').fill('sue has a long phrase')
    await sue.getByRole('button', { name: 'Complete registration' }).click()
    await sue.waitForURL('**/home')
    await sue.goto('/services/knox-asset-intelligence')
    await sees(section(sue, 'Devices'))
    await seesNo(section(sue, 'Device location'))
    await isSynced(sue)
    await isNowhere(sue)
  })
})
