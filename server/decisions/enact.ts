/** What every decision about a relationship does, and one that is replayed does again: saved, logged, told to both sides. */
import type { RelationshipDecision } from '#shared/decisions/define-decision.ts'
import type { RelationshipPatch } from '#shared/decisions/relationship-state.ts'
import type { DecisionEvent } from '#shared/decisions/registry.ts'
import type { FormerEvent } from '#shared/domain/former/former-relationship.ts'
import type { ItemId } from '#shared/domain/ids.ts'
import { isManaging, isRequest } from '#shared/domain/relationship.ts'
import { custodyKind } from '#shared/records/custody.ts'
import { mspProfileKind } from '#shared/records/msp-profile.ts'
import type { Access } from '../auth/access.ts'
import { markExports } from '../commands/export/mark-exports.ts'
import { publishRelationship, recordDecision, type ChangeActor } from '../commands/record-change.ts'
import { suspendServices } from '../database/repository/customer/service-record.ts'
import {
  publishCustomerTeam,
  saveDecision,
  type DecidedColumns,
  type Relationship,
} from '../database/repository/relationship.ts'
import type { UnitOfWork } from '../database/unit-of-work.ts'
import { beginDocumentsAnew } from './begin-documents-anew.ts'
import { askForReview } from './delink/ask-for-review.ts'
import { closeGrant } from './grant/close-grant.ts'
import { leaveSeats } from './licences/leave-seats.ts'
import { noteEnd } from './note-end.ts'
import { laterThan } from './team/note-decided.ts'

export interface Enacted {
  decision: Pick<RelationshipDecision, 'reminder' | 'changesAccess'>
  patch: RelationshipPatch
  event: DecisionEvent
  actor: ChangeActor
  itemId: ItemId | null
  /** When it really was, of an end that is replayed; ms. */
  endedAt?: number
}

/** The caller holds the row, and the documents of a decision that changes access. Returns the row as it is now. */
export async function enact(
  unit: UnitOfWork,
  before: Relationship,
  { decision, patch, event, actor, itemId, endedAt }: Enacted,
): Promise<Relationship> {
  const columns = columnsOf(before, patch, unit.now)
  const relationship = await saveDecision(unit.trx, before, columns, { now: unit.now, reminds: decision.reminder })
  await recordDecision(unit, { event, relationship, actor, itemId })
  if (patch.status === 'delinked' && isManaging(before)) {
    await noteEnd(unit, before, { event: endOf(event), actor })
    await leaveSeats(unit, before)
    await markExports(unit, before, { event: endOf(event), endedAt })
    // Nobody is left who could use them.
    if (event === 'customer-closed') await suspendServices(unit, before.customer_id)
  }
  if (before.admins_granted_at !== relationship.admins_granted_at) publishCustomerTeam(unit, relationship)
  if (before.admins_granted_at !== null && relationship.admins_granted_at === null) await closeGrant(unit, relationship)
  if (patch.status === 'delinked' && isManaging(before)) await askForReview(unit, relationship)
  if (decision.changesAccess) {
    const { customer_id: organisationId, msp_id: key } = relationship
    unit.publish({ organisationId, collection: mspProfileKind.name, key, root: '' })
    unit.publish({ organisationId, collection: custodyKind.name, key: organisationId, root: '' })
    return beginDocumentsAnew(unit, before, relationship)
  }
  publishRelationship(unit, relationship)
  return relationship
}

function endOf(event: DecisionEvent): FormerEvent {
  const isOther = event === 'customer-removed' || event === 'customer-closed' || event === 'customer-released'
  return isOther ? event : 'delink-accepted'
}

function columnsOf(
  before: Pick<Relationship, 'admins_decided_at' | 'status'>,
  { status, managementType, delink, adminsGrantedAt, request, services, askedServices }: RelationshipPatch,
  now: number,
): DecidedColumns {
  return {
    ...(status && { status }),
    ...(status === 'delinked' && {
      ended_at: now,
      admins_granted_at: null,
      asked_services: null,
      joint_asked_at: null,
    }),
    ...(status === 'withdrawn' && { ended_at: now }),
    ...(status === 'active' && isRequest(before) && { added_at: now }),
    ...(request && { requested_at: request.requestedAt, request_asked_at: request.askedAt }),
    ...(adminsGrantedAt !== undefined && grantColumns(before, adminsGrantedAt, now)),
    // By sharing the account the MSP has answered (C8).
    ...(managementType && {
      management_type: managementType,
      converted_at: now,
      joint_asked_at: null,
      joint_reminded_at: null,
    }),
    ...(services && { services: JSON.stringify(services) }),
    ...(askedServices !== undefined && {
      asked_services: askedServices && JSON.stringify(askedServices.services),
      services_asked_at: askedServices?.askedAt ?? null,
    }),
    ...(delink !== undefined && {
      delink_requested_at: delink?.requestedAt ?? null,
      delink_reminded_at: delink?.remindedAt ?? null,
      delink_reminded_count: delink?.remindedCount ?? 0,
    }),
  }
}

/** Each grant has a moment of its own, by which what waits on the MSP's devices names it. */
function grantColumns(
  { admins_decided_at: before }: Pick<Relationship, 'admins_decided_at'>,
  grantedAt: number | null,
  now: number,
): DecidedColumns {
  const decidedAt = laterThan(before, grantedAt ?? now)
  return { admins_granted_at: grantedAt === null ? null : decidedAt, admins_decided_at: decidedAt }
}

export function actorOf({ userId, organisationId }: Access): ChangeActor {
  return { userId, organisationId }
}
