/**
 * An account's document may be begun anew while the account goes on (DOC6): its record then names another, and what was made
 * on the one before is made on that.
 */
import { familyOf } from '#shared/domain/id-families.ts'
import type { DocumentId, RelationshipId } from '#shared/domain/ids.ts'
import { accountKind } from '#shared/records/account.ts'
import { relationshipKind } from '#shared/records/relationship.ts'
import type { LocalStore } from '../local-store/local-store.ts'
import { findLocalDocument, type LocalDocument } from '../local-store/read-document.ts'
import { findRecord, readAllRecords } from '../local-store/stored-records.ts'

/** What is here in the document's place; null where nothing is, or the document is the account's still. */
export async function findReplacement(
  store: LocalStore,
  documentId: DocumentId,
  relationshipId: RelationshipId | null = familyOf(documentId),
): Promise<LocalDocument | null> {
  if (relationshipId === null) return findSuccessor(store, documentId)
  const record = await findRecord(store, relationshipKind, relationshipId)
  // It is over: a company goes on in its own document, an MSP has none.
  if (!record) return findSuccessor(store, documentId)
  const { accountDocumentId, mspPrivate } = record
  if (documentId === accountDocumentId || documentId === mspPrivate?.documentId) return null
  return findLocalDocument(store, accountDocumentId)
}

/** A company's account goes on in another document where an MSP begins to manage it with its people (C4), and where that ends (M17). */
async function findSuccessor(store: LocalStore, documentId: DocumentId): Promise<LocalDocument | null> {
  const [account] = await readAllRecords(store, accountKind)
  return !account || account.documentId === documentId ? null : findLocalDocument(store, account.documentId)
}

/** The document, or what goes on in its place: whoever is in one of its fields when that begins doesn't notice. */
export async function findCurrentDocument(store: LocalStore, id: DocumentId): Promise<LocalDocument | null> {
  return (await findLocalDocument(store, id)) ?? (await findReplacement(store, id))
}
