/** Documents, the updates that made them, who wrote in them, and how they were before. */
import type { DocumentKind } from '#shared/domain/document/document-record.ts'
import type { DocumentId, OrganisationId, RelationshipId, StoreId, UserId } from '#shared/domain/ids.ts'

export interface DocumentTable {
  id: DocumentId
  kind: DocumentKind
  /** Who owns it: the customer (account) or the MSP (private). */
  organisation_id: OrganisationId
  customer_id: OrganisationId
  /** The relationship it was made under; null for the customer's own after a delink. */
  relationship_id: RelationshipId | null
  state: Uint8Array
  /** Counts admitted updates. */
  seq: number
  server_client_id: number
  /** JSON of the winning values, for rows and mails without opening the state. */
  facts: string
  /** JSON field → stamp of the winning edit (DOC3). */
  stamps: string
  modified_at: number
  closed_at: number | null
  /** No edit of it can be older (DOC3); null where an earlier release made it. */
  started_at: number | null
}

export interface DocumentUpdateTable {
  /** The document's, as for its writers. */
  organisation_id: OrganisationId
  document_id: DocumentId
  seq: number
  bytes: Uint8Array
}

/** Which Yjs client id belongs to whom (PUSH3, DOC5). */
export interface DocumentWriterTable {
  organisation_id: OrganisationId
  document_id: DocumentId
  client_id: number
  user_id: UserId
  store_id: StoreId
  /** Of its last edit: stamps never go back in one document on one device (DOC3). Null from before they were kept here. */
  last_stamp: number | null
  /** 1 for one from before the document was compacted: it writes no more (DOC9). */
  is_former: number
}

/** How a document ended before it was compacted (DOC9). */
export interface FormerDocumentStateTable {
  document_id: DocumentId
  /** The document's. */
  organisation_id: OrganisationId
  /** Of its last edit. */
  seq: number
  state: Uint8Array
}
