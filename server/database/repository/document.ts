/**
 * Documents, their updates and their writers. `state` is always the whole of all updates up to `seq`,
 * collected; updates stay so that a device that has the rest needs only the new bytes.
 */
import type { Kysely } from 'kysely'
import type { DocumentId, StoreId, UserId } from '#shared/domain/ids.ts'
import { lockedForUpdate } from '../connection.ts'
import type { DocumentTable, Schema } from '../schema.ts'

export async function findDocument(database: Kysely<Schema>, id: DocumentId, options: { lock: boolean }): Promise<DocumentTable | undefined> {
  const query = database.selectFrom('document').selectAll().where('id', '=', id)
  return (options.lock ? lockedForUpdate(query) : query).executeTakeFirst()
}

export async function insertDocument(database: Kysely<Schema>, document: DocumentTable): Promise<void> {
  await database.insertInto('document').values(document).execute()
}

/** Stores an admitted update: the new whole state and the bytes that brought it. */
export async function saveDocument(
  database: Kysely<Schema>,
  id: DocumentId,
  next: Pick<DocumentTable, 'state' | 'seq' | 'facts' | 'stamps' | 'modified_at'>,
  bytes: Uint8Array,
): Promise<void> {
  await database.updateTable('document').set(next).where('id', '=', id).execute()
  await database.insertInto('document_update').values({ document_id: id, seq: next.seq, bytes }).execute()
}

export async function closeDocument(database: Kysely<Schema>, id: DocumentId, now: number): Promise<void> {
  await database.updateTable('document').set({ closed_at: now }).where('id', '=', id).execute()
}

/** Who a Yjs client id of this document belongs to. */
export async function findWriter(database: Kysely<Schema>, documentId: DocumentId, clientId: number) {
  return database
    .selectFrom('document_writer')
    .select(['user_id', 'store_id'])
    .where('document_id', '=', documentId)
    .where('client_id', '=', clientId)
    .executeTakeFirst()
}

export async function insertWriter(
  database: Kysely<Schema>,
  writer: { documentId: DocumentId; clientId: number; userId: UserId; storeId: StoreId },
): Promise<void> {
  await database
    .insertInto('document_writer')
    .values({ document_id: writer.documentId, client_id: writer.clientId, user_id: writer.userId, store_id: writer.storeId })
    .execute()
}

/** All updates of a document from `seq` on, in order. */
export async function readUpdates(database: Kysely<Schema>, documentId: DocumentId, fromSeq: number): Promise<Uint8Array[]> {
  const rows = await database
    .selectFrom('document_update')
    .select('bytes')
    .where('document_id', '=', documentId)
    .where('seq', '>=', fromSeq)
    .orderBy('seq')
    .execute()
  return rows.map((row) => row.bytes)
}

/** Holds these documents until the transaction ends, always in the same order, so that batches can't wait on each other (SYNC1). */
export async function lockDocuments(database: Kysely<Schema>, ids: readonly DocumentId[]): Promise<void> {
  const unique = [...new Set(ids)]
  if (unique.length === 0) return
  await lockedForUpdate(database.selectFrom('document').select('id').where('id', 'in', unique).orderBy('id')).execute()
}
