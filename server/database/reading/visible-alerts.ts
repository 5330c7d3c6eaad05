/** What services reported of devices, as far as a person may see it (S2). Where these are is read by the last alone. */
import { sql, type Kysely, type SqlBool } from 'kysely'
import type { Schema } from '../schema.ts'
import { whereMay, type Reader } from './where-may.ts'

/** Said once more, for the index: nobody's pages go through the rows of others. */
const own = (reader: Reader, table: 'alert' | 'alert_month') =>
  sql<SqlBool>`${sql.ref(`${table}.${reader.organisationKind === 'msp' ? 'msp_id' : 'customer_id'}`)} = ${reader.organisationId}`

export function visibleAlerts(database: Kysely<Schema>, reader: Reader) {
  const may = whereMay(reader, 'view')
  return database.selectFrom('alert').selectAll('alert').where(own(reader, 'alert')).where(may.alert)
}

export function visibleAlertMonths(database: Kysely<Schema>, reader: Reader) {
  const may = whereMay(reader, 'view')
  return database
    .selectFrom('alert_month')
    .selectAll('alert_month')
    .where(own(reader, 'alert_month'))
    .where(may.alertMonth)
}

export function visibleConditions(database: Kysely<Schema>, reader: Reader) {
  return database.selectFrom('device_condition').selectAll('device_condition').where(whereMay(reader, 'view').condition)
}

/** Only a customer's own people ask; for everybody else no such query is ever made. */
export function visibleLocations(database: Kysely<Schema>, reader: Reader & { organisationKind: 'customer' }) {
  return database
    .selectFrom('device_location')
    .selectAll('device_location')
    .where('device_location.organisation_id', '=', reader.organisationId)
    .where(whereMay(reader, 'view-location').location)
}
