/** Devices, uploads, profiles and resellers that a person may see, with the relationship by which an MSP's people do. */
import type { Kysely } from 'kysely'
import type { DeviceId, OrganisationId, RelationshipId } from '#shared/domain/ids.ts'
import { managingStatuses } from '#shared/domain/relationship.ts'
import { inChunks } from '../in-chunks.ts'
import type { Schema } from '../schema.ts'
import { whereMay, type Reader } from './where-may.ts'

/** As a column of a query over what has an `organisation_id`: null of what is one's own, and for whoever manages nobody. */
export async function relationshipsOf(
  database: Kysely<Schema>,
  reader: Reader,
  rows: readonly { organisation_id: string }[],
): Promise<(organisationId: string) => RelationshipId | null> {
  if (reader.organisationKind !== 'msp' || rows.length === 0) return () => null
  const owners = [...new Set(rows.map(({ organisation_id }) => organisation_id))]
  const found = await database
    .selectFrom('relationship')
    .select(['id', 'customer_id'])
    .where('msp_id', '=', reader.organisationId)
    .where('status', 'in', managingStatuses)
    .where('customer_id', 'in', owners as never)
    .execute()
  const byCustomer = new Map<string, RelationshipId>(found.map(({ id, customer_id }) => [customer_id, id]))
  return (organisationId) => byCustomer.get(organisationId) ?? null
}

export function visibleDevices(database: Kysely<Schema>, reader: Reader) {
  return database.selectFrom('device').selectAll('device').where(whereMay(reader, 'view').device)
}

/** How many that the reader may see each of them has; none where nothing is said. */
export async function countDevicesOf(
  database: Kysely<Schema>,
  reader: Reader,
  owners: readonly OrganisationId[],
): Promise<ReadonlyMap<OrganisationId, number>> {
  const may = whereMay(reader, 'view')
  const counts = new Map<OrganisationId, number>()
  for (const ids of inChunks(owners)) {
    const found = await database
      .selectFrom('device')
      .select(({ fn }) => ['device.organisation_id', fn.countAll<number | string>().as('count')])
      .where('device.organisation_id', 'in', ids)
      .where(may.device)
      .groupBy('device.organisation_id')
      .execute()
    for (const { organisation_id, count } of found) counts.set(organisation_id, Number(count))
  }
  return counts
}

/** In order. An MSP's are found by whose they are: most devices that there are belong to others. */
export async function visibleDeviceIds(database: Kysely<Schema>, reader: Reader): Promise<DeviceId[]> {
  const may = whereMay(reader, 'view')
  const ids = database.selectFrom('device').select('device.id').where(may.device)
  if (reader.organisationKind === 'reseller') return idsOf(await ids.execute())
  const own = await ids.where('device.organisation_id', '=', reader.organisationId).execute()
  if (reader.organisationKind === 'customer') return idsOf(own)
  const managed = await database
    .selectFrom('relationship')
    .innerJoin('device', 'device.organisation_id', 'relationship.customer_id')
    .select('device.id')
    .where((expression) => may.relationship(expression as never))
    .execute()
  return idsOf([...own, ...managed])
}

const idsOf = (rows: readonly { id: DeviceId }[]) => rows.map(({ id }) => id).toSorted()

export function visibleUploads(database: Kysely<Schema>, reader: Reader) {
  return database
    .selectFrom('device_upload')
    .leftJoin('organisation as sender', (join) =>
      join.on(({ eb, fn, ref }) =>
        eb('sender.id', '=', fn.coalesce(ref('device_upload.reseller_id'), ref('device_upload.msp_id'))),
      ),
    )
    .selectAll('device_upload')
    .select('sender.name as sender_name')
    .where((expression) => whereMay(reader, 'view').upload(expression as never))
}

export function visibleProfiles(database: Kysely<Schema>, reader: Reader) {
  return database.selectFrom('enrolment_profile').selectAll().where(whereMay(reader, 'view').profile)
}

export function visibleDeviceGroups(database: Kysely<Schema>, reader: Reader) {
  return database.selectFrom('device_group').selectAll().where(whereMay(reader, 'view').deviceGroup)
}

/** What assignments did to devices, for whoever reads the lines of the log that they made. */
export function visibleAssignments(database: Kysely<Schema>, reader: Reader) {
  return (
    database
      .selectFrom('assignment')
      .innerJoin('change', 'change.id', 'assignment.change_id')
      // Said once more, for the index.
      .where(({ eb, or, selectFrom }) =>
        or([
          eb('assignment.organisation_id', '=', reader.organisationId),
          eb(
            'assignment.organisation_id',
            'in',
            selectFrom('relationship').select('customer_id').where('msp_id', '=', reader.organisationId),
          ),
        ]),
      )
      .where((expression) => whereMay(reader, 'view-activity').change(expression as never))
  )
}

export function visibleResellerLinks(database: Kysely<Schema>, reader: Reader) {
  return database
    .selectFrom('reseller_link')
    .innerJoin('organisation as reseller', 'reseller.id', 'reseller_link.reseller_id')
    .innerJoin('organisation as party', 'party.id', 'reseller_link.organisation_id')
    .selectAll('reseller_link')
    .select(['reseller.name as reseller_name', 'party.name as party_name', 'party.kind as party_kind'])
    .where((expression) => whereMay(reader, 'view').resellerLink(expression as never))
}
