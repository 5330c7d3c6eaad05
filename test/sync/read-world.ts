/** What devices and the server hold, for comparing. */
import { IDBFactory, IDBKeyRange } from 'fake-indexeddb'
import { readValues, type DocumentValues } from '#shared/document/document-values.ts'
import type { DocumentId } from '#shared/domain/ids.ts'
import type { ActivityDetail } from '#shared/domain/document/change-record.ts'
import { LocalStore } from '#lib/local-store/local-store.ts'
import type { OutboxItem } from '#lib/local-store/outbox-item.ts'
import { findLocalDocument, openLocalDocument } from '#lib/local-store/read-document.ts'
import type { Pair, TestDevice, World } from './world.ts'
import {
  findRelationship,
  listAccountIds,
  listChangeIds,
  listDocumentIds,
  listRelationshipIds,
  readAllRelationships,
  readDocuments,
  type StoredDocument,
  type StoredRelationship,
} from './stored.ts'

export async function accountIdOf({ msp, relationshipId }: Pair): Promise<DocumentId> {
  return (await findRelationship(msp.store, relationshipId))!.accountDocumentId
}

export async function privateIdOf({ msp, relationshipId }: Pair): Promise<DocumentId> {
  return (await findRelationship(msp.store, relationshipId))!.mspPrivate!.documentId
}

/** What the person sees: confirmed and waiting together; empty when the document isn't here. */
export async function localValues(device: TestDevice, id: DocumentId): Promise<DocumentValues> {
  const document = await findLocalDocument(device.store, id)
  return document ? readValues(openLocalDocument(document), document.shape) : {}
}

export async function serverValues({ database }: World, id: DocumentId): Promise<DocumentValues> {
  const row = await database.selectFrom('document').select('facts').where('id', '=', id).executeTakeFirstOrThrow()
  return JSON.parse(row.facts) as DocumentValues
}

/** What the server's change log says of a document, in order of arrival. */
export async function loggedDetails({ database }: World, id: DocumentId): Promise<ActivityDetail[]> {
  const rows = await database
    .selectFrom('change')
    .select('detail')
    .where('document_id', '=', id)
    .orderBy('received_at')
    .execute()
  return rows.map((row) => JSON.parse(row.detail) as ActivityDetail)
}

export async function countRows(
  { database }: World,
  table: 'organisation' | 'relationship' | 'invitation' | 'mail' | 'document' | 'change',
): Promise<number> {
  const { count } = await database
    .selectFrom(table)
    .select(({ fn }) => fn.countAll<number>().as('count'))
    .executeTakeFirstOrThrow()
  return count
}

export async function outboxOf({ store }: TestDevice): Promise<OutboxItem[]> {
  return store.outbox.orderBy('number').toArray()
}

/** Number, state and code of everything in the outbox. */
export async function outboxStates(device: TestDevice): Promise<string[]> {
  return (await outboxOf(device)).map(({ state, code }) => (code ? `${state}: ${code}` : state))
}

/** A copy of the browser profile as it is now: what a backup of the device would hold. */
export async function copyProfile({ store, user }: TestDevice): Promise<IDBFactory> {
  const indexedDB = new IDBFactory()
  const copy = new LocalStore(user.id, { indexedDB, IDBKeyRange })
  for (const table of store.tables) await copy.table(table.name).bulkAdd(await table.toArray())
  copy.close()
  return indexedDB
}

/** Ids of everything the server sent that is on this device. */
export async function receivedIds({ store }: TestDevice): Promise<string[][]> {
  const ids: Iterable<string>[] = await Promise.all([
    listRelationshipIds(store),
    listDocumentIds(store),
    listChangeIds(store),
    listAccountIds(store),
  ])
  return ids.map((each) => [...each].toSorted())
}

/** Everything a device holds, table by table, as one text. */
/** All that lies on a device, but tables or kinds of records of these names. */
export async function dumpStore({ store }: TestDevice, except: readonly string[] = []): Promise<string> {
  const tables = store.tables.filter((table) => !except.includes(table.name))
  const rows = await Promise.all(
    tables.map((table) => table.filter(({ kind }: { kind?: string }) => !except.includes(kind ?? '')).toArray()),
  )
  return JSON.stringify(rows, (_key, value: unknown) =>
    value instanceof Uint8Array ? Buffer.from(value).toString('latin1') : value,
  )
}

/** In order of id. */
export async function allRelationships({ store }: TestDevice): Promise<StoredRelationship[]> {
  return (await readAllRelationships(store)).toSorted((left, right) => (left.id < right.id ? -1 : 1))
}

/** In order of id. */
export async function allDocuments({ store }: TestDevice): Promise<StoredDocument[]> {
  const ids = [...(await listDocumentIds(store))].toSorted()
  return (await readDocuments(store, ids)).filter((document) => document !== undefined)
}
