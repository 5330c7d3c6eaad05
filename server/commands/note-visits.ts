/**
 * What a device says of where its person was (H7). Nothing is asked for, so nothing is refused: what the server doesn't
 * believe, or what is no longer that person's business, isn't written down.
 */
import { can, type Audience } from '#shared/domain/access/can.ts'
import { isRequest } from '#shared/domain/relationship.ts'
import { Refusal } from '#shared/domain/refusal.ts'
import type { VisitsRequest } from '#shared/protocol/visit-request.ts'
import { relationshipFacts, requireSessionAccess, type Access } from '../auth/access.ts'
import { findSharedSince, saveVisit } from '../database/repository/customer/visit.ts'
import { findRelationship, servicesOf } from '../database/repository/relationship.ts'
import { runUnitOfWork, type UnitOfWork } from '../database/unit-of-work.ts'
import type { Services } from '../services.ts'

type Visit = VisitsRequest['visits'][number]

/** Throws Refusal: signed-out. */
export async function noteVisits(
  services: Services,
  sessionId: string,
  { userId, sentAt, visits }: VisitsRequest,
): Promise<void> {
  for (const visit of visits) {
    await runUnitOfWork(services, async (unit) => {
      const access = await requireSessionAccess(unit.trx, services.clock, sessionId)
      if (access.userId !== userId) throw new Refusal('signed-out')
      await noteVisit(unit, access, sentAt, visit)
    })
  }
}

async function noteVisit(unit: UnitOfWork, access: Access, sentAt: number, visit: Visit): Promise<void> {
  const relationship = await findRelationship(unit.trx, visit.relationshipId, { lock: true })
  if (!relationship || isRequest(relationship) || access.organisationKind !== 'msp') return
  if (!can(access, 'view', { type: 'relationship', ...relationshipFacts(relationship) })) return
  const begun = Math.max(relationship.added_at, access.knownSince)
  // As an edit is stamped (DOC3): by how long ago it was, by the device's own clock, held between what is known and now.
  const stampOf = (at: number) => Math.min(unit.now, Math.max(begun, unit.now - Math.max(0, sentAt - at)))
  const from = stampOf(visit.from)
  const isShared = relationship.management_type === 'jointly' && from >= (await findSharedSince(unit.trx, relationship))
  const audience: Audience = isShared ? 'both' : 'msp'
  const { id: relationship_id, customer_id } = relationship
  const visitor = {
    relationship_id,
    customer_id,
    audience,
    actor_user_id: access.userId,
    actor_organisation_id: access.organisationId,
  }
  const { id, madeOffline } = visit
  const managed = servicesOf(relationship)
  const services = [...new Set(visit.services)].filter((service) => managed.includes(service)).toSorted()
  await saveVisit(unit, visitor, { id, from, to: Math.max(from, stampOf(visit.to)), services, madeOffline })
}
