/**
 * Putting received records in place and taking away what may no longer be here. Call inside the
 * transaction that also stores the cursor. How pages of records lie on the disk is hidden behind this.
 */
import type { Table } from 'dexie'
import type { ChangeId, DocumentId, OrganisationId, RelationshipId } from '#shared/domain/ids.ts'
import type { OrganisationKind } from '#shared/domain/organisation.ts'
import { decodePage, ids, type Column } from '#shared/protocol/columns.ts'
import { changeColumns, documentColumns, relationshipColumns } from '#shared/protocol/record-columns.ts'
import { editColumns, type Frame } from '#shared/protocol/response.ts'
import { wireLimits } from '#shared/protocol/version.ts'
import { advanceDocuments, enteredFrom } from './advance-documents.ts'
import type { LocalStore } from './local-store.ts'

export function recordTables(store: LocalStore) {
  return [store.relationships, store.accounts, store.documents, store.changes] as const
}

interface Placing {
  generation: number
  /** A snapshot: what it doesn't name may be lost rather than taken away, so sent work stays until the server has answered it again. */
  replacing: boolean
  organisationKind: OrganisationKind
}

type FrameOf<Type extends Frame['type']> = Extract<Frame, { type: Type }>

function only<Type extends Frame['type']>(frames: readonly Frame[], type: Type): FrameOf<Type>[] {
  return frames.filter((frame): frame is FrameOf<Type> => frame.type === type)
}

/** The records of all pages of a kind, each with its page's number. */
function recordsOf<Content>(
  frames: readonly { number: number; page: Uint8Array }[],
  columns: Column<Content>,
): { number: number; record: Content }[] {
  return frames.flatMap(({ number, page }) =>
    decodePage(columns, page, wireLimits.recordsPerPage).map((record) => ({ number, record })),
  )
}

/**
 * Stores the frames of one run in as few requests as there are kinds of record: a run names each record
 * once, so their order among each other doesn't matter, but that edits come to what they are of.
 */
export async function storeFrames(store: LocalStore, frames: readonly Frame[], placing: Placing): Promise<void> {
  const { generation } = placing
  for (const frame of only(frames, 'visible')) await keepOnly(store, frame, placing)
  const relationships = recordsOf(only(frames, 'relationships'), relationshipColumns)
  await placeRecords(store.relationships, relationships, ({ record }) => record.id, generation)
  await placeRecords(store.accounts, only(frames, 'account'), ({ record }) => record.customerId, generation)
  const documents = recordsOf(only(frames, 'documents'), documentColumns)
  await placeRecords(store.documents, documents, ({ record }) => record.id, generation)
  for (const { number, page } of only(frames, 'edits')) {
    const edits = decodePage(editColumns, page, wireLimits.recordsPerPage).map(enteredFrom)
    await advanceDocuments(store, edits, { number, generation })
  }
  const changes = recordsOf(only(frames, 'changes'), changeColumns)
  await store.changes.bulkPut(changes.map(({ record, number }) => ({ ...record, number, generation })))
  for (const frame of only(frames, 'forget')) await forget(store, frame, placing)
}

interface Received {
  number: number
  generation: number
}

/**
 * Puts records in place unless what is stored is newer. A record from before this snapshot gives way
 * whatever its number: a snapshot replaces (SYNC3).
 */
async function placeRecords<Content extends object, Key>(
  table: Table<Content & Received, Key>,
  frames: readonly { number: number; record: Content }[],
  keyOf: (frame: { record: Content }) => Key,
  generation: number,
): Promise<void> {
  if (frames.length === 0) return
  const stored = await table.bulkGet(frames.map(keyOf))
  const winning = frames.filter(({ number }, index) => {
    const known = stored[index]
    return !known || known.generation !== generation || known.number <= number
  })
  await table.bulkPut(winning.map(({ record, number }) => ({ ...record, number, generation })))
}

async function forget(store: LocalStore, frame: FrameOf<'forget'>, placing: Placing): Promise<void> {
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
      await store.changes.delete(frame.key as ChangeId)
  }
}

/** An MSP loses everything of the relationship with it; a customer keeps its account and its history (DOC6). */
async function forgetRelationship(
  store: LocalStore,
  id: RelationshipId,
  { organisationKind, replacing }: Placing,
): Promise<void> {
  await store.relationships.delete(id)
  if (organisationKind !== 'msp') return
  await store.documents.where('relationshipId').equals(id).delete()
  await store.changes.where('relationshipId').equals(id).delete()
  if (replacing) return
  // Sent work is kept for the backup horizon, but not for an account that may no longer be here.
  await store.outbox
    .where('relationshipId')
    .equals(id)
    .and(({ state }) => state === 'accepted' || state === 'settled')
    .delete()
}

/** Reconciles with the full list of what the user may see (SYNC4). */
async function keepOnly(store: LocalStore, frame: FrameOf<'visible'>, placing: Placing): Promise<void> {
  const relationships = new Set(decodePage(ids<RelationshipId>(), frame.relationshipIds, wireLimits.visibleIds))
  const documents = new Set(decodePage(ids<DocumentId>(), frame.documentIds, wireLimits.visibleIds))
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
