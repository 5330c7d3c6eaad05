/** The relationship that a document or a change names, in as few bytes as it takes. */
import { familyOf } from '../../domain/id-families.ts'
import type { DocumentId, RelationshipId } from '../../domain/ids.ts'
import { flags, ids, optional } from '../../protocol/columns.ts'
import type { Holder } from '../record-kind.ts'

/** The relationship of a document: its family's, which needs no bytes, another, or none. */
export interface PackedRelation {
  isFamily: boolean
  relationshipId: RelationshipId | null
}

export const relations = { isFamily: flags, relationshipId: optional(ids<RelationshipId>()) }

export function packRelation(documentId: DocumentId | null, relationshipId: RelationshipId | null): PackedRelation {
  const isFamily = documentId !== null && relationshipId === familyOf(documentId)
  return { isFamily, relationshipId: isFamily ? null : relationshipId }
}

export function unpackRelation(documentId: DocumentId | null, packed: PackedRelation): RelationshipId | null {
  return packed.isFamily && documentId !== null ? familyOf(documentId) : packed.relationshipId
}

/** An MSP has an account’s records with its relationship; a customer’s are its own, whoever manages it. */
export function rootWithin(holder: Holder, relationshipId: RelationshipId | null): string {
  return holder.organisationKind === 'customer' ? holder.organisationId : (relationshipId ?? '')
}
