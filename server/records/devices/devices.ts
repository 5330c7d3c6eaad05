import type { DeviceRecord } from '#shared/domain/device/device.ts'
import type { DeviceId } from '#shared/domain/ids.ts'
import { wireLimits } from '#shared/protocol/version.ts'
import { deviceKind } from '#shared/records/devices/device.ts'
import { inChunks } from '../../database/in-chunks.ts'
import { relationshipsOf, visibleDeviceIds, visibleDevices } from '../../database/reading/visible-devices.ts'
import type { DeviceTable } from '../../database/tables/device-tables.ts'
import type { Reading, RecordSource } from '../record-source.ts'

/** What one act changed may be ten thousand: more than one statement names. */
async function read(reading: Reading, ids: readonly DeviceId[]): Promise<DeviceRecord[]> {
  const found: DeviceRecord[] = []
  for (const slice of inChunks(ids, wireLimits.pageSize)) found.push(...(await readSome(reading, slice)))
  return found
}

async function readSome({ database, access }: Reading, ids: readonly DeviceId[]): Promise<DeviceRecord[]> {
  const rows = await visibleDevices(database, access).where('device.id', 'in', ids).orderBy('device.id').execute()
  const relationshipOf = await relationshipsOf(database, access, rows)
  const build = access.organisationKind === 'reseller' ? asUploaded : asOwned
  return rows.map((row) => ({ ...build(row), relationshipId: relationshipOf(row.organisation_id) }))
}

type Built = Omit<DeviceRecord, 'relationshipId'>

function asOwned(row: DeviceTable): Built {
  const { id, imei, meid, serial, model, status } = row
  return {
    id,
    ownerId: row.organisation_id,
    linkId: row.link_id,
    uploadId: row.upload_id,
    imei,
    meid,
    serial,
    model,
    orderNumber: row.order_number,
    orderDate: row.order_date,
    status,
    movedByMsp: row.moved_by !== null,
    profileId: row.profile_id,
    groupId: row.group_id,
    licenceShareId: row.licence_share_id,
    addedAt: row.added_at,
  }
}

/** What became of it where it was uploaded to; where it went from there is nothing to its reseller. */
function asUploaded(row: DeviceTable): Built {
  return {
    ...asOwned(row),
    ownerId: row.origin_id,
    uploadId: row.origin_upload_id,
    status: row.origin_status,
    movedByMsp: false,
    profileId: null,
    groupId: null,
    licenceShareId: null,
    addedAt: row.origin_at,
  }
}

export const devices: RecordSource<DeviceRecord> = {
  kind: deviceKind,
  async *pages(reading, after) {
    const behind = (await visibleDeviceIds(reading.database, reading.access)).filter((id) => id > after)
    for (const slice of inChunks(behind, Math.min(wireLimits.pageSize, reading.most)))
      yield { records: await read(reading, slice), last: slice.at(-1)! }
  },
  read: (reading, ids) => read(reading, ids as DeviceId[]),
}
