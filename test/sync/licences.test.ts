// M22, M17: licences and their seats, decided on tablets, on each database.
import { afterAll, afterEach, describe, expect, test } from 'vitest'
import { addCustomer } from '#lib/commands/add-customer.ts'
import { decide } from '#lib/commands/decide.ts'
import { decideOnDevices, type DeviceQuestion } from '#lib/commands/decide-on-devices.ts'
import { readAllRecords } from '#lib/local-store/stored-records.ts'
import { joinIds } from '#shared/domain/device/joined-ids.ts'
import type { DeviceId, LicenceId, LicenceShareId, OrganisationId, RelationshipId } from '#shared/domain/ids.ts'
import { changeKind } from '#shared/records/change.ts'
import { deviceKind } from '#shared/records/devices/device.ts'
import { licenceKind } from '#shared/records/licences/licence.ts'
import { licenceShareKind } from '#shared/records/licences/licence-share.ts'
import { auditedOf } from '../support/audited.ts'
import { seedLink, seedUpload } from '../support/devices.ts'
import { seededRandom } from '../support/seeded.ts'
import { backupKeepers } from './backup.ts'
import { findRelationship } from './stored.ts'
import { acme, openPair, type Pair, type TestDevice, type WorldOptions } from './world.ts'

interface Managed {
  relationshipId: RelationshipId
  customerId: OrganisationId
}

interface Stage extends Pair {
  mspId: OrganisationId
  alone: Managed
  shared: Managed
}

let stage: Stage | undefined
afterEach(async () => {
  await stage?.world.close()
  stage = undefined
})

async function openStage(options: WorldOptions): Promise<Stage> {
  const pair = await openPair(undefined, options)
  const { msp, customer, relationshipId } = pair
  const services = ['knox-suite', 'knox-manage']
  const alone = await addCustomer.on(msp, { ...acme, services, managementType: 'fully', workEmail: 'al@alone.example' })
  await msp.sync()
  const { customerId } = (await findRelationship(msp.store, alone.relationshipId))!
  stage = {
    ...pair,
    mspId: msp.user.organisationId,
    alone: { relationshipId: alone.relationshipId, customerId },
    shared: { relationshipId, customerId: customer.user.organisationId },
  }
  return stage
}

const say = (device: TestDevice, question: DeviceQuestion, of: RelationshipId | null = null) =>
  decideOnDevices.on(device, question, { of, name: 'Fleet' })
const licencesOn = ({ store }: TestDevice) => readAllRecords(store, licenceKind)
const sharesOn = ({ store }: TestDevice) => readAllRecords(store, licenceShareKind)
const refusedOn = async ({ store }: TestDevice) =>
  (await store.outbox.where('state').equals('refused').toArray()).map(({ code }) => code)
async function settle(...devices: TestDevice[]): Promise<void> {
  for (let round = 0; round < 2; round++) for (const device of devices) await device.sync()
}

const key = 'KLM03-7QWER-TYUIO-4F2A'
type Registered = Extract<DeviceQuestion, { decision: 'register-licence' }>['input']

async function register(now: Stage, device: TestDevice, said: Partial<Registered> = {}): Promise<LicenceId> {
  const { organisationId: ownerId, organisationKind } = device.user
  const { ids } = now.world
  const id = ids.randomId() as LicenceId
  const shareId = organisationKind === 'customer' ? (ids.randomId() as LicenceShareId) : null
  const terms = { name: 'Fleet', service: 'knox-suite', type: 'transferable', seats: 10 } as const
  const input = { relationshipId: null, id, ownerId, shareId, key, startsOn: '2026-01-01', endsOn: '', ...terms }
  await say(device, { decision: 'register-licence', input: { ...input, ...said } })
  return id
}

async function assign(
  now: Stage,
  device: TestDevice,
  to: Managed,
  {
    licenceId,
    seats,
    shareId = now.world.ids.randomId() as LicenceShareId,
    version = 0,
    service = 'knox-manage',
  }: { licenceId: LicenceId; seats: number; shareId?: LicenceShareId; version?: number; service?: string },
): Promise<LicenceShareId> {
  const input = { ...to, licenceId, shareId, service, seats, version }
  await say(device, { decision: 'assign-seats', input }, to.relationshipId)
  return shareId
}

async function approvedDevices({ world }: Stage, partyId: OrganisationId, count: number): Promise<DeviceId[]> {
  const resellerId = await world.organisation('reseller', 'Partshop')
  const linkId = await seedLink(world, { resellerId, partyId })
  const upload = { state: 'approved' as const }
  const { devices } = await seedUpload(world, { resellerId, partyId, linkId, count, upload })
  return devices.map(({ id }) => id)
}

const license = (
  device: TestDevice,
  shareId: LicenceShareId,
  ids: readonly DeviceId[],
  relationshipId: RelationshipId | null = null,
) =>
  say(
    device,
    { decision: 'license-devices', input: { relationshipId, shareId, deviceIds: joinIds(ids) } },
    relationshipId,
  )

describe.each(backupKeepers)('Licences, $name', (keeper) => {
  afterAll(() => keeper.stop())

  test('[M22] a key is registered once, and of it no more than its last characters is anywhere but sealed', async () => {
    const now = await openStage(await keeper.options())
    const { msp, customer, world } = now
    const id = await register(now, msp)
    await register(now, msp, { name: 'Again', key: 'klm03-7qwer-tyuio-4f2a ' })
    await settle(msp)
    expect(await refusedOn(msp)).toEqual(['key-registered'])
    // Somebody else may have bought the same; that is nobody's business.
    await register(now, customer, { seats: 3 })
    await settle(customer, msp)
    expect(await refusedOn(customer)).toEqual([])
    const seen = await licencesOn(msp)
    expect(seen.find((licence) => licence.id === id)).toMatchObject({
      keyEnd: '4F2A',
      seats: 10,
      assigned: 0,
      left: [],
    })
    expect(seen).toHaveLength(2)
    expect(await licencesOn(customer)).toMatchObject([{ seats: 3, assigned: 3, used: 0, relationshipId: null }])
    expect(await sharesOn(msp)).toMatchObject([{ boughtBy: 'customer', mspName: '', seats: 3 }])
    const rows = await world.database.selectFrom('licence').selectAll().execute()
    const kept = JSON.stringify([rows, seen, await sharesOn(msp), await sharesOn(customer)])
    expect(kept).not.toContain('QWER')
    expect(new Set(rows.map(({ key_mark }) => key_mark)).size).toBe(2)
    const log = await world.database.selectFrom('change').selectAll().execute()
    expect(JSON.stringify(log)).not.toContain('QWER')
  })

  test('[M22] two tablets assign the last seat without a network: one is refused and keeps what it said', async () => {
    const now = await openStage(await keeper.options())
    const { msp, alone, shared, world } = now
    const licenceId = await register(now, msp, { seats: 10 })
    await settle(msp)
    const other = await world.device(msp.user.id)
    await settle(other)
    await assign(now, msp, alone, { licenceId, seats: 9, service: 'knox-suite' })
    await settle(msp, other)
    await assign(now, msp, alone, { licenceId, seats: 1 })
    const late = await assign(now, other, shared, { licenceId, seats: 1 })
    await settle(msp, other, msp)
    expect(await refusedOn(msp)).toEqual([])
    expect(await refusedOn(other)).toEqual(['no-seats-left'])
    const [kept] = await other.store.outbox.where('state').equals('refused').toArray()
    expect(kept!.body).toMatchObject({ input: { shareId: late, seats: 1 } })
    expect(await licencesOn(msp)).toMatchObject([{ seats: 10, assigned: 10 }])
    expect(await sharesOn(now.customer)).toEqual([])
  })

  test('[M22] seats go only where they may: services that are managed, licences that run, counts that fit', async () => {
    const now = await openStage(await keeper.options())
    const { msp, customer, alone, shared } = now
    const suite = await register(now, msp)
    const ended = await register(now, msp, { key: 'KLM03-ENDED-0000', startsOn: '2020-01-01', endsOn: '2020-12-31' })
    const manage = await register(now, msp, { key: 'KLM03-MANAGE-0001', service: 'knox-manage', type: 'fixed' })
    await settle(msp)
    await assign(now, msp, alone, { licenceId: suite, seats: 1, service: 'knox-guard' })
    await assign(now, msp, alone, { licenceId: manage, seats: 1, service: 'knox-suite' })
    await assign(now, msp, alone, { licenceId: ended, seats: 1 })
    await assign(now, msp, alone, { licenceId: suite, seats: 11 })
    await settle(msp)
    expect(await refusedOn(msp)).toEqual([
      'service-not-managed',
      'service-not-managed',
      'licence-ended',
      'no-seats-left',
    ])
    const shareId = await assign(now, msp, alone, { licenceId: suite, seats: 4 })
    const fixed = await assign(now, msp, alone, { licenceId: manage, seats: 2, service: 'knox-manage' })
    await settle(msp)
    const giveBack = (id: LicenceShareId, seats: number, version = 1) =>
      say(
        msp,
        { decision: 'give-back-seats', input: { relationshipId: alone.relationshipId, shareId: id, seats, version } },
        alone.relationshipId,
      )
    const devices = await approvedDevices(now, alone.customerId, 3)
    await license(msp, shareId, devices.slice(0, 2), alone.relationshipId)
    await settle(msp)
    await giveBack(shareId, 1)
    await giveBack(fixed, 0)
    await giveBack(shareId, 3, 7)
    await giveBack(shareId, 2)
    await settle(msp)
    expect((await refusedOn(msp)).slice(4)).toEqual(['seats-in-use', 'not-transferable', 'stale-decision'])
    expect((await licencesOn(msp)).find(({ id }) => id === suite)).toMatchObject({ assigned: 2, used: 2 })
    await license(msp, shareId, devices, alone.relationshipId)
    await license(msp, fixed, devices.slice(0, 1), alone.relationshipId)
    await settle(msp)
    expect((await refusedOn(msp)).slice(7)).toEqual(['too-few-seats', 'licensed-otherwise'])
    // Of a customer the MSP's seats aren't the customer's to give.
    await settle(customer)
    const stolen = await assign(now, customer, shared, { licenceId: suite, seats: 1 })
    await settle(customer)
    expect(await refusedOn(customer)).toEqual(['not-permitted'])
    expect((await sharesOn(msp)).map(({ id }) => id)).not.toContain(stolen)
    // As the customer’s own: MSP-bought seats change, and go, only while nobody has them.
    await say(msp, { decision: 'delete-licence', input: { relationshipId: null, id: suite, version: 0 } })
    const terms = { name: 'Fleet', startsOn: '2026-01-01', endsOn: '' }
    await say(msp, {
      decision: 'change-licence',
      input: { relationshipId: null, id: suite, version: 0, seats: 1, ...terms },
    })
    await say(msp, { decision: 'delete-licence', input: { relationshipId: null, id: ended, version: 0 } })
    await settle(msp)
    expect((await refusedOn(msp)).slice(9)).toEqual(['licence-in-use', 'seats-assigned'])
    expect((await licencesOn(msp)).map(({ id }) => id).toSorted()).toEqual([suite, manage].toSorted())
    await say(msp, {
      decision: 'change-licence',
      input: { relationshipId: null, id: suite, version: 0, seats: 20, ...terms },
    })
    await settle(msp)
    expect(await auditedOf(now.world.database, msp.user.id)).toEqual([
      'licence-changed',
      'licence-deleted',
      ...Array<string>(3).fill('licence-registered'),
      'seats-assigned',
      'seats-assigned',
      'seats-given-back',
    ])
  })

  test('[M22][H3] a licensed device can’t be deleted or moved, and its approval can’t be taken back', async () => {
    const now = await openStage(await keeper.options())
    const { customer, msp, mspId, world } = now
    const licenceId = await register(now, customer, { seats: 5 })
    await settle(customer)
    const [share] = await sharesOn(customer)
    const devices = await approvedDevices(now, customer.user.organisationId, 2)
    await settle(customer)
    await license(customer, share!.id, devices)
    await settle(customer)
    const { uploadId, status } = (await readAllRecords(customer.store, deviceKind))[0]!
    expect(status).toBe('approved')
    const reopen = { relationshipId: null, id: uploadId, version: 0 }
    await say(customer, { decision: 'reopen-upload', input: reopen })
    await settle(customer)
    expect(await refusedOn(customer)).toEqual(['device-licensed'])
    await say(customer, { decision: 'unlicense-devices', input: { relationshipId: null, deviceIds: joinIds(devices) } })
    await say(customer, { decision: 'reopen-upload', input: reopen })
    await settle(customer)
    expect(await refusedOn(customer)).toHaveLength(1)
    expect(await licencesOn(customer)).toMatchObject([{ id: licenceId, used: 0 }])
    // An MSP's own has no seat to use; should one ever, it stays.
    const own = await approvedDevices(now, mspId, 1)
    await world.database.updateTable('device').set({ licence_share_id: share!.id }).where('id', 'in', own).execute()
    await settle(msp)
    await say(msp, { decision: 'delete-devices', input: { deviceIds: joinIds(own) } })
    await settle(msp)
    expect(await refusedOn(msp)).toEqual(['device-licensed'])
  })

  test('[M17] after a delink used seats stay used, unused ones go back where they can, and the customer goes on', async () => {
    const now = await openStage(await keeper.options())
    const { msp, customer, shared, relationshipId } = now
    const licenceId = await register(now, msp)
    const fixedId = await register(now, msp, { key: 'KLM03-FIXED-0002', type: 'fixed', seats: 5 })
    await settle(msp)
    const shareId = await assign(now, msp, shared, { licenceId, seats: 6 })
    await assign(now, msp, shared, { licenceId: fixedId, seats: 4 })
    await settle(msp)
    const devices = await approvedDevices(now, shared.customerId, 4)
    await settle(customer, msp)
    expect(await sharesOn(customer)).toMatchObject([
      { boughtBy: 'msp', mspName: 'Northwind', keyEnd: expect.any(String) },
      { boughtBy: 'msp', mspName: 'Northwind' },
    ])
    await license(customer, shareId, devices.slice(0, 3))
    await settle(customer, msp)
    // Queued before the end is known: it comes too late.
    const late = await now.world.device(msp.user.id)
    await settle(late)
    await assign(now, late, shared, { licenceId, seats: 8, shareId, version: 1 })
    await decide.on(customer, 'delink-customer', relationshipId)
    await settle(customer, msp)
    await decide.on(msp, 'accept-delink', relationshipId)
    await settle(msp, customer, late)
    expect(await refusedOn(late)).toEqual(['relationship-ended'])
    expect(await sharesOn(msp)).toEqual([])
    const [name] = ['Acme']
    const pools = new Map((await licencesOn(msp)).map((licence) => [licence.id, licence]))
    expect(pools.get(licenceId)).toMatchObject({ assigned: 3, used: 3, left: [{ seats: 3 }] })
    expect(pools.get(fixedId)).toMatchObject({ assigned: 4, used: 4, left: [{ seats: 4 }] })
    expect(pools.get(licenceId)!.left[0]!.name).toContain(name)
    await say(
      msp,
      { decision: 'give-back-seats', input: { relationshipId, shareId, seats: 0, version: 2 } },
      relationshipId,
    )
    await settle(msp)
    expect(await refusedOn(msp), 'taken back by somebody who isn’t there any more').toEqual(['relationship-ended'])
    const { seats } = (await sharesOn(customer)).find(({ id }) => id === shareId)!
    expect(seats).toBe(3)
    await msp.store.outbox.where('state').equals('refused').delete()
    // What the customer does from now on is nothing to whoever bought them.
    const ofCustomer = (await sharesOn(customer)).find(({ id }) => id === shareId)!
    expect(ofCustomer).toMatchObject({ boughtBy: 'former-msp', mspName: 'Northwind', seats: 3, used: 3 })
    const before = await now.world.database.selectFrom('feed_head').selectAll().execute()
    const headOf = (rows: typeof before) => rows.find(({ organisation_id }) => organisation_id === now.mspId)
    await say(customer, {
      decision: 'unlicense-devices',
      input: { relationshipId: null, deviceIds: joinIds(devices.slice(0, 1)) },
    })
    await settle(customer, msp)
    await license(customer, shareId, devices.slice(3))
    await settle(customer, msp)
    expect(await refusedOn(customer)).toEqual([])
    const after = await now.world.database.selectFrom('feed_head').selectAll().execute()
    expect(headOf(after)).toEqual(headOf(before))
    expect((await licencesOn(msp)).find(({ id }) => id === licenceId)).toMatchObject({ used: 3, assigned: 3 })
    // The eleventh seat isn't there for others.
    await assign(now, msp, now.alone, { licenceId, seats: 8 })
    await assign(now, msp, now.alone, { licenceId, seats: 7 })
    await settle(msp)
    expect(await refusedOn(msp)).toEqual(['no-seats-left'])
  })

  test('[M22] assigned and given back is a line of the account’s log; a licence that ended changes no customer', async () => {
    const now = await openStage(await keeper.options())
    const { msp, customer, shared } = now
    const licenceId = await register(now, msp, { endsOn: '2099-01-01' })
    await settle(msp)
    const before = await findRelationship(msp.store, shared.relationshipId)
    await assign(now, msp, shared, { licenceId, seats: 2 })
    await settle(msp, customer)
    await now.world.database.updateTable('licence').set({ ends_on: '2026-01-02' }).execute()
    await settle(msp, customer)
    const lines = (await readAllRecords(customer.store, changeKind)).filter(({ devices }) => devices !== null)
    expect(lines).toMatchObject([
      { detail: { event: 'seats-assigned' }, devices: { count: 2, name: 'Fleet', uploadId: null } },
    ])
    const after = await findRelationship(msp.store, shared.relationshipId)
    expect([after!.status, after!.services]).toEqual([before!.status, before!.services])
  })

  test.each([1, 2, 3])('[M22] many at once never assign or use more seats than there are (seed %i)', async (seed) => {
    const now = await openStage(await keeper.options())
    const { msp, customer, alone, shared, world } = now
    const random = seededRandom(seed)
    const licenceId = await register(now, msp, { seats: 6 })
    await settle(msp)
    const phones = {
      [alone.customerId]: await approvedDevices(now, alone.customerId, 6),
      [shared.customerId]: await approvedDevices(now, shared.customerId, 6),
    }
    const tablets = [msp, await world.device(msp.user.id), await world.device(msp.user.id)]
    await settle(...tablets, customer)
    for (let round = 0; round < 6; round++) {
      for (const tablet of [...tablets, customer]) {
        const isCustomer = tablet === customer
        const to = isCustomer || random() < 0.5 ? shared : alone
        const known = (await sharesOn(tablet)).find(({ customerId }) => customerId === to.customerId)
        const relationshipId = isCustomer ? null : to.relationshipId
        if (!isCustomer && random() < 0.5) {
          const seats = (known?.seats ?? 0) + 1 + Math.floor(random() * 3)
          await assign(now, tablet, to, {
            licenceId,
            seats,
            ...(known && { shareId: known.id, version: known.version }),
          })
        } else if (known && random() < 0.7) {
          const some = phones[to.customerId]!.filter(() => random() < 0.4)
          if (some.length > 0) await license(tablet, known.id, some, relationshipId)
        } else if (known && !isCustomer) {
          const input = {
            relationshipId: to.relationshipId,
            shareId: known.id,
            seats: known.used,
            version: known.version,
          }
          await say(tablet, { decision: 'give-back-seats', input }, to.relationshipId)
        }
      }
      await Promise.all([...tablets, customer].map((tablet) => tablet.sync()))
      const shares = await world.database.selectFrom('licence_share').selectAll().execute()
      expect(shares.reduce((sum, { seats }) => sum + seats, 0)).toBeLessThanOrEqual(6)
      for (const share of shares) {
        const used = world.database.selectFrom('device').select('id').where('licence_share_id', '=', share.id)
        expect((await used.execute()).length).toBeLessThanOrEqual(share.seats)
      }
    }
    await settle(...tablets, customer)
    const refused = (await Promise.all(tablets.map(refusedOn))).flat()
    expect(refused.length, 'some of them came too late').toBeGreaterThan(0)
    const [licence] = await licencesOn(msp)
    for (const tablet of tablets) expect(await licencesOn(tablet)).toEqual([licence])
  })
})
