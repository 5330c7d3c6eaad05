/**
 * One database per user (DEV1): what the server sent, and what this person has done. Records and the
 * cursor that covers them are stored together; documents hold only what the server confirmed, waiting
 * edits lie in the outbox and are laid over it when read.
 */
import Dexie, { liveQuery, type Observable, type Table } from 'dexie'
import type { DeviceColumn } from '#shared/domain/device/device-row.ts'
import type { OwnVisit } from '#shared/domain/visit/visit.ts'
import type { ChangeId, DocumentId, StoreId, UserId } from '#shared/domain/ids.ts'
import type { Cursor, KindVersions } from '#shared/protocol/request.ts'
import type { OutboxItem } from './outbox-item.ts'
import { gatherRecords } from './gather-records.ts'
import { tellsWhenFull } from './storing.ts'

/** What every record from the server carries. */
export interface Received {
  /** Feed number it was built at: an older one never overwrites a newer one (SYNC5). */
  number: number
  /** The snapshot it came with; what a snapshot did not name is deleted at its end (SYNC3). */
  generation: number
}

/** One record that lies by itself, or is newer than its page. */
export interface StoredRecord extends Received {
  kind: string
  id: string
  /** What it is seen with and goes with. */
  root: string
  /** When this device stored it, counted in transactions. */
  stamp: number
  /** A further thing it is looked up by; absent where its kind has none. */
  part?: string
  /** ms; absent where its kind has none. */
  at?: number
  record: { id: string }
}

/** Many records in columns, as they came (DEV2). Ids rise within a page, and pages of a kind and generation don't overlap. */
export interface PackedPage extends Received {
  kind: string
  /** With how many column groups it was written; absent in the first release's, which had one. */
  version?: number
  firstId: string
  lastId: string
  stamp: number
  bytes: Uint8Array
}

/** Rows of a list in its order, ready to be shown: made from the records, and made anew when they are gone. */
export interface RowPage {
  kind: string
  version: number
  place: number
  bytes: Uint8Array
}

/** What of a row page is searched. By itself, because reading it takes a fifth of the time that reading both takes. */
export interface RowTexts {
  kind: string
  version: number
  place: number
  texts: string
}

export interface Draft {
  key: string
  value: unknown
  savedAt: number
}

/** What the row pages of a version hold together. */
export interface RowsHead {
  version: number
  /** How their texts were folded; absent in the first release's. */
  fold?: number
  /** Records stored later are not in them. */
  stamp: number
  generation: number
  count: number
  pages: number
  /** What rows can be chosen by, and the values there are. */
  choices: Record<string, string[]>
  /** With how many column groups they were written; absent in the first release's, which had one. */
  columns?: number
}

export interface MetaValues {
  storeId: StoreId
  /** The last item number given out in this store. */
  lastNumber: number
  cursor: Cursor | null
  accessVersion: number
  /** Kinds that have come whole, and with how many column groups. */
  held: KindVersions
  incarnation: string
  generation: number
  /** Where what was cut goes on, and how many records had come by then (SYNC7); null where nothing was cut. */
  resume: { place: string; received: number } | null
  /** The last snapshot that arrived whole. */
  wholeGeneration: number
  /** Counts the transactions that stored records: what came after a stamp is news to whoever knows the rest. */
  stamp: number
  /** By kind, raised when row pages are begun or dropped: a draft of another version is no longer wanted. */
  rowsVersions: Record<string, number>
  /** By kind. */
  rows: Record<string, RowsHead>
  lastSyncedAt: number
  /** Server clock minus device clock, ms. */
  clockOffsetMs: number
  /** What arrived up to then the person has seen on their start page, server clock, ms; 0 for never. */
  homeSeenAt: number
  /** Which column holds what in lists of devices, as the person said it; the last one first. */
  listColumns: { headers: string; places: Partial<Record<DeviceColumn, number>> }[]
}

/** A person's database; with nobody's id what all of their names begin with. */
export function storeName(userId: string): string {
  return `tandem-user-${userId}`
}

/** Where in `localStorage` lies what a page of this store had not stored when it went. */
export function unstoredKey(store: string): string {
  return `tandem-unstored-${store}`
}

/** The same of its forms. */
export function unstoredDraftsKey(store: string): string {
  return `tandem-unstored-drafts-${store}`
}

export class LocalStore extends Dexie {
  /** Where most records of packed kinds lie; `records` holds what is newer than its page, and single kinds. */
  pages!: Table<PackedPage, [string, number, string]>
  records!: Table<StoredRecord, [string, string]>
  /** Records of listed kinds that went away, for lists that still show them. */
  wentAway!: Table<{ kind: string; id: string; stamp: number }, [string, string]>
  listPages!: Table<RowPage, [string, number, number]>
  listTexts!: Table<RowTexts, [string, number, number]>
  outbox!: Table<OutboxItem, number>
  /** Yjs client id of this store for a document (DOC5): IndexedDB's own transactions make it the one writer of all tabs. */
  writers!: Table<{ documentId: DocumentId; clientId: number }, DocumentId>
  drafts!: Table<Draft, string>
  /** Overwritten values the person has seen and let go. */
  dismissed!: Table<{ changeId: ChangeId }, ChangeId>
  /** Where the person was, until the server was told of it (H7). */
  visits!: Table<OwnVisit, string>
  meta!: Table<{ key: keyof MetaValues; value: unknown }, string>

  constructor(userId: UserId, options?: { indexedDB: IDBFactory; IDBKeyRange: typeof IDBKeyRange }) {
    super(storeName(userId), { chromeTransactionDurability: 'strict', ...options })
    this.use(tellsWhenFull)
    // Dexie would open it again for whoever asks next, and a signed-out tab must not bring back what was deleted.
    this.on('versionchange', ({ newVersion }) => {
      this.close({ disableAutoOpen: newVersion === null })
      return false
    })
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
        pages: '[kind+generation+lastId], [kind+stamp]',
        relationships: 'id, stamp',
        documents: 'id, relationshipId',
        changes: 'id, relationshipId, documentId, receivedAt',
        gone: 'id, stamp',
        rowPages: '[version+place]',
      })
      // Records of the first protocol lack what the second's have: a snapshot brings all again. The outbox stays.
      .upgrade(async (upgrade) => {
        for (const table of ['relationships', 'accounts', 'documents', 'changes']) await upgrade.table(table).clear()
        await upgrade.table('meta').bulkDelete(['cursor', 'generation'])
      })
    this.version(3)
      .stores({ rowTexts: '[version+place]' })
      // Packed anew from the records.
      .upgrade(async (upgrade) => {
        await upgrade.table('rowPages').clear()
        await upgrade.table('meta').delete('rows')
      })
    this.version(4)
      .stores({
        records: '[kind+id], [kind+root], [kind+stamp], [kind+part], [kind+at]',
        wentAway: '[kind+id], [kind+stamp]',
      })
      .upgrade(gatherRecords)
    this.version(5).stores({ relationships: null, accounts: null, documents: null, changes: null, gone: null })
    this.version(6).stores({ visits: 'id, relationshipId, isUnsent' })
    this.version(7)
      .stores({
        rowPages: null,
        rowTexts: null,
        listPages: '[kind+version+place]',
        listTexts: '[kind+version+place]',
      })
      // Packed anew from the records.
      .upgrade(async (upgrade) => upgrade.table('meta').bulkDelete(['rows', 'rowsVersion']))
  }
}

const metaDefaults: Omit<MetaValues, 'storeId'> = {
  lastNumber: 0,
  cursor: null,
  accessVersion: 0,
  held: {},
  incarnation: '',
  generation: 0,
  resume: null,
  wholeGeneration: 0,
  stamp: 0,
  rowsVersions: {},
  rows: {},
  lastSyncedAt: 0,
  clockOffsetMs: 0,
  homeSeenAt: 0,
  listColumns: [],
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

/**
 * A read that runs again when anything it read has changed, in any tab. An async function of its own: of a plain one that returns a
 * promise Dexie watches nothing behind the first `await` of a promise that isn't Dexie's.
 */
export function watchRead<Result>(read: () => Promise<Result>): Observable<Result> {
  return liveQuery(async () => read())
}
