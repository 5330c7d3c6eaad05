/**
 * Putting received records in place and taking away what may no longer be here. Call inside the
 * transaction that also stores the cursor. How pages of records lie on the disk is hidden behind this.
 */
import * as Y from 'yjs'
import type { DocumentId, OrganisationId, RelationshipId } from '#shared/domain/ids.ts'
import type { OrganisationKind } from '#shared/domain/organisation.ts'
import type { Frame } from '#shared/protocol/response.ts'
import type { LocalStore } from './local-store.ts'

/** Thrown when an update arrives for a document this device never got: only a snapshot helps. */
export class MissingDocumentError extends Error {
  override readonly name = 'MissingDocumentError'
}

export function recordTables(store: LocalStore) {
  return [store.relationships, store.accounts, store.documents, store.changes] as const
}

interface Placing {
  generation: number
  organisationKind: OrganisationKind
}

/** Stores one frame; frames that carry no record are ignored. */
export async function storeFrame(store: LocalStore, frame: Frame, placing: Placing): Promise<void> {
  const { generation } = placing
  switch (frame.type) {
    case 'relationship':
      if (await yields(store.relationships.get(frame.record.id), frame.number, generation))
        await store.relationships.put({ ...frame.record, number: frame.number, generation })
      return
    case 'account':
      if (await yields(store.accounts.get(frame.record.customerId), frame.number, generation))
        await store.accounts.put({ ...frame.record, number: frame.number, generation })
      return
    case 'change':
      await store.changes.put({ ...frame.record, number: frame.number, generation })
      return
    case 'document':
      if (await yields(store.documents.get(frame.record.id), frame.number, generation))
        await store.documents.put({ ...frame.record, number: frame.number, generation })
      return
    case 'update':
      return mergeUpdate(store, frame)
    case 'forget':
      return forget(store, frame, placing)
    case 'visible':
      return keepOnly(store, frame, placing)
    default:
  }
}

/** Whether what is stored gives way: it is older, or from before this snapshot, which replaces it whatever its number (SYNC3). */
async function yields(
  stored: PromiseLike<{ number: number; generation: number } | undefined>,
  number: number,
  generation: number,
): Promise<boolean> {
  const record = await stored
  return !record || record.generation !== generation || record.number <= number
}

async function mergeUpdate(store: LocalStore, frame: Extract<Frame, { type: 'update' }>): Promise<void> {
  const record = await store.documents.get(frame.documentId)
  if (!record) throw new MissingDocumentError(frame.documentId)
  const doc = new Y.Doc()
  Y.applyUpdate(doc, record.state)
  Y.applyUpdate(doc, frame.update)
  if (doc.store.pendingStructs !== null || doc.store.pendingDs !== null)
    throw new MissingDocumentError(frame.documentId)
  await store.documents.put({
    ...record,
    state: Y.encodeStateAsUpdate(doc),
    number: Math.max(record.number, frame.number),
  })
}

async function forget(store: LocalStore, frame: Extract<Frame, { type: 'forget' }>, placing: Placing): Promise<void> {
  switch (frame.collection) {
    case 'relationship':
      return forgetRelationship(store, frame.key as RelationshipId, placing)
    case 'account':
      await store.accounts.delete(frame.key as OrganisationId)
      return
    case 'document':
      await store.documents.delete(frame.key as DocumentId)
      return
    case 'change':
      await store.changes.delete(frame.key as never)
  }
}

/** An MSP loses everything of the relationship with it; a customer keeps its account and its history (DOC6). */
async function forgetRelationship(store: LocalStore, id: RelationshipId, { organisationKind }: Placing): Promise<void> {
  await store.relationships.delete(id)
  if (organisationKind !== 'msp') return
  await store.documents.where('relationshipId').equals(id).delete()
  await store.changes.where('relationshipId').equals(id).delete()
  // Sent work is kept for the backup horizon, but not for an account that may no longer be here.
  await store.outbox
    .where('relationshipId')
    .equals(id)
    .and(({ state }) => state === 'accepted' || state === 'settled')
    .delete()
}

/** Reconciles with the full list of what the user may see (SYNC4). */
async function keepOnly(
  store: LocalStore,
  frame: Extract<Frame, { type: 'visible' }>,
  placing: Placing,
): Promise<void> {
  const relationships = new Set(frame.relationshipIds)
  const documents = new Set(frame.documentIds)
  for (const id of await store.relationships.toCollection().primaryKeys()) {
    if (!relationships.has(id)) await forgetRelationship(store, id, placing)
  }
  for (const id of await store.documents.toCollection().primaryKeys()) {
    if (!documents.has(id)) await store.documents.delete(id)
  }
  if (placing.organisationKind === 'msp') {
    await store.changes
      .filter((change) => change.relationshipId !== null && !relationships.has(change.relationshipId))
      .delete()
  }
}

/** A snapshot replaces: what it did not name goes (SYNC3). */
export async function dropOtherGenerations(store: LocalStore, generation: number): Promise<void> {
  for (const table of recordTables(store)) await table.where('generation').notEqual(generation).delete()
}

/** The document writers that no document needs any more. */
export async function dropOrphanedWriters(store: LocalStore): Promise<void> {
  const known = new Set<DocumentId>(await store.documents.toCollection().primaryKeys())
  const waiting = new Set((await store.outbox.toArray()).flatMap((item) => item.documentIds))
  await store.writers.filter((writer) => !known.has(writer.documentId) && !waiting.has(writer.documentId)).delete()
}
