import { readFlags, readValues, type DocumentValues } from '#shared/document/document-values.ts'
import type { ActivityEntry } from '#shared/domain/activity-entry.ts'
import type { DocumentId, ItemId } from '#shared/domain/ids.ts'
import type { RefusalCode } from '#shared/domain/refusal.ts'
import { isWaiting, type OutboxItem } from '../local-store/outbox-item.ts'
import { findLocalDocument, openLocalDocument } from '../local-store/read-document.ts'
import { describeIntents } from '#shared/domain/intent.ts'
import type { Device } from '../local-store/device.ts'
import { findOverwritten, type OverwrittenValue } from './find-overwritten.ts'
import { live } from './live.svelte.ts'

export interface RefusedField {
  itemId: ItemId
  text: string
  code: RefusalCode
}

interface Snapshot {
  values: DocumentValues
  tags: string[]
  waitingFields: ReadonlySet<string>
  refusedFields: ReadonlyMap<string, RefusedField>
  changes: ActivityEntry[]
  overwritten: OverwrittenValue[]
}

function fieldsOf(item: OutboxItem): { field: string; after: string }[] {
  return item.body.kind === 'edit' ? describeIntents(item.body.intents) : []
}

async function readDocumentView({ store, user }: Device, id: DocumentId): Promise<Snapshot | null> {
  const document = await findLocalDocument(store, id)
  if (!document) return null
  const [items, changes, dismissed] = await Promise.all([
    store.outbox.where('documentIds').equals(id).toArray(),
    store.changes.where('documentId').equals(id).sortBy('receivedAt'),
    store.dismissed.toCollection().primaryKeys(),
  ])
  const doc = openLocalDocument(document)
  const values = readValues(doc, document.shape)
  const refused = items.filter((item) => item.state === 'refused')
  return {
    values,
    tags: readFlags(values, document.shape),
    waitingFields: new Set(items.filter(isWaiting).flatMap((item) => fieldsOf(item).map(({ field }) => field))),
    refusedFields: new Map(refused.flatMap((item) => fieldsOf(item).map(({ field, after }) => [field, { itemId: item.id, text: after, code: item.code ?? 'server-error' }]))),
    changes,
    overwritten: findOverwritten(changes, values, user.id, new Set(dismissed)),
  }
}

/** A document as one person sees and edits it: values, what waits, what was refused, what others just did. */
export function documentView(documentId: () => DocumentId | null) {
  const openedAt = Date.now()
  const snapshot = live(documentId, (device, id) => (id ? readDocumentView(device, id) : Promise.resolve(null)))
  const mine = live(
    () => null,
    ({ user }) => Promise.resolve(user.id),
  )
  const recent = $derived.by(() => {
    const fields = new Map<string, ActivityEntry>()
    for (const entry of snapshot.current?.changes ?? []) {
      const { detail } = entry
      if (entry.receivedAt < openedAt || detail.type === 'decision') continue
      if (entry.actor.userId === mine.current) fields.delete(detail.field)
      else if (detail.type !== 'field-lost') fields.set(detail.field, entry)
    }
    return fields
  })
  return {
    get ready(): boolean {
      return snapshot.current !== undefined && snapshot.current !== null
    },
    get values(): DocumentValues {
      return snapshot.current?.values ?? {}
    },
    get tags(): string[] {
      return snapshot.current?.tags ?? []
    },
    get waitingFields(): ReadonlySet<string> {
      return snapshot.current?.waitingFields ?? new Set()
    },
    get refusedFields(): ReadonlyMap<string, RefusedField> {
      return snapshot.current?.refusedFields ?? new Map()
    },
    /** Field → somebody else's change that arrived while this was open. */
    get recent(): ReadonlyMap<string, ActivityEntry> {
      return recent
    },
    get overwritten(): OverwrittenValue[] {
      return snapshot.current?.overwritten ?? []
    },
  }
}
