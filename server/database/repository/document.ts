/**
 * Documents, their updates and their writers. `state` is always the whole of all updates up to `seq`,
 * collected; updates stay so that a device that has the rest needs only the new bytes.
 */
import type { Kysely } from 'kysely'
import type { DocumentValues } from '#shared/document/document-values.ts'
import type { DocumentId, OrganisationId } from '#shared/domain/ids.ts'
import { Refusal } from '#shared/domain/refusal.ts'
import { lockedForUpdate } from '../connection.ts'
import { builtOnce } from '../built-once.ts'
import { inChunks, inRoundChunks } from '../in-chunks.ts'
import type {
  DocumentTable,
  DocumentUpdateTable,
  DocumentWriterTable,
  FormerDocumentStateTable,
} from '../tables/document-tables.ts'
import type { Schema } from '../schema.ts'

export async function findDocument(
  database: Kysely<Schema>,
  id: DocumentId,
  options: { lock: boolean },
): Promise<DocumentTable | undefined> {
  const query = database.selectFrom('document').selectAll().where('id', '=', id)
  return (options.lock ? lockedForUpdate(query) : query).executeTakeFirst()
}

/** The account's document of a customer that nobody manages. */
export async function findOwnDocument(
  database: Kysely<Schema>,
  customerId: OrganisationId,
): Promise<DocumentTable | undefined> {
  return database
    .selectFrom('document')
    .selectAll()
    .where('customer_id', '=', customerId)
    .where('kind', '=', 'account')
    .where('relationship_id', 'is', null)
    .where('closed_at', 'is', null)
    .executeTakeFirst()
}

/** What holds in it now; empty where there is no such document. */
export async function readAccountFacts(database: Kysely<Schema>, id: DocumentId): Promise<DocumentValues> {
  const row = await database.selectFrom('document').select('facts').where('id', '=', id).executeTakeFirst()
  return JSON.parse(row?.facts ?? '{}') as DocumentValues
}

/** Refuses with `id-taken` when the device's id is used already. */
export async function insertDocument(database: Kysely<Schema>, document: DocumentTable): Promise<void> {
  const result = await database
    .insertInto('document')
    .values(document)
    .onConflict((conflict) => conflict.column('id').doNothing())
    .executeTakeFirst()
  if (result.numInsertedOrUpdatedRows !== 1n) throw new Refusal('id-taken')
}

const saveStates = builtOnce((database, { rows }: { rows: DocumentTable[] }) =>
  database
    .insertInto('document')
    .values(rows)
    .onConflict((conflict) =>
      conflict.column('id').doUpdateSet(({ ref }) => ({
        state: ref('excluded.state'),
        seq: ref('excluded.seq'),
        server_client_id: ref('excluded.server_client_id'),
        facts: ref('excluded.facts'),
        stamps: ref('excluded.stamps'),
        modified_at: ref('excluded.modified_at'),
      })),
    ),
)

const insertUpdates = builtOnce((database, { rows }: { rows: DocumentUpdateTable[] }) =>
  database.insertInto('document_update').values(rows),
)

/** Stores the new whole states of documents in hand, and the updates that brought them. */
export async function saveDocuments(
  database: Kysely<Schema>,
  documents: readonly DocumentTable[],
  updates: readonly DocumentUpdateTable[],
): Promise<void> {
  for (const rows of inRoundChunks(documents)) await saveStates(database, { rows })
  for (const rows of inRoundChunks(updates)) await insertUpdates(database, { rows })
}

export async function closeDocument(database: Kysely<Schema>, id: DocumentId, now: number): Promise<void> {
  await database.updateTable('document').set({ closed_at: now }).where('id', '=', id).execute()
}

/** Whose organisation's person each of these documents' writers is. */
export async function findWriterOrganisations(
  database: Kysely<Schema>,
  documentIds: readonly DocumentId[],
): Promise<{ document_id: DocumentId; client_id: number; organisation_id: OrganisationId }[]> {
  if (documentIds.length === 0) return []
  return database
    .selectFrom('document_writer')
    .innerJoin('user', 'user.id', 'document_writer.user_id')
    .select(['document_writer.document_id', 'document_writer.client_id', 'user.organisation_id'])
    .where('document_writer.document_id', 'in', documentIds)
    .execute()
}

interface AskedWriter {
  documentId: DocumentId
  clientId: number
}

const findAskedWriters = builtOnce((database, { asked }: { asked: AskedWriter[] }) =>
  database
    .selectFrom('document_writer')
    .selectAll()
    .where(({ eb, refTuple, tuple }) =>
      eb(
        refTuple('document_id', 'client_id'),
        'in',
        asked.map(({ documentId, clientId }) => tuple(documentId, clientId)),
      ),
    ),
)

/** Whom these documents' Yjs client ids belong to, of those asked for. */
export async function findWriters(
  database: Kysely<Schema>,
  asked: readonly AskedWriter[],
): Promise<DocumentWriterTable[]> {
  const found: DocumentWriterTable[] = []
  for (const chunk of inRoundChunks(asked)) found.push(...(await findAskedWriters(database, { asked: chunk })))
  return found
}

const saveWriterRows = builtOnce((database, { rows }: { rows: DocumentWriterTable[] }) =>
  database
    .insertInto('document_writer')
    .values(rows)
    .onConflict((conflict) =>
      conflict
        .columns(['document_id', 'client_id'])
        .doUpdateSet(({ ref }) => ({ last_stamp: ref('excluded.last_stamp') })),
    ),
)

/** Stores new writers, and of known ones the last stamp. */
export async function saveWriters(database: Kysely<Schema>, writers: readonly DocumentWriterTable[]): Promise<void> {
  for (const rows of inRoundChunks(writers)) await saveWriterRows(database, { rows })
}

/** Its writers so far write no more in it (DOC9). */
export async function closeWriters(database: Kysely<Schema>, id: DocumentId): Promise<void> {
  await database.updateTable('document_writer').set({ is_former: 1 }).where('document_id', '=', id).execute()
}

export async function insertFormerState(database: Kysely<Schema>, former: FormerDocumentStateTable): Promise<void> {
  await database.insertInto('former_document_state').values(former).execute()
}

/** How the document ended that held its edit `seq`, where it was compacted since. */
export async function findFormerState(
  database: Kysely<Schema>,
  id: DocumentId,
  seq: number,
): Promise<FormerDocumentStateTable | undefined> {
  return database
    .selectFrom('former_document_state')
    .selectAll()
    .where('document_id', '=', id)
    .where('seq', '>=', seq)
    .orderBy('seq')
    .limit(1)
    .executeTakeFirst()
}

/** Names one update of one document. */
export function updateKey(documentId: string, seq: number): string {
  return `${documentId} ${seq}`
}

/** The updates that these entries of a feed name, in any order. */
export async function readUpdates(
  database: Kysely<Schema>,
  entries: readonly { key: string; seq: number }[],
): Promise<Pick<DocumentUpdateTable, 'document_id' | 'seq' | 'bytes'>[]> {
  const found: Pick<DocumentUpdateTable, 'document_id' | 'seq' | 'bytes'>[] = []
  for (const chunk of inChunks(entries)) {
    const rows = await database
      .selectFrom('document_update')
      .select(['document_id', 'seq', 'bytes'])
      .where(({ eb, refTuple, tuple }) =>
        eb(
          refTuple('document_id', 'seq'),
          'in',
          chunk.map(({ key, seq }) => tuple(key as DocumentId, seq)),
        ),
      )
      .execute()
    found.push(...rows)
  }
  return found
}

const lockRows = builtOnce((database, { ids }: { ids: readonly DocumentId[] }) =>
  lockedForUpdate(database.selectFrom('document').selectAll().where('id', 'in', ids).orderBy('id')),
)

/** These documents, held until the transaction ends, always in the same order, so that batches can't wait on each other (SYNC1). */
export async function lockDocuments(database: Kysely<Schema>, ids: readonly DocumentId[]): Promise<DocumentTable[]> {
  if (ids.length === 0) return []
  return lockRows(database, { ids })
}
