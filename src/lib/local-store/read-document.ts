/** A document as this device has it: the confirmed state with the waiting edits laid over, in device order. */
import type * as Y from 'yjs'
import { shapeOf, type DocumentShape } from '#shared/document/document-shape.ts'
import { openDocument } from '#shared/document/document-values.ts'
import type { DocumentId, RelationshipId } from '#shared/domain/ids.ts'
import type { DocumentKind } from '#shared/domain/document/document-record.ts'
import { documentKind } from '#shared/records/document.ts'
import type { LocalStore } from './local-store.ts'
import { findRecord, recordTables } from './stored-records.ts'
import { createdBy, isCreation, isOverlaid, updateFor, type OutboxItem } from './outbox-item.ts'

export interface LocalDocument {
  id: DocumentId
  kind: DocumentKind
  shape: DocumentShape
  relationshipId: RelationshipId | null
  /** What the server confirmed; null while its creation waits. */
  confirmed: Uint8Array | null
  /** Items whose effect isn't in `confirmed` yet, in device order. */
  overlay: OutboxItem[]
}

/**
 * Null when neither the server nor the outbox knows the document. Both are read at one moment: an edit that goes from the
 * one into the other between two reads would be in neither.
 */
export async function findLocalDocument(store: LocalStore, id: DocumentId): Promise<LocalDocument | null> {
  return store.transaction('r', [store.outbox, ...recordTables(store)], async () => readLocalDocument(store, id))
}

async function readLocalDocument(store: LocalStore, id: DocumentId): Promise<LocalDocument | null> {
  const record = await findRecord(store, documentKind, id)
  const items = await store.outbox.where('documentIds').equals(id).sortBy('number')
  const overlay = items.filter(isOverlaid)
  if (record) {
    const { kind, relationshipId, state } = record
    return { id, kind, shape: shapeOf(kind), relationshipId, confirmed: state, overlay }
  }
  const creation = overlay.find(isCreation)
  const created = creation && createdBy(creation).find((document) => document.id === id)
  if (!creation || !created) return null
  const { kind } = created
  return {
    id,
    kind,
    shape: shapeOf(kind),
    relationshipId: creation.relationshipId,
    confirmed: null,
    overlay,
  }
}

/** The confirmed state with these items laid over it. */
export function openLocalDocument(document: LocalDocument, items: readonly OutboxItem[] = document.overlay): Y.Doc {
  const updates = items.map((item) => updateFor(item, document.id)).filter((update) => update !== null)
  return openDocument(document.shape, document.confirmed, updates)
}
