/**
 * Personal data of a customer that nobody manages are erased on request (M25), in one transaction, with a record that it was
 * done and who asked. The journal has it, too: a backup brings none of them back (SYNC3).
 */
import type { OrganisationId } from '#shared/domain/ids.ts'
import { isManaging, requestStatuses } from '#shared/domain/relationship.ts'
import { licenceKind } from '#shared/records/licences/licence.ts'
import { formerRelationshipKind } from '#shared/records/former-relationship.ts'
import { changePerson } from '../../auth/change-access.ts'
import { eraseRowsOf, insertErasure, type ErasedCounts } from '../../database/repository/customer/erasure.ts'
import { lockDocuments } from '../../database/repository/document.ts'
import { holdOrganisation } from '../../database/repository/organisation.ts'
import { endSessionsOf } from '../../database/repository/people/session.ts'
import { listTeam } from '../../database/repository/user.ts'
import type { FormerRelationshipTable } from '../../database/tables/former-relationship-table.ts'
import type { ErasureAsker } from '../../database/tables/erasure-table.ts'
import type { UnitOfWork } from '../../database/unit-of-work.ts'
import type { Services } from '../../services.ts'
import { publishRelationship } from '../record-change.ts'

interface Context {
  services: Pick<Services, 'revocations'>
  unit: UnitOfWork
}

/** `managed`: somebody has the account; `people`: some could sign in, which the caller hasn't said may end. */
export type NotErasable = 'managed' | 'people'

export async function eraseCustomer(
  context: Context,
  customerId: OrganisationId,
  { askedBy, withPeople, at }: { askedBy: ErasureAsker; withPeople: boolean; at?: number },
): Promise<ErasedCounts | NotErasable> {
  const { services, unit } = context
  const { trx, now } = unit
  const documents = await trx.selectFrom('document').select('id').where('customer_id', '=', customerId).execute()
  await lockDocuments(
    trx,
    documents.map(({ id }) => id),
  )
  const relationships = await trx.selectFrom('relationship').selectAll().where('customer_id', '=', customerId).execute()
  if (relationships.some(isManaging)) return 'managed'
  await holdOrganisation(trx, customerId)
  const people = await listTeam(trx, customerId)
  if (!withPeople && people.some(({ status }) => status === 'active')) return 'people'
  for (const { id, version, decided_at } of people) {
    const decidedAt = Math.max(now, (decided_at ?? 0) + 1)
    await changePerson(unit, id, { status: 'removed', version: version + 1, decided_at: decidedAt })
    const ended = await endSessionsOf(trx, id, now)
    unit.afterCommit(() => ended.forEach((session) => services.revocations.sessionEnded(session, now)))
  }
  // What still asks it something can't be answered any more.
  await trx
    .updateTable('relationship')
    .set({ status: 'withdrawn', ended_at: now })
    .where('customer_id', '=', customerId)
    .where('status', 'in', requestStatuses)
    .execute()
  const counts = await eraseRowsOf(trx, customerId, now)
  await insertErasure(trx, {
    id: unit.ids.randomId(),
    organisation_id: customerId,
    asked_by: askedBy,
    at: at ?? now,
    kinds: JSON.stringify(counts),
  })
  for (const relationship of relationships) publishRelationship(unit, relationship)
  const lines = await publishLines(unit, customerId)
  await publishLeft(unit, customerId)
  unit.afterCommit(() => {
    // Another node's journal may have its ends, and a backup that this one erases has them still.
    for (const { relationship_id: relationshipId, event, to_at } of lines)
      if (!services.revocations.findDelink(relationshipId))
        services.revocations.delinked({ ...nobody, relationshipId, event, organisationId: customerId, at: to_at })
    services.revocations.customerErased({ customerId, askedBy, at: at ?? now })
  })
  return counts
}

/** The same of seats that it has from them. */
async function publishLeft({ trx, publish }: UnitOfWork, customerId: OrganisationId): Promise<void> {
  const shares = await trx
    .selectFrom('licence_share')
    .innerJoin('licence', 'licence.id', 'licence_share.licence_id')
    .select(['licence.id', 'licence.organisation_id'])
    .where('licence_share.organisation_id', '=', customerId)
    .execute()
  for (const { id: key, organisation_id: organisationId } of shares)
    if (organisationId !== customerId) publish({ organisationId, collection: licenceKind.name, key, root: '' })
}

const nobody = { itemId: null, userId: null }

/** Its former MSPs' devices lose the name. */
async function publishLines(unit: UnitOfWork, customerId: OrganisationId): Promise<FormerRelationshipTable[]> {
  const lines = await unit.trx
    .selectFrom('former_relationship')
    .selectAll()
    .where('customer_id', '=', customerId)
    .execute()
  for (const { id, msp_id: organisationId } of lines)
    unit.publish({ organisationId, collection: formerRelationshipKind.name, key: [id], root: '' })
  return lines
}
