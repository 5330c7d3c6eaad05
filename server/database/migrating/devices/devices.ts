/** Resellers, what they upload, and whose it is. */
import type { Kysely } from 'kysely'
import type { Schema } from '../../schema.ts'
import { addColumns, type Columns, type DialectName } from '../add-columns.ts'

export const devices = '2026-12-15-devices'

const link: Columns = {
  id: 'text',
  reseller_id: 'text',
  organisation_id: 'text',
  listed_at: 'integer?',
  reference: 'text',
  trust: 'text',
  trusted_at: 'integer?',
  auto_approve: 'integer',
  default_profile_id: 'text?',
  uploads: 'integer',
  devices: 'integer',
  last_uploaded_at: 'integer?',
  added_at: 'integer',
  version: 'integer',
}

const upload: Columns = {
  id: 'text',
  organisation_id: 'text',
  reseller_id: 'text?',
  link_id: 'text?',
  msp_id: 'text?',
  order_number: 'text',
  order_date: 'text',
  rows: 'integer',
  arrived: 'integer',
  devices: 'integer',
  refused: 'integer',
  refused_rows: 'text',
  delivery: 'text',
  state: 'text',
  at: 'integer',
  decided_at: 'integer?',
  version: 'integer',
}

const device: Columns = {
  id: 'text',
  organisation_id: 'text',
  reseller_id: 'text',
  link_id: 'text',
  upload_id: 'text',
  origin_upload_id: 'text',
  origin_id: 'text',
  origin_at: 'integer',
  imei: 'text',
  meid: 'text',
  serial: 'text',
  model: 'text',
  order_number: 'text',
  order_date: 'text',
  status: 'text',
  origin_status: 'text',
  moved_by: 'text?',
  profile_id: 'text?',
  profile_stamp: 'integer',
  added_at: 'integer',
}

export async function addDevices(db: Kysely<Schema>, dialect: DialectName): Promise<void> {
  const table = (name: string, primaryKey: string[], columns: Columns) =>
    addColumns(db.schema.createTable(name), columns, dialect)
      .addPrimaryKeyConstraint(`${name}_pk`, primaryKey)
      .execute()
  await table('reseller_link', ['id'], link)
  await table('device_upload', ['id'], upload)
  await table('device', ['id'], device)
  await table('device_identifier', ['kind', 'value'], {
    organisation_id: 'text',
    kind: 'text',
    value: 'text',
    device_id: 'text',
  })
  await table('enrolment_profile', ['id'], {
    id: 'text',
    organisation_id: 'text',
    name: 'text',
    app_url: 'text',
    app_data: 'text',
    version: 'integer',
  })
  await table('assignment', ['change_id', 'device_id'], {
    organisation_id: 'text',
    change_id: 'text',
    device_id: 'text',
    before: 'text?',
    after: 'text?',
  })
  await db.schema
    .createIndex('reseller_link_pair')
    .unique()
    .on('reseller_link')
    .columns(['reseller_id', 'organisation_id'])
    .execute()
  for (const [on, ...columns] of [
    ['reseller_link', 'organisation_id'],
    ['device_upload', 'organisation_id', 'id'],
    ['device_upload', 'reseller_id', 'id'],
    ['device_upload', 'link_id'],
    ['device', 'organisation_id', 'id'],
    ['device', 'reseller_id', 'id'],
    ['device', 'link_id'],
    ['device', 'upload_id'],
    ['device', 'origin_upload_id'],
    ['device_identifier', 'device_id'],
    ['enrolment_profile', 'organisation_id'],
  ] as const)
    await db.schema
      .createIndex(`${on}_${columns.join('_')}`)
      .on(on)
      .columns([...columns])
      .execute()
}
