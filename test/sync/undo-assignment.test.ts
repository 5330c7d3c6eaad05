// H3, S3: an assignment is taken back knowing what was done since: on the device, offline too, on each database.
import { afterAll, afterEach, beforeEach, describe, expect, test } from 'vitest'
import { decideOnDevices } from '#lib/commands/decide-on-devices.ts'
import { undoChange } from '#lib/commands/facts/undo-change.ts'
import { changeSetting } from '#lib/commands/setting/change-setting.ts'
import { readAllRecords } from '#lib/local-store/stored-records.ts'
import { joinIds } from '#shared/domain/device/joined-ids.ts'
import { isAssignment } from '#shared/domain/document/change-record.ts'
import type { ChangeId, DeviceId, ProfileId, UploadId } from '#shared/domain/ids.ts'
import { deviceKind } from '#shared/records/devices/device.ts'
import { seedLink, seedUpload } from '../support/devices.ts'
import { publishDevices } from '../../server/database/repository/devices/owner.ts'
import { runUnitOfWork } from '../../server/database/unit-of-work.ts'
import { findOwner } from '../../server/decisions/devices/hold-owner.ts'
import type { DeviceTable } from '../../server/database/tables/device-tables.ts'
import { backupKeepers } from './backup.ts'
import { readAllChanges } from './stored.ts'
import { openPair, type Pair, type TestDevice } from './world.ts'

describe.each(backupKeepers)('Undo of an assignment, $name', (keeper) => {
  let pair: Pair
  let noa: TestDevice
  let mina: TestDevice
  let devices: DeviceTable[]
  let uploadId: UploadId
  let ids: DeviceId[]

  beforeEach(async () => {
    pair = await openPair(undefined, await keeper.options())
    ;({ msp: noa, customer: mina } = pair)
    const partyId = mina.user.organisationId
    const resellerId = await pair.world.organisation('reseller', 'Shop')
    const seeding = { database: pair.world.database, ids: pair.world.ids }
    const linkId = await seedLink(seeding, { resellerId, partyId })
    const upload = { state: 'approved' as const }
    ;({ devices, uploadId } = await seedUpload(seeding, { resellerId, partyId, linkId, count: 3, upload }))
    await tellDevices()
    ids = devices.map(({ id }) => id)
  })
  afterEach(() => pair.world.close())
  afterAll(() => keeper.stop())

  async function tellDevices(): Promise<void> {
    await runUnitOfWork(pair.world.anyNode().services, async (unit) =>
      publishDevices(unit, await findOwner(unit, mina.user.organisationId), devices),
    )
  }

  async function settle(): Promise<void> {
    for (const device of [mina, noa, mina, noa]) {
      pair.world.clock.advance(60_000)
      await device.sync()
    }
  }

  const of = (device: TestDevice) => (device === noa ? pair.relationshipId : null)

  async function addProfile(name: string): Promise<ProfileId> {
    const id = pair.world.ids.randomId() as ProfileId
    const app = { appUrl: 'https://mdm.example/a', appData: '' }
    const input = { relationshipId: null, id, ownerId: mina.user.organisationId, name, ...app }
    await decideOnDevices.on(mina, { decision: 'add-enrolment-profile', input }, { of: null, name })
    return id
  }

  async function assign(device: TestDevice, some: readonly DeviceId[], profileId: ProfileId | null): Promise<void> {
    const input = { relationshipId: of(device), deviceIds: joinIds(some), profileId }
    await changeSetting.on(device, { setting: 'assign-profile', input })
  }

  const profilesOn = async ({ store }: TestDevice) =>
    (await readAllRecords(store, deviceKind))
      .toSorted((left, right) => (left.id < right.id ? -1 : 1))
      .map(({ profileId }) => profileId)

  async function newest(device: TestDevice): Promise<ChangeId> {
    const lines = (await readAllChanges(device.store)).filter(isAssignment)
    return lines.toSorted((left, right) => right.at - left.at)[0]!.id
  }

  test('[S3][H3] both sides assign offline: the later holds, whichever arrives first', async () => {
    const [warehouse, office] = [await addProfile('Warehouse'), await addProfile('Office')]
    await settle()
    await assign(mina, ids.slice(1), office)
    pair.world.clock.advance(1000)
    await assign(noa, ids, warehouse)
    pair.world.clock.advance(1000)
    await noa.sync()
    await settle()
    for (const device of [mina, noa]) expect(await profilesOn(device)).toEqual([warehouse, warehouse, warehouse])
    expect(await newest(mina)).toBe(await newest(noa))
  })

  test('[H3][S3] says without a network which devices go back and which stay, by what each side assigned since', async () => {
    const [warehouse, office] = [await addProfile('Warehouse'), await addProfile('Office')]
    await settle()
    await assign(noa, ids, warehouse)
    await settle()
    const line = await newest(mina)
    await assign(noa, ids.slice(0, 1), office)
    await settle()
    // What waits on this device counts, too.
    await assign(mina, ids.slice(1, 2), null)
    const first = { name: devices[0]!.imei, why: 'assigned-since', now: 'Office', after: 'Warehouse', before: '' }
    const second = { ...first, name: devices[1]!.imei, now: '' }
    const told = await undoChange.on(mina, line)
    expect(told).toEqual({
      ...{ done: false, reason: 'assigned-since', sets: 'profile', back: [{ name: '', count: 1 }] },
      kept: [first, second],
    })
    expect(await undoChange.on(mina, line, { evenIfChanged: true })).toEqual({ done: true })
    await settle()
    for (const device of [mina, noa]) expect(await profilesOn(device)).toEqual([office, null, null])
    const undone = (await readAllChanges(noa.store)).find(({ undoes }) => undoes === line)
    expect(undone).toMatchObject({ devices: { count: 1 } })
    // The undo is an assignment, too, of which nothing has changed since.
    expect(await undoChange.on(noa, undone!.id)).toEqual({ done: true })
    await settle()
    for (const device of [mina, noa]) expect(await profilesOn(device)).toEqual([office, null, warehouse])
  })

  test('[H3][S3] of which profile nothing is left, and devices that are gone, are said and left alone', async () => {
    const warehouse = await addProfile('Warehouse')
    await settle()
    await assign(mina, ids.slice(0, 2), warehouse)
    await settle()
    await assign(mina, ids.slice(0, 2), null)
    await settle()
    const input = { relationshipId: null, id: warehouse, version: 1 }
    await decideOnDevices.on(mina, { decision: 'delete-enrolment-profile', input }, { of: null, name: 'Warehouse' })
    await settle()
    const { database } = pair.world
    const line = await newest(noa)
    const gone = { name: devices[0]!.imei, why: 'before-gone', now: '', after: '', before: null }
    expect(await undoChange.on(noa, line)).toMatchObject({ back: [], kept: [gone, { why: 'before-gone' }] })
    // A device of before, which doesn't know, may ask all the same.
    const about = { relationshipId: pair.relationshipId, changeId: line }
    await changeSetting.on(noa, { setting: 'undo-assignment', input: about })
    await settle()
    for (const device of [mina, noa]) expect(await profilesOn(device)).toEqual([null, null, null])
    expect(await database.selectFrom('change').select('id').where('undoes', '=', line).execute()).toEqual([])
    const seen = (version: number) => ({ relationshipId: null, id: uploadId, version })
    await decideOnDevices.on(mina, { decision: 'reopen-upload', input: seen(0) }, { of: null, name: 'PO-1' })
    await decideOnDevices.on(mina, { decision: 'reject-upload', input: seen(1) }, { of: null, name: 'PO-1' })
    await settle()
    expect(await undoChange.on(noa, line)).toMatchObject({
      back: [],
      kept: [
        { name: '', why: 'device-gone', now: null },
        { name: '', why: 'device-gone', now: null },
      ],
    })
  })
})
