// A reseller's devices on their way, on both databases: each comes to be once, by whichever node, whatever is sent again.
import { afterAll, afterEach, describe, expect, test } from 'vitest'
import { decide } from '#lib/commands/decide.ts'
import { decideOnDevices } from '#lib/commands/decide-on-devices.ts'
import { sendUpload } from '#lib/commands/uploads/send-upload.ts'
import { readAllRecords } from '#lib/local-store/stored-records.ts'
import type { DeviceRow } from '#shared/domain/device/device-row.ts'
import { joinIds } from '#shared/domain/device/joined-ids.ts'
import type { OrganisationId, ResellerLinkId } from '#shared/domain/ids.ts'
import { resellerRow } from '#shared/domain/reseller/reseller-row.ts'
import { deviceKind } from '#shared/records/devices/device.ts'
import { resellerLinkKind } from '#shared/records/devices/reseller-link.ts'
import { uploadKind } from '#shared/records/devices/upload.ts'
import { auditedOf } from '../support/audited.ts'
import { deviceRow as row, deviceRows as rows } from '../support/devices.ts'
import { SharedPostgres } from '../support/shared-postgres.ts'
import { openPair, type Pair, type TestDevice, type World, type WorldOptions } from './world.ts'

let pair: Pair
let world: World
const postgres = new SharedPostgres()
afterEach(() => world.close())
afterAll(() => postgres.dropDatabases())

const databases: [name: string, options: () => Promise<WorldOptions>][] = [
  ['SQLite', async () => ({})],
  [
    'two nodes on PostgreSQL',
    async () => {
      return { databaseUrl: await postgres.createDatabase(), nodes: 2 }
    },
  ],
]

const linksOf = async ({ store }: TestDevice) => readAllRecords(store, resellerLinkKind)
const uploadsOf = async ({ store }: TestDevice) => readAllRecords(store, uploadKind)
const devicesOf = async ({ store }: TestDevice) => readAllRecords(store, deviceKind)
const refusedOf = async ({ store }: TestDevice) =>
  (await store.outbox.where('state').equals('refused').toArray()).map(({ code }) => code)
const statesOf = async ({ store }: TestDevice) => [...new Set((await store.outbox.toArray()).map(({ state }) => state))]

async function reseller(name: string): Promise<TestDevice> {
  const device = await world.device(await world.user(await world.organisation('reseller', name), 'Rosa'))
  await device.sync()
  return device
}

async function add(device: TestDevice, partyId: OrganisationId, reference = ''): Promise<void> {
  const linkId = world.ids.randomId() as ResellerLinkId
  const input = { linkId, partyId, reference }
  await decideOnDevices.on(device, { decision: 'add-reseller-customer', input }, { of: null, name: partyId })
}

async function upload(device: TestDevice, partyId: OrganisationId, devices: DeviceRow[]): Promise<void> {
  const target = { partyId, linkId: null, name: '', rows: devices }
  await sendUpload.on(device, { targets: [target], orderNumber: 'PO-1', orderDate: '2026-09-14' })
}

describe.each(databases)('A reseller’s uploads, on %s', (_name, options) => {
  async function begin(): Promise<{ shop: TestDevice; mspId: OrganisationId; customerId: OrganisationId }> {
    pair = await openPair(undefined, await options())
    world = pair.world
    const { msp, customer } = pair
    return { shop: await reseller('Shop'), mspId: msp.user.organisationId, customerId: customer.user.organisationId }
  }

  test('[R1][R2] whoever is added by ID is called by its name, an MSP in its customer’s place; others aren’t there', async () => {
    const { shop, mspId, customerId } = await begin()
    await add(shop, mspId, 'K-1')
    await add(shop, customerId)
    await add(shop, '9999999999' as OrganisationId)
    await add(shop, shop.user.organisationId)
    await shop.sync()
    expect(await refusedOf(shop)).toEqual(['party-not-found', 'party-not-found'])
    const found = (await linksOf(shop))
      .map(resellerRow)
      .toSorted((left, right) => (left.reference > right.reference ? -1 : 1))
    const { organisationName: msp } = pair.msp.user
    expect(found).toMatchObject([
      { shownId: mspId, name: msp, isMsp: true, ownName: null, reference: 'K-1', status: 'pending', uploads: 0 },
      { shownId: mspId, name: msp, isMsp: true, ownName: pair.customer.user.organisationName, reference: '' },
    ])
    await add(shop, mspId)
    await shop.sync()
    expect((await refusedOf(shop)).at(-1)).toBe('already-listed')
    const other = await reseller('Other shop')
    expect(await linksOf(other)).toEqual([])
    expect(await auditedOf(world.database, shop.user.id)).toEqual([
      'reseller-customer-added',
      'reseller-customer-added',
    ])
    await pair.customer.sync()
    expect((await linksOf(pair.customer)).map(({ reference }) => reference)).toEqual([''])
  })

  test('[R1] an MSP stands for a customer while it manages it, then the customer itself; uploads and counts stay', async () => {
    const { shop, mspId, customerId } = await begin()
    const { msp, customer, relationshipId } = pair
    await world.database.updateTable('invitation').set({ state: 'registered' }).execute()
    await add(shop, customerId, 'K-18')
    await upload(shop, customerId, rows(3))
    await shop.sync()
    const rowsOf = async () => (await linksOf(shop)).map(resellerRow)
    const counts = { partyId: customerId, reference: 'K-18', uploads: 1, devices: 3 }
    expect(await rowsOf()).toMatchObject([{ ...counts, shownId: mspId, name: msp.user.organisationName, isMsp: true }])
    await decide.on(msp, 'delink-customer', relationshipId)
    await msp.sync()
    await customer.sync()
    await decide.on(customer, 'accept-delink', relationshipId)
    await customer.sync()
    await shop.sync()
    const own = { shownId: customerId, name: customer.user.organisationName, isMsp: false, ownName: null }
    expect(await rowsOf()).toMatchObject([{ ...counts, ...own }])
    expect(await devicesOf(shop)).toHaveLength(3)
  })

  test('[R1] three resellers have the rows that each is due, while an MSP manages the company and after', async () => {
    const { shop: byMsp, mspId, customerId } = await begin()
    const [byCustomer, byNeither] = [await reseller('Second'), await reseller('Third')]
    await add(byMsp, mspId)
    await add(byCustomer, customerId)
    const { msp, customer, relationshipId } = pair
    const rowsNow = async () => {
      const shops = [byMsp, byCustomer, byNeither]
      for (const shop of shops) await shop.sync()
      const shown = async (shop: TestDevice) =>
        (await linksOf(shop)).map(resellerRow).map((each) => [each.name, each.shownId, each.isMsp, each.ownName])
      return Promise.all(shops.map(shown))
    }
    const [ofMsp, ofCustomer] = [msp.user.organisationName, customer.user.organisationName]
    const ofTheMsp = [[ofMsp, mspId, true, null]]
    expect(await rowsNow()).toEqual([ofTheMsp, [[ofMsp, mspId, true, ofCustomer]], []])
    await world.database.updateTable('invitation').set({ state: 'registered' }).execute()
    await decide.on(customer, 'delink-customer', relationshipId)
    await customer.sync()
    await msp.sync()
    await decide.on(msp, 'accept-delink', relationshipId)
    await msp.sync()
    expect(await rowsNow()).toEqual([ofTheMsp, [[ofCustomer, customerId, false, null]], []])
  })

  test('[R2] IDs can’t be tried one after the other: a reseller has so many look-ups a day, found or not', async () => {
    const { shop, mspId } = await begin()
    const times = world.services.config.limits.customerLookUps
    for (let number = 0; number < times; number++) await add(shop, String(9_000_000_000 + number) as OrganisationId)
    await shop.sync()
    await add(shop, mspId)
    await shop.sync()
    expect((await refusedOf(shop)).at(-1)).toBe('too-many-requests')
    world.clock.advance(24 * 60 * 60 * 1000)
    await add(shop, mspId)
    await shop.sync()
    expect(await linksOf(shop)).toHaveLength(1)
  })

  test('[R5][PUSH1] 1,200 devices go up in parts, each once, over a wire that loses and repeats', async () => {
    const { shop, mspId } = await begin()
    await upload(shop, mspId, rows(1200))
    expect(await shop.store.outbox.count()).toBe(3)
    for (const fault of ['request-lost', 'answer-lost', 'answer-cut', 'duplicated'] as const) {
      shop.fault = fault
      await shop.exchange().catch(() => undefined)
    }
    await shop.sync()
    expect(await statesOf(shop)).toEqual(['settled'])
    expect(await uploadsOf(shop)).toMatchObject([
      { rows: 1200, arrived: 1200, devices: 1200, refused: 0, delivery: 'ok', state: 'pending', orderNumber: 'PO-1' },
    ])
    expect(await linksOf(shop)).toMatchObject([{ party: { id: mspId, kind: 'msp' }, uploads: 1, devices: 1200 }])
    const imeis = (await devicesOf(shop)).map(({ imei }) => imei)
    expect([imeis.length, new Set(imeis).size]).toEqual([1200, 1200])
    await pair.msp.sync()
    expect(await devicesOf(pair.msp)).toHaveLength(1200)
    expect(await uploadsOf(pair.msp)).toMatchObject([{ devices: 1200, fromName: 'Shop', refusedRows: [] }])

    await upload(shop, mspId, rows(1200))
    await shop.sync()
    expect(await uploadsOf(shop), 'the same file again adds nothing').toHaveLength(1)
    expect(await linksOf(shop)).toMatchObject([{ uploads: 1, devices: 1200 }])
    expect(await devicesOf(shop)).toHaveLength(1200)
  })

  test('[R5] what somebody else has is refused without saying whose it is; the same device by serial number is the same', async () => {
    const { shop, mspId, customerId } = await begin()
    const other = await reseller('Other shop')
    await upload(other, customerId, [row(1), { ...row(2), imei: '' }])
    await other.sync()
    await upload(shop, mspId, [row(0), row(1), row(2), row(3)])
    await shop.sync()
    const [sent] = await uploadsOf(shop)
    expect(sent).toMatchObject({ rows: 4, devices: 2, refused: 2, delivery: 'completed-with-error' })
    expect(sent!.refusedRows).toEqual([
      { row: 3, identifier: row(1).imei, reason: 'device-taken' },
      { row: 4, identifier: row(2).imei, reason: 'device-taken' },
    ])
    const known = JSON.stringify([await uploadsOf(shop), await devicesOf(shop), await linksOf(shop)])
    for (const secret of ['Other shop', customerId, pair.customer.user.organisationName])
      expect(known).not.toContain(secret)
    // What the refused row said besides stays free.
    await upload(other, customerId, [{ ...row(2), serial: '' }])
    await other.sync()
    expect((await uploadsOf(other)).map(({ devices }) => devices).toSorted()).toEqual([1, 2])
  })

  test('[R5] two resellers send the same devices at the same moment: one has each', async () => {
    const { shop, mspId, customerId } = await begin()
    const other = await reseller('Other shop')
    await upload(shop, mspId, rows(500))
    await upload(other, customerId, rows(500).toReversed())
    await Promise.all([shop.exchange(), other.exchange()])
    await Promise.all([shop.sync(), other.sync()])
    const all = [...(await devicesOf(shop)), ...(await devicesOf(other))].map(({ imei }) => imei)
    expect([all.length, new Set(all).size]).toEqual([500, 500])
    const { count } = await world.database
      .selectFrom('device_identifier')
      .select(({ fn }) => fn.countAll<number>().as('count'))
      .executeTakeFirstOrThrow()
    expect(Number(count)).toBe(1000)
  })

  test('[R5][R1] whoever took its trust back gets nothing more, and what came stays; what is approved isn’t deleted', async () => {
    const { shop, mspId } = await begin()
    await upload(shop, mspId, rows(3))
    await shop.sync()
    await pair.msp.sync()
    const answer = async (decision: 'trust-reseller' | 'take-back-trust') => {
      const [link] = await linksOf(pair.msp)
      const input = { relationshipId: null, linkId: link!.id, version: link!.version }
      await decideOnDevices.on(pair.msp, { decision, input }, { of: null, name: 'Shop' })
      await pair.msp.sync()
      await shop.sync()
    }
    await answer('trust-reseller')
    expect((await linksOf(shop)).map((link) => resellerRow(link).status)).toEqual(['active'])
    const [first, second, third] = await devicesOf(shop)
    const deletes = async (...devices: (typeof first)[]) => {
      const input = { deviceIds: joinIds(devices.map((device) => device!.id)) }
      await decideOnDevices.on(shop, { decision: 'delete-uploaded-devices', input }, { of: null, name: '' })
      await shop.sync()
    }
    await deletes(first)
    expect([(await devicesOf(shop)).length, (await linksOf(shop))[0]!.devices]).toEqual([2, 2])
    await upload(shop, mspId, [row(Number(first!.serial.slice(1)))])
    await shop.sync()
    expect(await devicesOf(shop), 'it may come again').toHaveLength(3)
    const uploaded = ['devices-uploaded', 'devices-uploaded', 'uploaded-devices-deleted']
    expect((await auditedOf(world.database, shop.user.id)).filter((event) => uploaded.includes(event))).toEqual(
      uploaded,
    )
    await pair.msp.sync()
    const open = (await uploadsOf(pair.msp)).map(({ id, version }) => ({ id, version }))
    const approval = { decision: 'approve-uploads', input: { relationshipId: null, uploads: open } } as const
    await decideOnDevices.on(pair.msp, approval, { of: null, name: '' })
    await pair.msp.sync()
    await shop.sync()
    expect((await devicesOf(shop)).map(({ status }) => status)).toEqual(['approved', 'approved', 'approved'])
    await deletes(second, third)
    expect(await refusedOf(shop)).toEqual(['device-approved'])
    await answer('take-back-trust')
    expect((await linksOf(shop)).map((link) => resellerRow(link).status)).toEqual(['inactive'])
    await upload(shop, mspId, rows(600, 100))
    await shop.sync()
    expect((await refusedOf(shop)).slice(1)).toEqual(['reseller-inactive', 'depends-on-refused'])
    expect(await devicesOf(shop)).toHaveLength(3)
  })

  test('[R5] crafted parts are refused whole: wrong check digits, other shapes, other people’s uploads', async () => {
    const { shop, mspId } = await begin()
    const other = await reseller('Other shop')
    const crafted = async (device: TestDevice, lines: string) => {
      await upload(device, mspId, [row(0)])
      await device.store.outbox
        .where('state')
        .equals('queued')
        .modify((item) => {
          const body = item.body as { input: { lines: string } }
          body.input.lines = lines
        })
      await device.sync()
      return (await refusedOf(device)).at(-1)
    }
    expect(await crafted(shop, '2\t353397530565211\t\t\t\t')).toBe('invalid-input')
    expect(await crafted(shop, '2\t3.51E+14\t\t\t\t')).toBe('invalid-input')
    expect(await crafted(shop, '2\t353397530565210')).toBe('invalid-input')
    expect(await crafted(shop, 'x')).toBe('invalid-input')
    await upload(shop, mspId, rows(2))
    await shop.sync()
    const [theirs] = await uploadsOf(shop)
    await upload(other, mspId, [row(5)])
    await other.store.outbox
      .where('state')
      .equals('queued')
      .modify((item) => {
        const body = item.body as { input: { uploadId: string } }
        body.input.uploadId = theirs!.id
      })
    await other.sync()
    expect(await refusedOf(other)).toEqual(['id-taken'])
    await decideOnDevices.on(
      other,
      {
        decision: 'delete-uploaded-devices',
        input: { deviceIds: joinIds((await devicesOf(shop)).map(({ id }) => id)) },
      },
      { of: null, name: '' },
    )
    await upload(pair.msp, mspId, [row(6)])
    await pair.msp.sync()
    await other.sync()
    expect((await refusedOf(other)).at(-1)).toBe('device-not-yours')
    expect(await refusedOf(pair.msp)).toEqual(['not-permitted'])
  })
})
