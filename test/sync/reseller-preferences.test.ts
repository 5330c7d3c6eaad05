// S3, C9, M22: what an owner prefers for whatever a reseller uploads from then on: approved by itself, with a profile.
import { afterAll, afterEach, describe, expect, test } from 'vitest'
import { sendUpload } from '#lib/commands/uploads/send-upload.ts'
import { checkDigitOf } from '#shared/domain/device/device-identifier.ts'
import type { DeviceRow } from '#shared/domain/device/device-row.ts'
import type { OrganisationId, ProfileId, RelationshipId, ResellerLinkId } from '#shared/domain/ids.ts'
import { seedProfile } from '../support/devices.ts'
import { backupKeepers } from './backup.ts'
import {
  devicesOn,
  linksOn,
  newId,
  openStage,
  refusedOn,
  say,
  settle,
  uploadsOn,
  uploadTo,
  type Stage,
} from './device-stage.ts'
import type { TestDevice } from './world.ts'

let now: Stage
afterEach(() => now.world.close())

function deviceRow(number: number): DeviceRow {
  const front = `86${String(number).padStart(12, '0')}`
  const imei = front + String(checkDigitOf(front))
  return { row: number + 2, imei, meid: '', serial: '', model: 'SM-X306B', orderNumber: '', orderDate: '', party: '' }
}

/** As the reseller's person does it, of one device. */
async function upload({ reseller }: Stage, partyId: OrganisationId, number: number): Promise<string> {
  const device = deviceRow(number)
  const target = { partyId, linkId: null, name: '', rows: [device] }
  await sendUpload.on(reseller, { targets: [target], orderNumber: 'PO-9', orderDate: '2026-11-20' })
  await settle(reseller)
  return device.imei
}

interface Preference {
  autoApprove: boolean
  defaultProfileId: ProfileId | null
}

async function prefer(device: TestDevice, linkId: ResellerLinkId, to: Preference, of: RelationshipId | null = null) {
  const { version } = (await linksOn(device)).find(({ id }) => id === linkId)!
  await say(device, { decision: 'change-reseller', input: { relationshipId: of, linkId, version, ...to } }, of)
  await settle(device)
}

const stateOf = async (device: TestDevice, imei: string) => {
  const { status, profileId } = (await devicesOn(device)).find((each) => each.imei === imei)!
  return { status, profileId }
}

describe.each(backupKeepers)('What an owner prefers of a reseller, $name', (keeper) => {
  afterAll(() => keeper.stop())

  test('[S3][C9] a default profile is for what is approved from then on, by hand and by itself; it is one of the owner’s', async () => {
    now = await openStage(await keeper.options())
    const { customer, shared, alone, world } = now
    const own = await seedProfile(world, shared.customerId)
    const foreign = await seedProfile(world, alone.customerId)
    const { linkId, devices } = await uploadTo(now, shared.customerId, { count: 1, approved: true })
    await settle(customer)

    await prefer(customer, linkId, { autoApprove: false, defaultProfileId: foreign })
    expect(await refusedOn(customer)).toEqual(['profile-not-found'])
    await prefer(customer, linkId, { autoApprove: false, defaultProfileId: own })
    expect(await linksOn(customer)).toMatchObject([{ autoApprove: false, defaultProfileId: own }])

    const byHand = await upload(now, shared.customerId, 1)
    await settle(customer)
    expect(await stateOf(customer, byHand)).toEqual({ status: 'pending', profileId: null })
    const waiting = (await uploadsOn(customer)).find(({ state }) => state === 'pending')!
    await say(customer, {
      decision: 'approve-uploads',
      input: { relationshipId: null, uploads: [{ id: waiting.id, version: waiting.version }] },
    })
    await settle(customer)
    await prefer(customer, linkId, { autoApprove: true, defaultProfileId: own })
    const byItself = await upload(now, shared.customerId, 2)
    await settle(customer)
    for (const imei of [byHand, byItself])
      expect(await stateOf(customer, imei)).toEqual({ status: 'approved', profileId: own })
    expect(await stateOf(customer, devices[0]!.imei), 'what was there before').toMatchObject({ profileId: null })

    await prefer(customer, linkId, { autoApprove: true, defaultProfileId: null })
    const without = await upload(now, shared.customerId, 3)
    await settle(customer)
    expect(await stateOf(customer, without)).toEqual({ status: 'approved', profileId: null })
    // A reseller is told of neither.
    await settle(now.reseller)
    expect(new Set((await devicesOn(now.reseller)).map(({ profileId }) => profileId))).toEqual(new Set([null]))
  })

  test('[S3] a profile that a reseller’s devices will get can’t be deleted before something else is chosen', async () => {
    now = await openStage(await keeper.options())
    const { customer, shared, world } = now
    const profileId = await seedProfile(world, shared.customerId)
    const { linkId } = await uploadTo(now, shared.customerId, { count: 1, approved: true })
    await settle(customer)
    await prefer(customer, linkId, { autoApprove: false, defaultProfileId: profileId })
    const erase = () =>
      say(customer, {
        decision: 'delete-enrolment-profile',
        input: { relationshipId: null, id: profileId, version: 1 },
      })
    await erase()
    await settle(customer)
    expect(await refusedOn(customer)).toEqual(['profile-in-use'])
    await prefer(customer, linkId, { autoApprove: false, defaultProfileId: null })
    await erase()
    await settle(customer)
    expect(await refusedOn(customer)).toEqual(['profile-in-use'])
    expect(await world.database.selectFrom('enrolment_profile').select('id').execute()).toEqual([])
  })

  test('[C9][S3] an MSP prefers it for a company that it manages alone', async () => {
    now = await openStage(await keeper.options())
    const { msp, alone, world } = now
    const profileId = await seedProfile(world, alone.customerId)
    const { linkId } = await uploadTo(now, alone.customerId, { count: 1 })
    await settle(msp)
    await prefer(msp, linkId, { autoApprove: true, defaultProfileId: profileId }, alone.relationshipId)
    expect(await refusedOn(msp)).toEqual([])
    const imei = await upload(now, alone.customerId, 1)
    await settle(msp)
    expect(await stateOf(msp, imei)).toEqual({ status: 'approved', profileId })
  })

  test('[M22] an MSP that registers a reseller with automatic approval has what it uploads approved, until it turns that off', async () => {
    now = await openStage(await keeper.options())
    const { msp, mspId, resellerId } = now
    const linkId = newId<ResellerLinkId>(now)
    await say(msp, { decision: 'register-reseller', input: { linkId, resellerId, autoApprove: true } })
    await settle(msp)
    const first = await upload(now, mspId, 1)
    await settle(msp)
    expect(await stateOf(msp, first)).toEqual({ status: 'approved', profileId: null })
    await prefer(msp, linkId, { autoApprove: false, defaultProfileId: null })
    const second = await upload(now, mspId, 2)
    await settle(msp)
    expect(await stateOf(msp, second)).toEqual({ status: 'pending', profileId: null })
    expect((await uploadsOn(msp)).map(({ state }) => state).toSorted()).toEqual(['approved', 'pending'])
  })
})
