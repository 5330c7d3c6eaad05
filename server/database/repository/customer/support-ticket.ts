/** What MSPs' people ask the operator about a customer's service (M15), and what came of it. */
import type { Kysely } from 'kysely'
import type { RelationshipId } from '#shared/domain/ids.ts'
import type { ServiceId } from '#shared/domain/service.ts'
import { supportTicketKind } from '#shared/records/support-ticket.ts'
import { lockedForUpdate } from '../../connection.ts'
import type { Schema } from '../../schema.ts'
import type { SupportTicketTable } from '../../tables/service-record-table.ts'
import type { UnitOfWork } from '../../unit-of-work.ts'

export async function insertTicket(database: Kysely<Schema>, row: SupportTicketTable): Promise<void> {
  await database.insertInto('support_ticket').values(row).execute()
}

export async function hasOpenTicket(
  database: Kysely<Schema>,
  { relationshipId, service }: { relationshipId: RelationshipId; service: ServiceId },
): Promise<boolean> {
  const row = await database
    .selectFrom('support_ticket')
    .select('id')
    .where('relationship_id', '=', relationshipId)
    .where('service', '=', service)
    .where('state', '=', 'open')
    .executeTakeFirst()
  return row !== undefined
}

export async function findTicket(
  database: Kysely<Schema>,
  id: string,
  { lock = false } = {},
): Promise<SupportTicketTable | undefined> {
  const query = database.selectFrom('support_ticket').selectAll().where('id', '=', id)
  return (lock ? lockedForUpdate(query) : query).executeTakeFirst()
}

/** Those that aren't closed, the longest waiting first; or closed ones, the latest first. With whose they are. */
export async function listTickets(
  database: Kysely<Schema>,
  { closed, limit }: { closed: boolean; limit: number },
): Promise<(SupportTicketTable & { msp_name: string; company_name: string; email: string | null })[]> {
  return database
    .selectFrom('support_ticket as ticket')
    .innerJoin('organisation as msp', 'msp.id', 'ticket.organisation_id')
    .innerJoin('organisation as customer', 'customer.id', 'ticket.customer_id')
    .leftJoin('user', 'user.id', 'ticket.opened_by')
    .selectAll('ticket')
    .select(['msp.name as msp_name', 'customer.name as company_name', 'user.email'])
    .where('ticket.state', closed ? '=' : '!=', 'closed')
    .orderBy(closed ? 'ticket.closed_at' : 'ticket.opened_at', closed ? 'desc' : 'asc')
    .orderBy('ticket.id')
    .limit(limit)
    .execute()
}

export async function saveTicket(
  unit: Pick<UnitOfWork, 'trx' | 'publish'>,
  ticket: SupportTicketTable,
  columns: Partial<Pick<SupportTicketTable, 'state' | 'answer' | 'answered_at' | 'closed_at'>>,
): Promise<void> {
  await unit.trx.updateTable('support_ticket').set(columns).where('id', '=', ticket.id).execute()
  publishTicket(unit, ticket)
}

/** The MSP's devices read it again; nobody else has it. */
export function publishTicket(
  unit: Pick<UnitOfWork, 'publish'>,
  { organisation_id: organisationId, id, relationship_id }: SupportTicketTable,
): void {
  unit.publish({ organisationId, collection: supportTicketKind.name, key: id, root: relationship_id })
}
