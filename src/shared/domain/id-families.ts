/** Ids that follow from others, so that pages of records needn't name them all. */
import type { IdSource } from './id-source.ts'
import type { ChangeId, DocumentId, RelationshipId } from './ids.ts'

const familyLength = 21

/** A relationship's own last two bits are 0, so that its first documents can share the other 126 with it. */
export function newRelationshipId(ids: Pick<IdSource, 'randomId'>): RelationshipId {
  return `${ids.randomId().slice(0, familyLength)}A` as RelationshipId
}

/**
 * The documents made together with a relationship, and the account's once it is shared by a conversion, of which there is at
 * most one: ids that lie side by side, pages that needn't name all of them, and the same id should it be made again.
 */
export function documentIdsOf(relationshipId: RelationshipId): Record<'account' | 'mspPrivate' | 'shared', DocumentId> {
  const family = relationshipId.slice(0, familyLength)
  const member = (last: string) => `${family}${last}` as DocumentId
  return { account: member('Q'), mspPrivate: member('g'), shared: member('w') }
}

/** The relationship whose document this would be. */
export function familyOf(documentId: DocumentId): RelationshipId {
  return `${documentId.slice(0, familyLength)}A` as RelationshipId
}

/** Names a change by its edit: the document, the number of the update, the place among what the update changed. */
export function editChangeId(documentId: DocumentId, seq: number, place: number): ChangeId {
  return `${documentId}.${seq}.${place}` as ChangeId
}

/** The parts of a change's id; `edit` is null for a decision's. */
export function parseChangeId(id: ChangeId): { id: string; edit: { seq: number; place: number } | null } {
  const [base, seq, place] = id.split('.')
  return { id: base!, edit: seq === undefined ? null : { seq: Number(seq), place: Number(place) } }
}
