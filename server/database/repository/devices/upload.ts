import type { Kysely } from 'kysely'
import type { UploadId } from '#shared/domain/ids.ts'
import { lockedForUpdate } from '../../connection.ts'
import type { Schema } from '../../schema.ts'
import type { DeviceUploadTable } from '../../tables/device-tables.ts'

export async function findUpload(
  database: Kysely<Schema>,
  id: UploadId,
  { lock = false } = {},
): Promise<DeviceUploadTable | undefined> {
  const upload = database.selectFrom('device_upload').selectAll().where('id', '=', id)
  return (lock ? lockedForUpdate(upload) : upload).executeTakeFirst()
}

export async function insertUpload(database: Kysely<Schema>, upload: DeviceUploadTable): Promise<void> {
  await database.insertInto('device_upload').values(upload).execute()
}

/** One that brought nothing. */
export async function deleteUpload(database: Kysely<Schema>, id: UploadId): Promise<void> {
  await database.deleteFrom('device_upload').where('id', '=', id).execute()
}

export async function updateUpload(
  database: Kysely<Schema>,
  id: UploadId,
  columns: Partial<DeviceUploadTable>,
): Promise<void> {
  await database.updateTable('device_upload').set(columns).where('id', '=', id).execute()
}
