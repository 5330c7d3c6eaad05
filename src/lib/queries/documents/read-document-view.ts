/** One document as its page shows it, read in one go: values, what waits, what was refused, what others did. */
import { readFlags, readValues, type DocumentValues } from '#shared/document/document-values.ts'
import type { OverwrittenValue } from '#shared/domain/document/overwritten-value.ts'
import type { ChangeRecord } from '#shared/domain/document/change-record.ts'
import type { DocumentId, ItemId, UserId } from '#shared/domain/ids.ts'
import { describeIntents } from '#shared/domain/document/intent.ts'
import type { RefusalCode } from '#shared/domain/refusal.ts'
import type { Device } from '../../local-store/device.ts'
import { changeKind } from '#shared/records/change.ts'
import { readRecordsOf, recordTables } from '../../local-store/stored-records.ts'
import { readMeta } from '../../local-store/local-store.ts'
import { isWaiting, type OutboxItem } from '../../local-store/outbox-item.ts'
import { openLocalDocument } from '../../local-store/read-document.ts'
import { findCurrentDocument } from '../../outbox/replaced-documents.ts'
import { findOverwritten } from './find-overwritten.ts'

export interface RefusedField {
  itemId: ItemId
  text: string
  code: RefusalCode
}

export interface DocumentSnapshot {
  values: DocumentValues
  tags: string[]
  waitingFields: ReadonlySet<string>
  refusedFields: ReadonlyMap<string, RefusedField>
  /** Logged changes, oldest first. */
  changes: ChangeRecord[]
  overwritten: OverwrittenValue[]
  /** Whose device it is; null before the first read. */
  userId: UserId | null
  /** Server clock minus device clock, ms. */
  clockOffsetMs: number
}

export const noSnapshot: DocumentSnapshot = {
  userId: null,
  clockOffsetMs: 0,
  values: {},
  tags: [],
  waitingFields: new Set(),
  refusedFields: new Map(),
  changes: [],
  overwritten: [],
}

function fieldsOf(item: OutboxItem): { field: string; after: string }[] {
  return item.body.kind === 'edit' ? describeIntents(item.body.intents) : []
}

function refusedFields(items: readonly OutboxItem[]): Map<string, RefusedField> {
  const refused = items.filter((item) => item.state === 'refused')
  return new Map(
    refused.flatMap((item) =>
      fieldsOf(item).map(({ field, after }) => [
        field,
        { itemId: item.id, text: after, code: item.code ?? 'server-error' },
      ]),
    ),
  )
}

/**
 * At one moment: what waits and what has arrived are one account of the document. Null when neither it nor what goes on in its
 * place is on this device. The page that shows it may hear a moment later that it has another: until then whoever types in one
 * of its fields stays there.
 */
export async function readDocumentView(device: Device, named: DocumentId): Promise<DocumentSnapshot | null> {
  const { store } = device
  const tables = [store.outbox, store.dismissed, ...recordTables(store)]
  return store.transaction('r', tables, async () => readView(device, named))
}

async function readView({ store, user }: Device, named: DocumentId): Promise<DocumentSnapshot | null> {
  const document = await findCurrentDocument(store, named)
  if (!document) return null
  const { id } = document
  const [items, changes, dismissed] = await Promise.all([
    store.outbox.where('documentIds').equals(id).toArray(),
    readRecordsOf(store, changeKind, { part: id }),
    store.dismissed.toCollection().primaryKeys(),
  ])
  const values = readValues(openLocalDocument(document), document.shape)
  const enteredOffline = (field: string, value: string) =>
    items.some((item) => item.madeOffline && fieldsOf(item).some((set) => set.field === field && set.after === value))
  return {
    values,
    tags: readFlags(values, document.shape),
    waitingFields: new Set(items.filter(isWaiting).flatMap((item) => fieldsOf(item).map(({ field }) => field))),
    refusedFields: refusedFields(items),
    changes,
    overwritten: findOverwritten(changes, values, user.id, new Set(dismissed), enteredOffline),
    userId: user.id,
    clockOffsetMs: await readMeta(store, 'clockOffsetMs'),
  }
}

/** Field → the newest change of somebody else that arrived since `openedAt` (device clock), unless this person has changed it after. */
export function findRecentChanges(
  { changes, userId, clockOffsetMs }: DocumentSnapshot,
  openedAt: number,
): Map<string, ChangeRecord> {
  const recent = new Map<string, ChangeRecord>()
  for (const entry of changes) {
    const { detail } = entry
    if (entry.receivedAt < openedAt + clockOffsetMs || detail.type === 'decision' || detail.type === 'field-lost')
      continue
    if (entry.actor.userId === userId) recent.delete(detail.field)
    else recent.set(detail.field, entry)
  }
  return recent
}
