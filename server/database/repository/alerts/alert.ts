/** What services reported of devices (S2). Whoever saves holds the customer, and tells whoever may see it. */
import { expressionBuilder, sql, type Kysely } from 'kysely'
import {
  alertDayOf,
  firstKeptMonth,
  mostApps,
  type AlertMonthRecord,
  type AppCrashes,
} from '#shared/domain/alert/alert.ts'
import { sharedAlertCategories } from '#shared/domain/alert/alert-category.ts'
import type { DeviceId, OrganisationId } from '#shared/domain/ids.ts'
import { alertKind } from '#shared/records/alerts/alert.ts'
import { alertMonthKind } from '#shared/records/alerts/alert-month.ts'
import { deviceConditionKind } from '#shared/records/alerts/device-condition.ts'
import { deviceLocationKind } from '#shared/records/alerts/device-location.ts'
import { inChunks } from '../../in-chunks.ts'
import type { Schema } from '../../schema.ts'
import type {
  AlertMonthTable,
  AlertTable,
  DeviceConditionTable,
  DeviceLocationTable,
} from '../../tables/alert-tables.ts'
import type { UnitOfWork } from '../../unit-of-work.ts'
import { publishToOwner, type Owner } from '../devices/owner.ts'

/** Parameters of one statement, few enough for either database. */
const idsPerStatement = 1000
/** Of one transaction. */
const atOnce = 500

type Unit = Pick<UnitOfWork, 'trx' | 'now' | 'ids' | 'publish'>

/** Under whom something is reported of a customer's devices now. */
export function historyOf({ id, manager }: Owner) {
  return {
    organisation_id: id,
    customer_id: id,
    msp_id: manager?.msp_id ?? null,
    relationship_id: manager?.id ?? null,
    audience: manager?.management_type === 'fully' ? ('msp' as const) : ('both' as const),
  }
}

/** With its count. */
export async function insertAlert(unit: Unit, row: AlertTable): Promise<void> {
  await unit.trx.insertInto('alert').values(row).execute()
  publishHistory(unit, alertKind.name, row)
  await countAlert(unit, row)
}

async function countAlert(unit: Unit, alert: AlertTable): Promise<void> {
  const { trx, ids } = unit
  const { month, day } = alertDayOf(alert.at)
  const { organisation_id, customer_id, msp_id, relationship_id, audience, category } = alert
  const found = await trx
    .selectFrom('alert_month')
    .selectAll()
    .where('customer_id', '=', customer_id)
    .where('month', '=', month)
    .where('audience', '=', audience)
    .where('relationship_id', relationship_id === null ? 'is' : '=', relationship_id)
    .executeTakeFirst()
  const counts = found ? readCounts(found) : noCounts()
  counts[category]![day]! += 1
  const row: AlertMonthTable = {
    ...(found ?? { id: ids.randomId(), organisation_id, customer_id, msp_id, relationship_id, audience, month }),
    counts: JSON.stringify(counts),
  }
  await trx
    .insertInto('alert_month')
    .values(row)
    .onConflict((conflict) => conflict.column('id').doUpdateSet({ counts: row.counts }))
    .execute()
  publishHistory(unit, alertMonthKind.name, row)
}

type Counts = Record<keyof AlertMonthRecord['counts'], number[]>

const readCounts = ({ counts }: AlertMonthTable) => JSON.parse(counts) as Counts

const noCounts = () =>
  Object.fromEntries(sharedAlertCategories.map((category) => [category, new Array<number>(31).fill(0)])) as Counts

/** What is told of it anew; the rest stays as it was. Nothing older than what is known. */
export async function saveCondition(
  unit: Unit,
  owner: Owner,
  { id, at, app, ...told }: { id: DeviceId; at: number; app: AppCrashes | null } & Partial<DeviceConditionTable>,
): Promise<void> {
  const { trx } = unit
  const before = await trx.selectFrom('device_condition').selectAll().where('id', '=', id).executeTakeFirst()
  if (before && before.at > at) return
  const others = before ? (JSON.parse(before.apps) as AppCrashes[]).filter(({ name }) => name !== app?.name) : []
  const row: DeviceConditionTable = {
    battery_level: null,
    battery_health: null,
    signal: null,
    dropped_connections: null,
    ...before,
    ...told,
    id,
    organisation_id: owner.id,
    apps: JSON.stringify([...(app ? [app] : []), ...others].slice(0, mostApps)),
    at,
  }
  const { id: _id, ...columns } = row
  await trx
    .insertInto('device_condition')
    .values(row)
    .onConflict((conflict) => conflict.column('id').doUpdateSet(columns))
    .execute()
  publishToOwner(unit, owner, deviceConditionKind.name, id)
}

/** Told to the customer alone. Of one that is managed fully, and so has no history, only the latest of a device is kept. */
export async function insertLocation(unit: Unit, { id, manager }: Owner, row: DeviceLocationTable): Promise<void> {
  const { trx } = unit
  if (manager?.management_type === 'fully' && row.device_id !== null)
    await trx.deleteFrom('device_location').where('device_id', '=', row.device_id).execute()
  await trx.insertInto('device_location').values(row).execute()
  unit.publish({ organisationId: id, collection: deviceLocationKind.name, key: row.id, root: id })
}

/** What is known of devices that are deleted, or somebody else's from now on. */
export async function deleteReported(
  unit: Pick<Unit, 'trx' | 'publish'>,
  owner: Owner,
  devices: readonly DeviceId[],
): Promise<void> {
  for (const ids of inChunks(devices, idsPerStatement)) {
    const conditions = unit.trx.deleteFrom('device_condition').where('id', 'in', ids).returning('id')
    const gone = (await conditions.execute()).map(({ id }) => id)
    publishToOwner(unit, owner, deviceConditionKind.name, gone)
    const places = unit.trx.deleteFrom('device_location').where('device_id', 'in', ids).returning('id')
    const key = (await places.execute()).map(({ id }) => id)
    if (key.length > 0)
      unit.publish({ organisationId: owner.id, collection: deviceLocationKind.name, key, root: owner.id })
  }
}

type Entry = Pick<AlertTable, 'id' | 'customer_id' | 'msp_id' | 'relationship_id' | 'audience'>
const entryColumns = ['id', 'customer_id', 'msp_id', 'relationship_id', 'audience'] as const

/** What happened while a customer was managed fully isn't told to it. */
function publishHistory(unit: Pick<Unit, 'publish'>, collection: string, entry: Entry): void {
  const { id: key, customer_id, msp_id, relationship_id, audience } = entry
  if (audience === 'both') unit.publish({ organisationId: customer_id, collection, key, root: customer_id })
  if (msp_id) unit.publish({ organisationId: msp_id, collection, key, root: relationship_id ?? '' })
}

/** Some of what was posted before, told as gone to whoever had it; whether there may be more. */
export async function deleteSomeAlerts(unit: Pick<Unit, 'trx' | 'publish' | 'now'>, before: number): Promise<boolean> {
  const { trx, now } = unit
  const alerts = trx
    .selectFrom('alert')
    .select('id')
    .where('received_at', '<', before)
    .where(({ not, exists }) => not(exists(exportsOf('alert.customer_id', now))))
    .limit(atOnce)
  const deleted = await trx.deleteFrom('alert').where('id', 'in', alerts).returning(entryColumns).execute()
  for (const row of deleted) publishHistory(unit, alertKind.name, row)
  const months = trx.selectFrom('alert_month').select('id').where('month', '<', firstKeptMonth(now)).limit(atOnce)
  const over = await trx.deleteFrom('alert_month').where('id', 'in', months).returning(entryColumns).execute()
  for (const row of over) publishHistory(unit, alertMonthKind.name, row)
  const places = trx
    .selectFrom('device_location')
    .select('id')
    .where('received_at', '<', before)
    .where(({ not, exists }) => not(exists(exportsOf('device_location.organisation_id', now))))
    .limit(atOnce)
  const left = await trx
    .deleteFrom('device_location')
    .where('id', 'in', places)
    .returning(['id', 'organisation_id'])
    .execute()
  for (const { id: key, organisation_id: organisationId } of left)
    unit.publish({ organisationId, collection: deviceLocationKind.name, key, root: organisationId })
  return [deleted, over, left].some(({ length }) => length === atOnce)
}

/** What was to be seen at an end is in the files that either side may download of it, until these are gone (M17). */
const exportsOf = (customer: 'alert.customer_id' | 'device_location.organisation_id', now: number) =>
  expressionBuilder<Schema, never>()
    .selectFrom('account_export')
    .select('account_export.id')
    .where('account_export.customer_id', '=', sql.ref<OrganisationId>(customer))
    .where('account_export.until_at', '>', now)

/** All of a customer's (M25), and who else was to hear of it. How many alerts. */
export async function eraseAlerts(database: Kysely<Schema>, customerId: OrganisationId): Promise<number> {
  for (const table of [
    'alert_month',
    'device_condition',
    'device_location',
    'alert_address',
    'location_recipients',
  ] as const)
    await database.deleteFrom(table).where('organisation_id', '=', customerId).execute()
  const { numDeletedRows } = await database
    .deleteFrom('alert')
    .where('organisation_id', '=', customerId)
    .executeTakeFirst()
  return Number(numDeletedRows)
}
