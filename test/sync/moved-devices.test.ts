// M22, R1, R3, H3: what an MSP has moved to a company that it manages alone, and who hears of it.
import { afterAll, afterEach, describe, expect, test } from 'vitest'
import { decide } from '#lib/commands/decide.ts'
import { joinIds } from '#shared/domain/device/joined-ids.ts'
import type { DeviceId, UploadId } from '#shared/domain/ids.ts'
import { resellerRow } from '#shared/domain/reseller/reseller-row.ts'
import { keysOfEntry } from '../../server/database/feed.ts'
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

/** All of an approved upload of the MSP's; resolves to which. */
async function move(ids: readonly DeviceId[]): Promise<UploadId> {
  const uploadId = newId<UploadId>(now)
  const { msp, alone } = now
  await say(
    msp,
    { decision: 'move-devices', input: { ...alone, uploadId, deviceIds: joinIds(ids) } },
    alone.relationshipId,
  )
  await settle(msp)
  return uploadId
}

/** A person of the company, whoever manages it. */
const personOf = async ({ world, alone }: Stage): Promise<TestDevice> =>
  world.device(await world.user(alone.customerId, 'Al'))

/** By organisation. */
async function countFeed({ world }: Stage): Promise<Record<string, number>> {
  const entries = await world.database.selectFrom('feed_entry').select('organisation_id').execute()
  return Object.fromEntries(
    [...Map.groupBy(entries, ({ organisation_id }) => organisation_id)].map(([id, those]) => [id, those.length]),
  )
}

describe.each(backupKeepers)('Moved devices, $name', (keeper) => {
  afterAll(() => keeper.stop())

  test('[S3][M22] what the company’s services reject is the MSP’s again, approved as before, and can be moved anew', async () => {
    now = await openStage(await keeper.options())
    const { msp, mspId, alone, reseller } = now
    const { devices, uploadId } = await uploadTo(now, mspId, { count: 2, approved: true })
    await settle(msp, reseller)
    const ids = devices.map(({ id }) => id)
    const told = await devicesOn(reseller)
    const moved = await move(ids)
    await say(
      msp,
      { decision: 'reject-upload', input: { relationshipId: alone.relationshipId, id: moved, version: 0 } },
      alone.relationshipId,
    )
    await settle(msp, reseller)
    expect(await refusedOn(msp)).toEqual([])
    const back = await devicesOn(msp)
    expect(back).toMatchObject(
      ids.map((id) => ({ id, ownerId: mspId, status: 'approved', uploadId, movedByMsp: false })),
    )
    expect((await uploadsOn(msp)).find(({ id }) => id === moved)).toMatchObject({ state: 'rejected' })
    expect(await devicesOn(reseller), 'nothing of it is the reseller’s to know').toEqual(told)
    await move(ids)
    expect((await devicesOn(msp)).map(({ ownerId }) => ownerId)).toEqual([alone.customerId, alone.customerId])
  })

  test('[H3] an approval can’t be taken back once a device of it was moved, or deleted', async () => {
    now = await openStage(await keeper.options())
    const { msp, mspId } = now
    const first = await uploadTo(now, mspId, { count: 2, approved: true })
    const second = await uploadTo(now, mspId, { count: 2, approved: true, link: first.linkId })
    await settle(msp)
    await move([first.devices[0]!.id])
    await say(msp, { decision: 'delete-devices', input: { deviceIds: joinIds([second.devices[0]!.id]) } })
    await settle(msp)
    for (const { uploadId } of [first, second]) {
      await say(msp, { decision: 'reopen-upload', input: { relationshipId: null, id: uploadId, version: 0 } })
      await settle(msp)
    }
    expect(await refusedOn(msp)).toEqual(['devices-in-use', 'devices-in-use'])
    expect(new Set((await devicesOn(msp)).map(({ status }) => status))).toEqual(new Set(['approved', 'pending']))
  })

  test('[M22] `Moved by MSP` stays: after approval, conversion and the end of management', async () => {
    now = await openStage(await keeper.options())
    const { msp, mspId, alone, world } = now
    const { devices } = await uploadTo(now, mspId, { count: 1, approved: true })
    await settle(msp)
    const uploadId = await move(devices.map(({ id }) => id))
    const of = alone.relationshipId
    const uploads = [{ id: uploadId, version: 0 }]
    await say(msp, { decision: 'approve-uploads', input: { relationshipId: of, uploads } }, of)
    await settle(msp)
    await decide.on(msp, 'convert-customer', of, { workEmail: 'al@alone.example', locale: 'en' })
    await settle(msp)
    expect(await refusedOn(msp)).toEqual([])
    const al = await personOf(now)
    await settle(al)
    const seen = { id: devices[0]!.id, status: 'approved', movedByMsp: true }
    expect(await devicesOn(al)).toMatchObject([seen])
    await world.database.updateTable('invitation').set({ state: 'registered' }).execute()
    await decide.on(al, 'delink-customer', of)
    await settle(al, msp)
    await decide.on(msp, 'accept-delink', of)
    await settle(msp, al)
    expect(await refusedOn(msp)).toEqual([])
    expect(await devicesOn(msp), 'they are the company’s').toEqual([])
    expect(await devicesOn(al)).toMatchObject([seen])
  })

  test('[R1][R3] they are neither listed nor counted where the reseller has the company itself, and aren’t its to delete', async () => {
    now = await openStage(await keeper.options())
    const { msp, mspId, alone, reseller } = now
    const { devices, linkId } = await uploadTo(now, mspId, { count: 3, approved: true })
    const own = await uploadTo(now, alone.customerId, { count: 2 })
    await settle(msp, reseller)
    const ids = devices.map(({ id }) => id)
    await move(ids.slice(0, 2))
    await settle(reseller)
    const rows = (await linksOn(reseller)).map(resellerRow)
    const countAt = (partyId: string) => rows.find((row) => row.partyId === partyId)!.devices
    expect([countAt(mspId), countAt(alone.customerId)]).toEqual([3, 2])
    const listed = Map.groupBy(await devicesOn(reseller), ({ linkId: of }) => of)
    expect(listed.get(linkId)?.map(({ id }) => id)).toEqual(ids)
    expect(listed.get(own.linkId)?.map(({ id }) => id)).toEqual(own.devices.map(({ id }) => id))
    await say(reseller, { decision: 'delete-uploaded-devices', input: { deviceIds: joinIds(ids.slice(0, 1)) } })
    await settle(reseller, msp)
    expect(await refusedOn(reseller)).toEqual(['device-approved'])
    expect(await devicesOn(msp)).toHaveLength(5)
    expect(await linksOn(reseller)).toHaveLength(2)
  })

  test('[M22][H6] a move is a handful of entries in the feed, however many devices: 512 to an entry', async () => {
    now = await openStage(await keeper.options())
    const { msp, mspId, alone, resellerId } = now
    const count = 2048
    const { devices } = await uploadTo(now, mspId, { count, approved: true })
    await settle(msp)
    const before = await countFeed(now)
    await move(devices.map(({ id }) => id))
    const after = await countFeed(now)
    const added = (id: string) => after[id]! - (before[id] ?? 0)
    // The devices; their upload, the line of the log and the company's count: so that 10,000 are about twenty.
    for (const id of [mspId, alone.customerId]) expect(added(id)).toBeLessThanOrEqual(count / keysOfEntry + 3)
    expect(added(resellerId), 'whoever uploaded them hears nothing of it').toBe(0)
  })
})
