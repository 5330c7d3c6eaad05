/**
 * One database per user (DEV1): what the server sent, and what this person has done. Records and the
 * cursor that covers them are stored together; documents hold only what the server confirmed, waiting
 * edits lie in the outbox and are laid over it when read.
 */
import Dexie, { type Table } from 'dexie'
import type { ChangeRecord } from '#shared/domain/facts/activity-entry.ts'
import type { AccountRecord, RelationshipRecord } from '#shared/domain/customer-record.ts'
import type { DocumentRecord } from '#shared/domain/document-record.ts'
import type { ChangeId, DocumentId, OrganisationId, RelationshipId, StoreId, UserId } from '#shared/domain/ids.ts'
import type { Cursor } from '#shared/protocol/request.ts'
import type { OutboxItem } from './outbox-item.ts'

/** What every record from the server carries. */
interface Received {
  /** Feed number it was built at: an older one never overwrites a newer one (SYNC5). */
  number: number
  /** The snapshot it came with; what a snapshot did not name is deleted at its end (SYNC3). */
  generation: number
}

export type StoredRelationship = RelationshipRecord & Received
export type StoredAccount = AccountRecord & Received
export type StoredDocument = DocumentRecord & Received
export type StoredChange = ChangeRecord & Received

export interface Draft {
  key: string
  value: unknown
  savedAt: number
}

export interface MetaValues {
  storeId: StoreId
  /** The last item number given out in this store. */
  lastNumber: number
  cursor: Cursor | null
  accessVersion: number
  incarnation: string
  generation: number
  lastSyncedAt: number
  /** Server clock minus device clock, ms. */
  clockOffsetMs: number
}

export class LocalStore extends Dexie {
  relationships!: Table<StoredRelationship, RelationshipId>
  accounts!: Table<StoredAccount, OrganisationId>
  documents!: Table<StoredDocument, DocumentId>
  changes!: Table<StoredChange, ChangeId>
  outbox!: Table<OutboxItem, number>
  /** Yjs client id of this store for a document (DOC5): IndexedDB's own transactions make it the one writer of all tabs. */
  writers!: Table<{ documentId: DocumentId; clientId: number }, DocumentId>
  drafts!: Table<Draft, string>
  /** Overwritten values the person has seen and let go. */
  dismissed!: Table<{ changeId: ChangeId }, ChangeId>
  meta!: Table<{ key: keyof MetaValues; value: unknown }, string>

  constructor(userId: UserId, options?: { indexedDB: IDBFactory; IDBKeyRange: typeof IDBKeyRange }) {
    super(`tandem-user-${userId}`, { chromeTransactionDurability: 'strict', ...options })
    this.version(1).stores({
      relationships: 'id, customerId, generation',
      accounts: 'customerId, generation',
      documents: 'id, relationshipId, customerId, generation',
      changes: 'id, customerId, relationshipId, documentId, receivedAt, generation',
      outbox: 'number, id, state, *documentIds, relationshipId, answeredAt',
      writers: 'documentId',
      drafts: 'key',
      dismissed: 'changeId',
      meta: 'key',
    })
    this.version(2)
      .stores({
        documents: 'id, relationshipId, generation',
        changes: 'id, relationshipId, documentId, receivedAt, generation',
      })
      // Records of the first protocol lack what the second's have: a snapshot brings all again. The outbox stays.
      .upgrade(async (upgrade) => {
        for (const table of ['relationships', 'accounts', 'documents', 'changes']) await upgrade.table(table).clear()
        await upgrade.table('meta').delete('cursor')
      })
  }
}

const metaDefaults: Omit<MetaValues, 'storeId'> = {
  lastNumber: 0,
  cursor: null,
  accessVersion: 0,
  incarnation: '',
  generation: 0,
  lastSyncedAt: 0,
  clockOffsetMs: 0,
}

export async function readMeta<Key extends Exclude<keyof MetaValues, 'storeId'>>(
  store: LocalStore,
  key: Key,
): Promise<MetaValues[Key]> {
  const row = await store.meta.get(key)
  return (row?.value ?? metaDefaults[key]) as MetaValues[Key]
}

/** Null until the first item or contact gives this store its id. */
export async function findStoreId(store: LocalStore): Promise<StoreId | null> {
  const row = await store.meta.get('storeId')
  return (row?.value as StoreId | undefined) ?? null
}

export async function writeMeta(store: LocalStore, values: Partial<MetaValues>): Promise<void> {
  await store.meta.bulkPut(Object.entries(values).map(([key, value]) => ({ key: key as keyof MetaValues, value })))
}
