import type { DocumentId, RelationshipId } from '../ids.ts'

export type DocumentKind = 'account' | 'msp-private'

/** A document as it travels and as devices keep it: whole, encoded by Yjs (V1). */
export interface DocumentRecord {
  id: DocumentId
  kind: DocumentKind
  /** Null for the customer's own after a delink. */
  relationshipId: RelationshipId | null
  /** How many edits are in it: the next one has the next number. */
  seq: number
  state: Uint8Array
}
