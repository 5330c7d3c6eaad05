/**
 * Putting received records in place and taking away what may no longer be here. Call inside the
 * transaction that also stores the cursor. How pages of records lie on the disk is hidden behind this.
 */
import type { Table } from 'dexie'
import { documentIdsOf } from '#shared/domain/id-families.ts'
import type { ChangeId, DocumentId, OrganisationId, RelationshipId } from '#shared/domain/ids.ts'
import type { OrganisationKind } from '#shared/domain/organisation.ts'
import { decodePage, ids, type Column } from '#shared/protocol/columns.ts'
import { changeColumns } from '#shared/protocol/record-columns.ts'
import { editColumns, type Frame } from '#shared/protocol/response.ts'
import { wireLimits } from '#shared/protocol/version.ts'
import { advanceDocuments, enteredFrom } from './advance-documents.ts'
import { readMeta, type LocalStore, type PageKind, type Received } from './local-store.ts'
import {
  dropOlderRecords,
  knownDocumentIds,
  listDocumentIds,
  listRelationshipIds,
  packedTables,
  placeReceived,
  putPage,
  readDocuments,
  readRelationships,
  removeDocuments,
  removeRelationships,
} from './stored-records.ts'

export function recordTables(store: LocalStore) {
  return [...packedTables(store), store.accounts, store.changes] as const
}

interface Placing {
  generation: number
  /**
   * Whether these frames are of a snapshot. Its pages are stored as they came (DEV2); and what it doesn't name may be
   * lost rather than taken away, so sent work stays until the server has answered it again (SYNC3).
   */
  inSnapshot: boolean
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
  await placePages(store, 'relationship', only(frames, 'relationships'), placing)
  await placeRecords(store.accounts, only(frames, 'account'), ({ record }) => record.customerId, generation)
  await placePages(store, 'document', only(frames, 'documents'), placing)
  for (const { number, page } of only(frames, 'edits')) {
    const edits = decodePage(editColumns, page, wireLimits.recordsPerPage).map(enteredFrom)
    await advanceDocuments(store, edits, { number, generation })
  }
  const changes = recordsOf(only(frames, 'changes'), changeColumns)
  await store.changes.bulkPut(changes.map(({ record, number }) => ({ ...record, number, generation })))
  await forget(store, only(frames, 'forget'), placing)
}

async function placePages(
  store: LocalStore,
  kind: PageKind,
  frames: readonly { number: number; page: Uint8Array }[],
  { generation, inSnapshot }: Placing,
): Promise<void> {
  for (const { number, page: bytes } of frames)
    await (inSnapshot ? putPage : placeReceived)(store, kind, { number, generation, bytes })
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

async function forget(store: LocalStore, frames: readonly FrameOf<'forget'>[], placing: Placing): Promise<void> {
  const keysOf = (collection: FrameOf<'forget'>['collection']) =>
    frames.filter((frame) => frame.collection === collection).map(({ key }) => key)
  await forgetRelationships(store, keysOf('relationship') as RelationshipId[], placing)
  await removeDocuments(store, keysOf('document') as DocumentId[])
  await store.accounts.bulkDelete(keysOf('account') as OrganisationId[])
  await store.changes.bulkDelete(keysOf('change') as ChangeId[])
}

/** An MSP loses everything of the relationship with it; a customer keeps its account and its history (DOC6). */
async function forgetRelationships(
  store: LocalStore,
  gone: readonly RelationshipId[],
  { organisationKind, inSnapshot }: Placing,
): Promise<void> {
  if (gone.length === 0) return
  if (organisationKind === 'msp') {
    await removeDocuments(store, await documentsOf(store, gone))
    await store.changes.where('relationshipId').anyOf(gone).delete()
    // Sent work is kept for the backup horizon, but not for an account that may no longer be here.
    if (!inSnapshot)
      await store.outbox
        .where('relationshipId')
        .anyOf(gone)
        .and(({ state }) => state === 'accepted' || state === 'settled')
        .delete()
  }
  await removeRelationships(store, gone)
}

/** Their documents: among those made with them, those their rows name, and newer ones. */
async function documentsOf(store: LocalStore, relationshipIds: readonly RelationshipId[]): Promise<DocumentId[]> {
  const rows = await readRelationships(store, relationshipIds)
  const newer = await store.documents.where('relationshipId').anyOf(relationshipIds).primaryKeys()
  const named = rows.flatMap((row) => (row ? [row.accountDocumentId, row.mspPrivate?.documentId ?? null] : []))
  const family = relationshipIds.flatMap((id) => Object.values(documentIdsOf(id)))
  const candidates = [...new Set([...newer, ...family, ...named.filter((id) => id !== null)])]
  const gone = new Set<RelationshipId | null>(relationshipIds)
  const found = await readDocuments(store, candidates)
  return found.flatMap((document) => (document && gone.has(document.relationshipId) ? [document.id] : []))
}

/** Reconciles with the list of what the user may see (SYNC4), or a slice of it. */
async function keepOnly(store: LocalStore, frame: FrameOf<'visible'>, placing: Placing): Promise<void> {
  const { after, until } = frame.slice ?? { after: '', until: null }
  const isAsked = (id: string) => id > after && (until === null || id <= until)
  const relationships = new Set(decodePage(ids<RelationshipId>(), frame.relationshipIds, wireLimits.visibleIds))
  const documents = new Set(decodePage(ids<DocumentId>(), frame.documentIds, wireLimits.visibleIds))
  const here = await listRelationshipIds(store)
  await forgetRelationships(
    store,
    [...here].filter((id) => isAsked(id) && !relationships.has(id)),
    placing,
  )
  const documentsHere = await listDocumentIds(store)
  await removeDocuments(
    store,
    [...documentsHere].filter((id) => isAsked(id) && !documents.has(id)),
  )
  if (placing.organisationKind === 'msp') {
    await store.changes
      .filter(({ relationshipId: id }) => id !== null && isAsked(id) && !relationships.has(id))
      .delete()
  }
}

/** A snapshot replaces: what it did not name goes (SYNC3). */
export async function dropOtherGenerations(store: LocalStore, generation: number): Promise<void> {
  const isOlder = (record: Received) => record.generation !== generation
  // Of the first data of all nothing can be older, and there may be much of it.
  if ((await readMeta(store, 'wholeGeneration')) > 0) await store.changes.filter(isOlder).delete()
  await store.accounts.filter(isOlder).delete()
  await dropOlderRecords(store, generation)
}

/** The document writers that no document needs any more. */
export async function dropOrphanedWriters(store: LocalStore): Promise<void> {
  const writers = await store.writers.toCollection().primaryKeys()
  if (writers.length === 0) return
  const known = await knownDocumentIds(store, writers)
  const waiting = new Set((await store.outbox.toArray()).flatMap((item) => item.documentIds))
  await store.writers.bulkDelete(writers.filter((id) => !known.has(id) && !waiting.has(id)))
}
