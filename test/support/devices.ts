/** Resellers' customers, uploads and devices as rows, for tests of what becomes of them. */
import { checkDigitOf } from '#shared/domain/device/device-identifier.ts'
import type { DeviceRow } from '#shared/domain/device/device-row.ts'
import type { IdSource } from '#shared/domain/id-source.ts'
import type {
  ChangeId,
  DeviceGroupId,
  DeviceId,
  OrganisationId,
  ProfileId,
  RelationshipId,
  ResellerLinkId,
  UploadId,
  UserId,
} from '#shared/domain/ids.ts'
import type { Database } from '../../server/database/connection.ts'
import { inChunks } from '../../server/database/in-chunks.ts'
import { identifiersOf } from '../../server/database/repository/devices/device.ts'
import { insertChanges } from '../../server/database/repository/change.ts'
import { insertLink, recountDevices } from '../../server/database/repository/devices/reseller-link.ts'
import type {
  AssignmentTable,
  DeviceTable,
  DeviceUploadTable,
  EnrolmentProfileTable,
  ResellerLinkTable,
} from '../../server/database/tables/device-tables.ts'

export interface Seeding {
  database: Database
  ids: IdSource
}

/** A tablet as a file's row says it, the same for the same `number`. */
export function deviceRow(number: number): DeviceRow {
  const front = `35${String(number).padStart(12, '0')}`
  const imei = front + String(checkDigitOf(front))
  const serial = `R${String(number).padStart(10, '0')}`
  return { row: number + 2, imei, meid: '', serial, model: 'SM-X306B', orderNumber: '', orderDate: '', party: '' }
}

export const deviceRows = (count: number, from = 0) =>
  Array.from({ length: count }, (_, place) => deviceRow(from + place))

/** A reseller’s customer, trusted where nothing else is said. */
export async function seedLink(
  { database, ids }: Seeding,
  {
    resellerId,
    partyId,
    ...columns
  }: { resellerId: OrganisationId; partyId: OrganisationId } & Partial<ResellerLinkTable>,
): Promise<ResellerLinkId> {
  const id = ids.randomId() as ResellerLinkId
  const link = { id, reseller_id: resellerId, organisation_id: partyId, added_at: 1, listed_at: 1 }
  await insertLink(database, { trust: 'trusted', trusted_at: 1, ...link, ...columns })
  return id
}

export interface SeededUpload {
  resellerId: OrganisationId
  partyId: OrganisationId
  linkId: ResellerLinkId
  /** How many devices. */
  count: number
  /** At the end of its serial number. */
  mark?: (id: DeviceId) => string
  upload?: Partial<DeviceUploadTable>
  device?: Partial<DeviceTable>
}

/** Serial numbers and IMEIs of a seeded upload are its own. */
let seeded = 0

/** An upload that has arrived, to be approved where nothing else is said; resolves to its devices in order of id. */
export async function seedUpload(
  { database, ids }: Seeding,
  { resellerId, partyId, linkId, count, mark = () => '', upload = {}, device = {} }: SeededUpload,
): Promise<{ uploadId: UploadId; devices: DeviceTable[] }> {
  const uploadId = ids.randomId() as UploadId
  await database
    .insertInto('device_upload')
    .values({
      id: uploadId,
      organisation_id: partyId,
      reseller_id: resellerId,
      link_id: linkId,
      msp_id: null,
      order_number: 'PO-1',
      order_date: '2026-11-02',
      rows: count,
      arrived: count,
      devices: count,
      refused: 0,
      refused_rows: '[]',
      delivery: 'ok',
      state: 'pending',
      at: 1,
      decided_at: null,
      version: 0,
      ...upload,
    })
    .execute()
  const status = upload.state === 'approved' ? ('approved' as const) : ('pending' as const)
  const devices = Array.from({ length: count }, (): DeviceTable => {
    const number = ++seeded
    const id = ids.randomId() as DeviceId
    return {
      id,
      organisation_id: partyId,
      reseller_id: resellerId,
      link_id: linkId,
      upload_id: uploadId,
      origin_upload_id: uploadId,
      origin_id: partyId,
      origin_at: 1,
      imei: String(350_000_000_000_000 + number),
      meid: '',
      serial: `R${number}${mark(id)}`,
      model: 'SM-X306B',
      order_number: 'PO-1',
      order_date: '2026-11-02',
      status,
      origin_status: status,
      moved_by: null,
      profile_id: null,
      profile_stamp: 0,
      group_id: null,
      group_stamp: 0,
      licence_share_id: null,
      added_at: 1,
      ...device,
    }
  }).toSorted((left, right) => (left.id < right.id ? -1 : 1))
  for (const rows of inChunks(devices)) await database.insertInto('device').values(rows).execute()
  for (const rows of inChunks(devices.flatMap((row) => identifiersOf(row, row))))
    await database.insertInto('device_identifier').values(rows).execute()
  await recountDevices(database, linkId)
  await database
    .updateTable('reseller_link')
    .set(({ eb }) => ({ uploads: eb('uploads', '+', 1), last_uploaded_at: 1 }))
    .where('id', '=', linkId)
    .execute()
  return { uploadId, devices }
}

export async function seedProfile(
  { database, ids }: Seeding,
  ownerId: OrganisationId,
  columns: Partial<EnrolmentProfileTable> = {},
): Promise<ProfileId> {
  const id = ids.randomId() as ProfileId
  const profile = { name: 'Warehouse', app_url: 'https://mdm.example/app.apk', app_data: '', version: 1 }
  await database
    .insertInto('enrolment_profile')
    .values({ id, organisation_id: ownerId, ...profile, ...columns })
    .execute()
  return id
}

/** That this device got the profile, as the log of its owner says it. */
export async function seedAssignment(
  { database, ids }: Seeding,
  {
    at,
    relationshipId = null,
    ...row
  }: { at: number; relationshipId?: RelationshipId | null } & Omit<AssignmentTable, 'change_id' | 'sets'>,
): Promise<ChangeId> {
  const id = ids.randomId() as ChangeId
  await insertChanges(database, [
    {
      ...{
        id,
        organisation_id: row.organisation_id,
        customer_id: row.organisation_id,
        relationship_id: relationshipId,
      },
      ...{ document_id: null, seq: null, audience: 'both', undoes: null, item_id: null, at, received_at: at },
      ...{ actor_user_id: null, actor_organisation_id: row.organisation_id },
      detail: { type: 'decision', event: 'profile-assigned' },
      devices: { count: 1, uploadId: null, name: 'Warehouse' },
    },
  ])
  await database
    .insertInto('assignment')
    .values({ ...row, sets: 'profile', change_id: id })
    .execute()
  return id
}

/** A customer's, managed by these people of its. */
export async function seedDeviceGroup(
  { database, ids }: Seeding,
  organisation_id: OrganisationId,
  { name = 'Drivers', managers = [] }: { name?: string; managers?: readonly UserId[] } = {},
): Promise<DeviceGroupId> {
  const id = ids.randomId() as DeviceGroupId
  await database.insertInto('device_group').values({ id, organisation_id, name, version: 1 }).execute()
  const rows = managers.map((user_id) => ({ organisation_id, group_id: id, user_id }))
  if (rows.length > 0) await database.insertInto('device_group_manager').values(rows).execute()
  return id
}
