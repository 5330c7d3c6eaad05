/** Writing the change log and telling both sides, each only of what it may see. */
import type { DecisionEvent } from '#shared/decisions/registry.ts'
import type { Audience, DocumentFacts } from '#shared/domain/access/can.ts'
import type { ActivityDetail } from '#shared/domain/document/change-record.ts'
import { editChangeId } from '#shared/domain/id-families.ts'
import type { ChangeId, ItemId, OrganisationId, UserId } from '#shared/domain/ids.ts'
import { isManaging } from '#shared/domain/relationship.ts'
import { insertChanges, type NewChange } from '../database/repository/change.ts'
import type { RelationshipTable } from '../database/tables/relationship-table.ts'
import type { DocumentTable } from '../database/tables/document-tables.ts'
import type { UnitOfWork } from '../database/unit-of-work.ts'
import { notifyOfDecision } from './notification/notify.ts'

export interface ChangeActor {
  /** Null for Tandem itself. */
  userId: UserId | null
  organisationId: OrganisationId
}

/** The relationship's row changed: both organisations' devices read it again. */
export function publishRelationship(
  unit: UnitOfWork,
  relationship: Pick<RelationshipTable, 'id' | 'msp_id' | 'customer_id'>,
): void {
  unit.publish({ organisationId: relationship.msp_id, collection: 'relationship', key: relationship.id })
  unit.publish({ organisationId: relationship.customer_id, collection: 'relationship', key: relationship.id })
}

/** Logs a decision of the relationship for both sides, and tells whom it concerns (M21). */
export async function recordDecision(
  unit: UnitOfWork,
  decision: { event: DecisionEvent; relationship: RelationshipTable; actor: ChangeActor; itemId?: ItemId | null },
): Promise<void> {
  const { relationship, actor } = decision
  const id = unit.ids.randomId() as ChangeId
  const change: NewChange = {
    id,
    organisation_id: relationship.customer_id,
    document_id: null,
    seq: null,
    relationship_id: relationship.id,
    customer_id: relationship.customer_id,
    // A question is both sides', whatever it would lead to.
    audience: relationship.management_type === 'fully' && isManaging(relationship) ? 'msp' : 'both',
    actor_user_id: actor.userId,
    actor_organisation_id: actor.organisationId,
    at: unit.now,
    received_at: unit.now,
    detail: { type: 'decision', event: decision.event },
    undoes: null,
    item_id: decision.itemId ?? null,
  }
  await insertChanges(unit.trx, [change])
  unit.publish({ organisationId: relationship.msp_id, collection: 'change', key: id })
  unit.publish({ organisationId: relationship.customer_id, collection: 'change', key: id })
  const cause = decision.itemId ?? `${relationship.id} ${unit.now}`
  await notifyOfDecision(unit, { event: decision.event, relationship, actor, cause })
}

/** The organisations whose people may read this document now. */
export function readersOf(
  document: Pick<DocumentTable, 'kind' | 'customer_id'>,
  relationship: RelationshipTable | null,
): OrganisationId[] {
  if (!relationship || !isManaging(relationship)) return document.kind === 'account' ? [document.customer_id] : []
  const isShared = document.kind === 'account' && relationship.management_type === 'jointly'
  return [...(isShared ? [document.customer_id] : []), relationship.msp_id]
}

/** What an MSP does alone never becomes its customer's: its own facts, and an account while it manages that fully (C8). */
export function audienceOf({ kind, manager }: Pick<DocumentFacts, 'kind' | 'manager'>): Audience {
  return kind === 'msp-private' || manager?.managementType === 'fully' ? 'msp' : 'both'
}

/** The log's rows for what an edit really changed (DOC4); the caller inserts them. Readers get them with the document's update. */
export function logEdit(
  unit: UnitOfWork,
  edit: {
    document: DocumentTable
    audience: Audience
    actor: ChangeActor
    stamp: number
    details: readonly ActivityDetail[]
    undoes: ChangeId | null
    itemId: ItemId
  },
): NewChange[] {
  const { document } = edit
  return edit.details.map((detail, place) => ({
    id: editChangeId(document.id, document.seq, place),
    organisation_id: document.organisation_id,
    document_id: document.id,
    seq: document.seq,
    relationship_id: document.relationship_id,
    customer_id: document.customer_id,
    audience: edit.audience,
    actor_user_id: edit.actor.userId,
    actor_organisation_id: edit.actor.organisationId,
    at: edit.stamp,
    received_at: unit.now,
    detail,
    undoes: edit.undoes,
    item_id: edit.itemId,
  }))
}
