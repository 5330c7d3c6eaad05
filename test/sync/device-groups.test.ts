// A customer's groups of devices: made and changed by its own people, who alone are told who manages them.
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { DeviceGroupId, DeviceId, OrganisationId, RelationshipId, UserId } from '#shared/domain/ids.ts'
import { decideOnDevices } from '#lib/commands/decide-on-devices.ts'
import { undoChange } from '#lib/commands/facts/undo-change.ts'
import { changeSetting } from '#lib/commands/setting/change-setting.ts'
import { readAllRecords } from '#lib/local-store/stored-records.ts'
import { joinIds } from '#shared/domain/device/joined-ids.ts'
import { isAssignment } from '#shared/domain/document/change-record.ts'
import { deviceGroupKind } from '#shared/records/devices/device-group.ts'
import { deviceKind } from '#shared/records/devices/device.ts'
import { readManagersOfDevice } from '../../server/database/repository/devices/device-group.ts'
import { seedLink, seedUpload } from '../support/devices.ts'
import { recordAnswers, commandItem, helloOf, outcomeOf, post } from './raw-exchange.ts'
import { outboxOf } from './read-world.ts'
import { readAllChanges } from './stored.ts'
import { openPair, type Pair, type TestDevice } from './world.ts'

let pair: Pair
let noa: TestDevice
let mina: TestDevice
let of: RelationshipId
let ownerId: OrganisationId
let devices: DeviceId[]

beforeEach(async () => {
  pair = await openPair()
  ;({ msp: noa, customer: mina, relationshipId: of } = pair)
  ownerId = mina.user.organisationId
  const resellerId = await pair.world.organisation('reseller', 'Shop')
  const seeding = { database: pair.world.database, ids: pair.world.ids }
  const linkId = await seedLink(seeding, { resellerId, partyId: ownerId })
  const given = { resellerId, partyId: ownerId, linkId, count: 3, upload: { state: 'approved' as const } }
  const seeded = await seedUpload(seeding, given)
  devices = seeded.devices.map(({ id }) => id as DeviceId)
})
afterEach(() => pair.world.close())

async function settle(): Promise<void> {
  for (const device of [mina, noa, mina, noa]) {
    pair.world.clock.advance(60_000)
    await device.sync()
  }
}

async function addGroup(name: string, managers: UserId[]): Promise<DeviceGroupId> {
  const id = pair.world.ids.randomId() as DeviceGroupId
  const input = { relationshipId: null, id, ownerId, name, managers }
  await decideOnDevices.on(mina, { decision: 'add-device-group', input }, { of: null, name })
  return id
}

const groupsOn = ({ store }: TestDevice) => readAllRecords(store, deviceGroupKind)
const groupOf = async ({ store }: TestDevice, id: DeviceId) =>
  (await readAllRecords(store, deviceKind)).find((each) => each.id === id)?.groupId ?? null
const refusalOn = async (device: TestDevice) => (await outboxOf(device)).findLast(({ code }) => code !== null)?.code

describe('Device groups', () => {
  test('[S2][SYNC5] the customer names a manager; the MSP has the group, and nobody’s name or id of it in any byte', async () => {
    const kim = await pair.world.user(ownerId, 'Kim')
    await settle()
    const answers = recordAnswers(noa)
    const id = await addGroup('Drivers', [kim])
    await settle()
    expect(await groupsOn(mina)).toMatchObject([{ id, name: 'Drivers', managers: [kim], relationshipId: null }])
    expect(await groupsOn(noa)).toMatchObject([{ id, name: 'Drivers', managers: [], relationshipId: of }])
    const text = Buffer.concat(answers).toString('latin1')
    expect(text).toContain('Drivers')
    expect(text).not.toContain(Buffer.from(kim, 'base64url').toString('latin1'))
    expect(text).not.toContain(kim)
  })

  test('[S2] nobody of an MSP manages one, nor who is blocked; an MSP makes none', async () => {
    for (const manager of [noa.user.id, pair.world.ids.randomId() as UserId]) {
      await addGroup('Drivers', [manager])
      await settle()
      expect(await refusalOn(mina)).toBe('manager-not-yours')
      expect(await groupsOn(mina)).toEqual([])
    }
    const input = { relationshipId: of, id: pair.world.ids.randomId(), ownerId, name: 'Ours', managers: [] }
    const { answers } = await post(noa, [await helloOf(noa), commandItem(noa, 500, 'add-device-group', input)])
    expect(answers.map(outcomeOf)).toEqual(['not-permitted'])
  })

  test('[S2][H3] either side puts devices into a group, offline, the later holds, and either side undoes it', async () => {
    const drivers = await addGroup('Drivers', [mina.user.id])
    const office = await addGroup('Office', [])
    await settle()
    const assign = (device: TestDevice, relationshipId: RelationshipId | null, groupId: DeviceGroupId | null) => {
      const input = { relationshipId, deviceIds: joinIds(devices.slice(0, 2)), groupId }
      return changeSetting.on(device, { setting: 'assign-group', input })
    }
    await assign(mina, null, drivers)
    pair.world.clock.advance(60_000)
    await assign(noa, of, office)
    await noa.sync()
    await settle()
    for (const device of [mina, noa]) expect(await groupOf(device, devices[0]!)).toBe(office)
    expect(await groupOf(noa, devices[2]!)).toBeNull()
    await assign(mina, null, drivers)
    await settle()
    expect(await readManagersOfDevice(pair.world.database, devices[0]!)).toEqual(new Set([mina.user.id]))
    const lines = (await readAllChanges(noa.store)).filter(isAssignment)
    const last = lines.toSorted((left, right) => right.at - left.at)[0]!
    expect(last.devices).toMatchObject({ count: 2, name: 'Drivers' })
    expect(await undoChange.on(noa, last.id)).toEqual({ done: true })
    await settle()
    for (const device of [mina, noa]) expect(await groupOf(device, devices[0]!)).toBe(office)
  })

  test('[S2] a group is renamed and deleted as it was seen, not while a device is in it, and names are each once', async () => {
    const id = await addGroup('Drivers', [])
    await settle()
    await addGroup('Drivers', [])
    await settle()
    expect(await refusalOn(mina)).toBe('name-taken')
    const input = { relationshipId: null, deviceIds: joinIds([devices[0]!]), groupId: id }
    await changeSetting.on(mina, { setting: 'assign-group', input })
    await settle()
    const erase = async (version: number) => {
      const seen = { relationshipId: null, id, version }
      await decideOnDevices.on(mina, { decision: 'delete-device-group', input: seen }, { of: null, name: 'Drivers' })
      await settle()
    }
    await erase(1)
    expect(await refusalOn(mina)).toBe('device-group-in-use')
    await changeSetting.on(mina, { setting: 'assign-group', input: { ...input, groupId: null } })
    await settle()
    await erase(0)
    expect(await refusalOn(mina)).toBe('stale-decision')
    await erase(1)
    expect(await groupsOn(noa)).toEqual([])
  })
})
