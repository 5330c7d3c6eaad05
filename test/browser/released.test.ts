// What released builds left behind: a server's database and two people's devices with work that waits, kept by
// `test/fixtures/keep-released.ts`. Every build opens them, loses nothing and sends all of it once.
//
// Time is taken back to when they were kept, at the server by its own clock and on the devices by theirs: sessions,
// links, kept answers and waiting consents all have their time, and what this asks must not depend on the day it runs.
import { rm } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, beforeEach, describe, expect, it, onTestFailed } from 'vitest'
import { startApplication, type Application } from '../../server/application.ts'
import { parseConfig } from '../../server/config.ts'
import {
  acme,
  cobalt,
  companies,
  draftAtMsp,
  noa as noaPerson,
  waitingAtCustomer,
  waitingAtMsp,
} from '../fixtures/kept-people.ts'
import { readKeptDevice, unpackKeptServer, type KeptDevice } from '../fixtures/kept-release.ts'
import { restoreOriginStorage } from '../support/origin-storage.ts'
import { Device, eventually, isInstalled, readStore, sees, seesNo } from './device.ts'
import { activityLine, field, hasWaiting, holds, isSynced, statusCell, row, syncState } from './steps.ts'

const builtApp = fileURLToPath(new URL('../../build', import.meta.url))
const minuteMs = 60_000

interface StoredItem {
  id: string
  number: number
  state: string
}

/** Their ids, so that each can be asked for at the server. */
function waitingIds({ storage }: KeptDevice): string[] {
  const tables = storage.databases.flatMap(({ tables }) => tables)
  const outbox = tables.find(({ name }) => name === 'outbox')!.records.map(({ value }) => value as StoredItem)
  return outbox.filter(({ state }) => state === 'queued' || state === 'sent').map(({ id }) => id)
}

/** The device's clock, in every page it opens. */
async function turnBack({ context }: Device, ms: number): Promise<void> {
  await context.addInitScript((ms) => {
    const { Date: RealDate } = globalThis
    const now = () => RealDate.now() - ms
    globalThis.Date = new Proxy(RealDate, {
      construct: (target, given, as) => Reflect.construct(target, given.length === 0 ? [now()] : given, as) as object,
      get: (target, key) => (key === 'now' ? now : (Reflect.get(target, key) as unknown)),
    })
  }, ms)
}

/** As many as the list has, shown or scrolled away. */
async function countCustomers(page: Page): Promise<number> {
  return Number(await page.getByRole('table').getAttribute('aria-rowcount')) - 1
}

describe.each(['released-2026-11'])('What %s left', (release) => {
  const folder = fileURLToPath(new URL(`../fixtures/${release}`, import.meta.url))
  let application: Application | undefined
  let dataFolder: string
  let port = 0
  let backMs = 0
  /** Noa of the MSP and Mina of the customer. */
  let noa: Device
  let mina: Device
  let waiting: string[]
  let hasFailed = false

  async function startServer(): Promise<void> {
    const config = parseConfig({ PORT: String(port), TANDEM_DATA: dataFolder })
    const clock = { now: () => Date.now() - backMs }
    application = await startApplication(config, { clock, buildFolder: builtApp })
    port = Number(new URL(application.address).port)
  }

  async function stopServer(): Promise<void> {
    await application?.close()
    application = undefined
  }

  async function openDevice(name: 'msp' | 'customer'): Promise<Device> {
    const origin = application!.address
    const kept = await readKeptDevice(folder, name)
    const device = await Device.make(name, origin)
    await device.start()
    // With an end, or it would go with the browser's first closing.
    const expires = Date.now() / 1000 + 24 * 60 * 60
    await device.context.addCookies(kept.cookies.map((cookie) => ({ ...cookie, url: origin, expires })))
    await restoreOriginStorage(device.context, origin, kept.storage)
    waiting.push(...waitingIds(kept))
    return device
  }

  async function startAgain(device: Device, path: string): Promise<Page> {
    await device.close()
    await device.start()
    await turnBack(device, backMs)
    await device.page.goto(device.origin + path, { waitUntil: 'commit' })
    return device.page
  }

  async function openAccount(page: Page, company: string): Promise<void> {
    await page.getByRole('link', { name: 'Customers', exact: true }).first().click()
    await row(page, company).getByRole('link').first().click()
    await page.getByRole('link', { name: 'MANAGE ACCOUNT' }).click()
    await sees(field(page, 'City'))
  }

  beforeAll(async () => {
    const server = await unpackKeptServer(folder)
    dataFolder = server.dataFolder
    backMs = Date.now() - server.keptAt - 5 * minuteMs
    waiting = []
    await startServer()
    noa = await openDevice('msp')
    mina = await openDevice('customer')
  })

  afterAll(async () => {
    await Promise.all([noa?.remove(), mina?.remove()])
    await stopServer()
    await rm(dataFolder, { recursive: true, force: true })
  })

  beforeEach(({ skip }) => {
    if (hasFailed) skip('a step before this one failed')
    onTestFailed(async ({ task }) => {
      hasFailed = true
      for (const device of [noa, mina]) await device.photograph(task.name)
    })
  })

  it('[DEV1][DEV2] a device upgrades without the server: all customers, all that waits, a half-filled form', async () => {
    // The new app's files come, no answer does: an upgrade that begins in a tunnel.
    await turnBack(noa, backMs)
    await noa.context.route('**/api/**', (route) => route.abort())
    await noa.context.routeWebSocket('**/ws', (socket) => void socket.close())
    const { page } = noa
    await page.goto(`${noa.origin}/customers`, { waitUntil: 'commit' })
    await eventually(() => countCustomers(page)).toBe(companies.length + 2)
    await sees(row(page, acme.company))
    await sees(row(page, cobalt.company).filter({ hasText: 'Queued' }))
    await hasWaiting(page, 10)

    await openAccount(page, acme.company)
    const { phone, internalReference, notes } = waitingAtMsp
    await holds(page, { Phone: phone, Website: '', City: 'London', 'Internal reference': internalReference })
    await holds(page, { Notes: `${notes}Deliveries at the back door. Ring twice.`, 'Private notes': 'Pays late.' })
    for (const tag of ['gold', waitingAtMsp.tag])
      await sees(page.getByRole('button', { name: `Remove the tag ${tag}` }))
    const history = page.getByRole('list', { name: 'Activity' })
    await sees(activityLine(history, 'Phone', '+44 20 7946 0958'))
    await sees(activityLine(history, 'Address 1', '1 Brewery Lane', 'takes back a change'))

    await page
      .getByRole('link', { name: /^Outbox/ })
      .first()
      .click()
    const { tag, city, address } = waitingAtMsp
    const texts = [phone, notes.trim(), internalReference, tag, 'www.acme-brewing.example', city, address]
    for (const text of [...texts, cobalt.email]) await sees(page.getByRole('listitem').filter({ hasText: text }))
    for (const company of [acme.company, 'Elm Street Clinic', 'Cider House', cobalt.company])
      await sees(page.getByRole('listitem').filter({ hasText: company }))
    await page.goto(`${noa.origin}/customers/new`, { waitUntil: 'commit' })
    await eventually(() => field(page, 'Company name').inputValue()).toBe(draftAtMsp.company)
    await isInstalled(page)
  })

  it('[DEV1] off and on again with no server at all, nothing of it is lost', async () => {
    await stopServer()
    const page = await startAgain(noa, '/customers')
    await sees(row(page, cobalt.company))
    expect(await countCustomers(page)).toBe(companies.length + 2)
    await hasWaiting(page, 10)
    await eventually(() => syncState(page)).toBe('offline')
  })

  it('[SYNC3][PUSH1] once connected, all that waited arrives, each once, in the name of who made it', async () => {
    await startServer()
    await isSynced(noa.page)
    await turnBack(mina, backMs)
    await mina.page.goto(`${mina.origin}/account`, { waitUntil: 'commit' })
    await holds(mina.page, { ZIP: waitingAtCustomer.zip })
    await isSynced(mina.page)

    const states = ((await readStore(noa.page, 'outbox')) as StoredItem[]).map(({ state }) => state)
    expect(states).not.toContain('refused')
    const { database } = application!.services
    const answers = await database.selectFrom('device_item').select(['item_id', 'answer']).execute()
    expect(waiting).toHaveLength(12)
    for (const id of waiting) {
      const own = answers.filter(({ item_id }) => item_id === id)
      expect(
        own.map(({ answer }) => (JSON.parse(answer) as { outcome: string }).outcome),
        id,
      ).toEqual(['accepted'])
    }
    const changes = await database.selectFrom('change').select(['item_id', 'actor_user_id']).execute()
    const people = await database.selectFrom('user').select(['id', 'email']).execute()
    const emailOf = (userId: string | null) => people.find(({ id }) => id === userId)?.email
    const own = changes.filter(({ item_id }) => item_id !== null && waiting.includes(item_id))
    expect(own.filter(({ actor_user_id }) => emailOf(actor_user_id) === acme.email)).toHaveLength(2)
    expect(own.filter(({ actor_user_id }) => emailOf(actor_user_id) === noaPerson.email)).toHaveLength(10)
    await application!.mailSettled()
    const mails = await database.selectFrom('mail').select('recipient').execute()
    expect(mails.filter(({ recipient }) => recipient === cobalt.email)).toHaveLength(1)
  })

  it('[SYNC2] both sides hold the same, and each sees what the other did', async () => {
    await openAccount(noa.page, acme.company)
    const both = {
      Phone: waitingAtMsp.phone,
      Website: '',
      City: 'London',
      ZIP: waitingAtCustomer.zip,
      'Address 1': '1 Brewery Lane',
      Notes: `${waitingAtMsp.notes}Deliveries at the back door. Ring twice.${waitingAtCustomer.notes}`,
    }
    for (const { page } of [noa, mina]) await holds(page, both)
    await mina.page.goto(`${mina.origin}/activity`)
    await sees(activityLine(mina.page, 'Phone', waitingAtMsp.phone))
    expect(await mina.page.getByRole('listitem').filter({ hasText: waitingAtMsp.phone }).count()).toBe(1)
    await seesNo(mina.page.getByText(waitingAtMsp.tag))
    await noa.page.goto(`${noa.origin}/activity`)
    await sees(activityLine(noa.page, 'ZIP', waitingAtCustomer.zip))
    await noa.page.goto(`${noa.origin}/customers`)
    await sees(row(noa.page, cobalt.company).filter({ hasText: 'Invited' }))
    await sees(statusCell(noa.page, acme.company, 'Active'))
    expect(await countCustomers(noa.page)).toBe(companies.length + 2)
  })

  it('[X1] nobody met an error that was not caught', () => {
    expect([...noa.errors, ...mina.errors]).toEqual([])
  })
})
