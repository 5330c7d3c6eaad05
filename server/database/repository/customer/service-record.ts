/** A customer's own services (C10). Whoever changes one publishes it: the customer reads the record, its MSP the row. */
import type { Kysely } from 'kysely'
import type { OrganisationId } from '#shared/domain/ids.ts'
import type { ServiceId } from '#shared/domain/service.ts'
import type { ServiceStatus } from '#shared/domain/service-record.ts'
import { relationshipKind } from '#shared/records/relationship.ts'
import { serviceRecordKind } from '#shared/records/service-record.ts'
import type { ServiceRecordTable } from '../../tables/service-record-table.ts'
import type { Schema } from '../../schema.ts'
import type { UnitOfWork } from '../../unit-of-work.ts'
import { findManagingRelationship } from '../relationship.ts'

/** All of a customer's, the oldest first. */
export async function listServices(
  database: Kysely<Schema>,
  customerId: OrganisationId,
): Promise<ServiceRecordTable[]> {
  return database
    .selectFrom('service_record')
    .selectAll()
    .where('organisation_id', '=', customerId)
    .orderBy('since')
    .orderBy('service')
    .execute()
}

interface NewServices {
  customerId: OrganisationId
  services: readonly ServiceId[]
  status: ServiceStatus
  /** The MSP through which they come; null: the customer itself. */
  throughId: OrganisationId | null
}

/**
 * Of the services those that the customer doesn't have yet, from now on; of the others nothing changes. One that it was
 * refused it hasn't. Tells both sides.
 */
export async function addServices(
  unit: Pick<UnitOfWork, 'trx' | 'now' | 'ids' | 'publish'>,
  { customerId, services, status, throughId }: NewServices,
): Promise<ServiceRecordTable[]> {
  if (services.length === 0) return []
  const added = await unit.trx
    .insertInto('service_record')
    .values(
      services.map((service) => ({
        id: unit.ids.randomId(),
        organisation_id: customerId,
        service,
        status,
        since: unit.now,
        through_id: throughId,
        reason: null,
      })),
    )
    .onConflict((conflict) =>
      conflict
        .columns(['organisation_id', 'service'])
        .doUpdateSet(({ ref }) => ({
          status: ref('excluded.status'),
          since: ref('excluded.since'),
          through_id: ref('excluded.through_id'),
          reason: null,
        }))
        .where('service_record.status', '=', 'rejected'),
    )
    .returningAll()
    .execute()
  await publishServices(unit, customerId, added)
  return added
}

/** Of a company that is closed (M25). */
export async function suspendServices(
  unit: Pick<UnitOfWork, 'trx' | 'now' | 'publish'>,
  customerId: OrganisationId,
): Promise<void> {
  const records = await unit.trx
    .updateTable('service_record')
    .set({ status: 'suspended', since: unit.now })
    .where('organisation_id', '=', customerId)
    .where('status', 'in', ['active', 'applied'])
    .returningAll()
    .execute()
  await publishServices(unit, customerId, records)
}

/** What an operator decides about one that was applied for. Whether it was waiting for that. Tells both sides. */
export async function decideService(
  unit: Pick<UnitOfWork, 'trx' | 'now' | 'publish'>,
  { customerId, service }: { customerId: OrganisationId; service: ServiceId },
  decided: { status: 'active'; reason: null } | { status: 'rejected'; reason: string },
): Promise<boolean> {
  const records = await unit.trx
    .updateTable('service_record')
    .set({ ...decided, since: unit.now })
    .where('organisation_id', '=', customerId)
    .where('service', '=', service)
    .where('status', '=', 'applied')
    .returningAll()
    .execute()
  await publishServices(unit, customerId, records)
  return records.length > 0
}

/** Tells the customer's devices of its records, and both sides of the row that shows what is managed now. */
async function publishServices(
  unit: Pick<UnitOfWork, 'trx' | 'publish'>,
  customerId: OrganisationId,
  records: readonly Pick<ServiceRecordTable, 'id'>[],
): Promise<void> {
  if (records.length === 0) return
  publishRecords(unit, customerId, records)
  const manager = await findManagingRelationship(unit.trx, customerId)
  if (!manager) return
  for (const organisationId of [manager.msp_id, customerId])
    unit.publish({ organisationId, collection: relationshipKind.name, key: manager.id })
}

function publishRecords(
  unit: Pick<UnitOfWork, 'publish'>,
  customerId: OrganisationId,
  records: readonly Pick<ServiceRecordTable, 'id'>[],
): void {
  unit.publish({
    organisationId: customerId,
    collection: serviceRecordKind.name,
    key: records.map(({ id }) => id),
    root: customerId,
  })
}

/** This MSP has another name: the customers' records through it say it. */
export async function publishServicesThrough(
  unit: Pick<UnitOfWork, 'trx' | 'publish'>,
  mspId: OrganisationId,
): Promise<void> {
  const rows = await unit.trx
    .selectFrom('service_record')
    .select(['id', 'organisation_id'])
    .where('through_id', '=', mspId)
    .execute()
  for (const [customerId, records] of Map.groupBy(rows, (row) => row.organisation_id))
    publishRecords(unit, customerId, records)
}
