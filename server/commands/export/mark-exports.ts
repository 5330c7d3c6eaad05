/**
 * In the transaction of its end: what each side could see of an account, to be downloaded for 30 days (M17). Documents are closed
 * by then and the log only grows, so that they are read when somebody downloads; what others may change is copied here.
 */
import { everyCustomer } from '#shared/domain/access/scope.ts'
import { builtInPermissions } from '#shared/domain/access/permission.ts'
import { exportLifetimeMs, type FormerEvent } from '#shared/domain/former/former-relationship.ts'
import type { OrganisationId, UserId } from '#shared/domain/ids.ts'
import type { RelationshipSide } from '#shared/domain/relationship.ts'
import { fullName } from '#shared/domain/text/person-name.ts'
import { inChunks } from '../../database/in-chunks.ts'
import { buildChanges } from '../../database/reading/build-records.ts'
import type { Reader } from '../../database/reading/where-may.ts'
import { insertExport, selectLogOf } from '../../database/repository/customer/account-export.ts'
import { listServices } from '../../database/repository/customer/service-record.ts'
import { servicesOf as managedServices, type Relationship } from '../../database/repository/relationship.ts'
import type { ChangeTable } from '../../database/schema.ts'
import type { AccountExportTable } from '../../database/tables/former-relationship-table.ts'
import type { UnitOfWork } from '../../database/unit-of-work.ts'
import { actorKey, type ExportedActor, type ExportedService, type ExportedTicket } from './exported.ts'

type Trx = UnitOfWork['trx']

/** `endedAt`: when it really ended, where that is replayed. */
export async function markExports(
  unit: UnitOfWork,
  ended: Relationship,
  { event, endedAt = unit.now }: { event: FormerEvent; endedAt?: number | undefined },
): Promise<void> {
  const until = endedAt + exportLifetimeMs
  if (until <= unit.now) return
  // Whoever was managed alone, or has not registered, saw nothing of it.
  const isShared = ended.management_type === 'jointly' && event !== 'customer-removed'
  for (const side of isShared ? (['msp', 'customer'] as const) : (['msp'] as const))
    await mark(unit, ended, side, until)
}

async function mark(unit: UnitOfWork, ended: Relationship, side: RelationshipSide, until: number): Promise<void> {
  const { trx } = unit
  const marked = {
    id: unit.ids.randomId(),
    organisation_id: side === 'msp' ? ended.msp_id : ended.customer_id,
    side,
    relationship_id: ended.id,
    customer_id: ended.customer_id,
    marked_at: unit.now,
    until_at: until,
    account_document_id: ended.account_document_id,
    private_document_id: side === 'msp' ? ended.private_document_id : null,
    work_email: ended.work_email,
    documents: JSON.stringify(side === 'msp' ? [] : await documentsOf(trx, ended.customer_id)),
    services: JSON.stringify(await servicesOf(trx, ended, side)),
    tickets: JSON.stringify(side === 'msp' ? await ticketsOf(trx, ended) : []),
  }
  await insertExport(trx, { ...marked, actors: JSON.stringify(await actorsOf(trx, marked)) })
}

async function documentsOf(trx: Trx, customerId: OrganisationId): Promise<string[]> {
  const rows = await trx
    .selectFrom('document')
    .select('id')
    .where('customer_id', '=', customerId)
    .where('kind', '=', 'account')
    .execute()
  return rows.map(({ id }) => id)
}

/** An MSP sees what it manages, of a customer that it manages alone everything that this wasn't refused. */
async function servicesOf(trx: Trx, ended: Relationship, side: RelationshipSide): Promise<ExportedService[]> {
  const managed = managedServices(ended)
  const all = await listServices(trx, ended.customer_id)
  const sees = ({ service, status }: ExportedService) =>
    side === 'customer' || managed.includes(service) || (ended.management_type === 'fully' && status !== 'rejected')
  return all.filter(sees).map(({ service, status, since }) => ({ service, status, since }))
}

async function ticketsOf(trx: Trx, ended: Relationship): Promise<ExportedTicket[]> {
  const rows = await trx
    .selectFrom('support_ticket')
    .leftJoin('user', 'user.id', 'support_ticket.opened_by')
    .selectAll('support_ticket')
    .select(['user.first_name', 'user.last_name'])
    .where('support_ticket.relationship_id', '=', ended.id)
    .orderBy('support_ticket.opened_at')
    .execute()
  return rows.map((row) => ({
    service: row.service,
    text: row.body,
    openedBy: fullName(row.first_name ?? '', row.last_name ?? ''),
    openedAt: row.opened_at,
    state: row.state,
    answer: row.answer ?? '',
  }))
}

/** Each of them by one entry of the log, built as any other is for this side. */
async function actorsOf(trx: Trx, marked: Omit<AccountExportTable, 'actors'>): Promise<Record<string, ExportedActor>> {
  const firsts = await selectLogOf(trx, marked)
    .clearSelect()
    .select(({ fn }) => fn.min<ChangeTable['id']>('change.id').as('id'))
    .groupBy(['change.actor_user_id', 'change.actor_organisation_id'])
    .execute()
  const actors: Record<string, ExportedActor> = {}
  for (const chunk of inChunks(firsts)) {
    const ids = chunk.map(({ id }) => id)
    const rows = await trx.selectFrom('change').selectAll().where('id', 'in', ids).execute()
    const built = await buildChanges(trx, readerOf(marked), rows)
    built.forEach(({ actor }, place) => {
      const { actor_user_id, actor_organisation_id } = rows[place]!
      const said = { organisation: actor.organisationName, person: actor.person }
      actors[actorKey(actor_user_id, actor_organisation_id)] = said
    })
  }
  return actors
}

/** Anybody of this side who saw all of it. */
export function readerOf({ organisation_id, side }: Pick<AccountExportTable, 'organisation_id' | 'side'>): Reader {
  return {
    userId: '' as UserId,
    organisationId: organisation_id,
    organisationKind: side,
    role: 'super-admin',
    permissions: builtInPermissions(side, 'super-admin'),
    scope: everyCustomer,
  }
}
