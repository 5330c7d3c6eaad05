/** What services reported of devices, as rows, for tests of who may see it. */
import type { Audience } from '#shared/domain/access/can.ts'
import type { DeviceId, OrganisationId, RelationshipId } from '#shared/domain/ids.ts'
import type { AlertMonthTable, AlertTable, DeviceLocationTable } from '../../server/database/tables/alert-tables.ts'
import type { Seeding } from './devices.ts'

export interface SeededAlert {
  customerId: OrganisationId
  mspId?: OrganisationId | null
  relationshipId?: RelationshipId | null
  audience?: Audience
  deviceId?: DeviceId | null
  text?: string
}

/** With its month. */
export async function seedAlert(
  { database, ids }: Seeding,
  { customerId, mspId = null, relationshipId = null, audience = 'both', deviceId = null, text = '' }: SeededAlert,
): Promise<{ alert: AlertTable; month: AlertMonthTable }> {
  const history = {
    organisation_id: customerId,
    customer_id: customerId,
    msp_id: mspId,
    relationship_id: relationshipId,
    audience,
  }
  const alert: AlertTable = {
    ...history,
    id: ids.randomId(),
    device_id: deviceId,
    device: text,
    category: 'battery',
    title: text,
    text,
    at: 1,
    received_at: 1,
  }
  const days = new Array<number>(31).fill(0)
  const counts = { battery: days.with(0, 1), network: days, app: days, performance: days, security: days }
  const month = { ...history, id: ids.randomId(), month: '2026-11', counts: JSON.stringify(counts) }
  await database.insertInto('alert').values(alert).execute()
  await database.insertInto('alert_month').values(month).execute()
  return { alert, month }
}

export async function seedCondition({ database }: Seeding, organisation_id: OrganisationId, id: DeviceId, text = '') {
  const row = { id, organisation_id, battery_level: 80, battery_health: null, signal: -90, dropped_connections: 0 }
  await database
    .insertInto('device_condition')
    .values({ ...row, apps: JSON.stringify([{ name: text, crashes: 1 }]), at: 1 })
    .execute()
  return row
}

export async function seedLocation(
  { database, ids }: Seeding,
  customerId: OrganisationId,
  text = '',
): Promise<DeviceLocationTable> {
  const row: DeviceLocationTable = {
    id: ids.randomId(),
    organisation_id: customerId,
    device_id: null,
    device: text,
    latitude: '51.250407',
    longitude: '6.771933',
    accuracy: null,
    title: text,
    text,
    at: 1,
    received_at: 1,
  }
  await database.insertInto('device_location').values(row).execute()
  return row
}

/** Somebody of neither side who was asked whether they want a customer's alerts. */
export async function seedAsked({ database }: Seeding, organisation_id: OrganisationId, email: string): Promise<void> {
  await database
    .insertInto('alert_address')
    .values({ organisation_id, email, asked_at: 1, confirmed_at: null })
    .execute()
}
