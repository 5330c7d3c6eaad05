/**
 * The device's one writer of documents. Load, edit and store happen in one IndexedDB transaction, which
 * is exclusive over all tabs: so the client id's clock can't be used twice (DOC5), and an abort leaves
 * neither bytes nor outbox row behind (DEV1).
 */
import * as Y from 'yjs'
import type { Edit } from '#shared/document/edit-document.ts'
import { joinTextIntents } from '#shared/document/join-text-intents.ts'
import type { DocumentShape } from '#shared/document/document-shape.ts'
import type { ChangeId, DocumentId, ItemId } from '#shared/domain/ids.ts'
import type { Intent } from '#shared/domain/facts/intent.ts'
import type { LocalStore } from '../local-store/local-store.ts'
import { findRelationship } from '../local-store/stored-records.ts'
import { storing } from '../local-store/storing.ts'
import type { OutboxItem, StoredEdit } from '../local-store/outbox-item.ts'
import { findLocalDocument, openLocalDocument, type LocalDocument } from '../local-store/read-document.ts'
import type { Device } from '../local-store/device.ts'
import { appendItem, outboxTables } from './append-item.ts'

/** Makes the edit on a freshly opened document; null for nothing to do. */
export type MakeEdit = (doc: Y.Doc, shape: DocumentShape, clientId: number) => Edit | null

/** Edits of one field this close together travel and show as one. */
const coalesceWithinMs = 10_000
/** Far below what the wire carries: an item that grew beyond it would be refused. */
const coalescedBytes = 32 * 1024

/** Stores an edit and its outbox row. Throws StorageFullError; then nothing was stored. */
export async function writeEdit(
  device: Device,
  documentId: DocumentId,
  make: MakeEdit,
  options: { undoes?: ChangeId } = {},
): Promise<OutboxItem | null> {
  const { store } = device
  return storing(() =>
    store.transaction('rw', [...outboxTables(store)], async () => {
      const document = await findLocalDocument(store, documentId)
      if (!document) throw new Error('edit of a document that is not on this device')
      const clientId = await writerOf(device, documentId)
      const edit = make(openLocalDocument(document), document.shape, clientId)
      if (!edit) return null
      return (
        (await coalesce(device, document, clientId, edit, options)) ??
        (await append(device, document, clientId, edit, options))
      )
    }),
  )
}

/** The Yjs client id of this store for the document, given on first use. */
export async function writerOf(device: Pick<Device, 'store' | 'ids'>, documentId: DocumentId): Promise<number> {
  const known = await device.store.writers.get(documentId)
  if (known) return known.clientId
  const clientId = device.ids.clientId()
  await device.store.writers.put({ documentId, clientId })
  return clientId
}

async function append(
  device: Device,
  document: LocalDocument,
  clientId: number,
  edit: Edit,
  options: { undoes?: ChangeId },
): Promise<OutboxItem> {
  const body: StoredEdit = {
    kind: 'edit',
    documentId: document.id,
    clientId,
    update: edit.update,
    intents: edit.intents,
    undoes: options.undoes ?? null,
  }
  return appendItem(device, {
    relationshipId: document.relationshipId,
    documentIds: [document.id],
    dependsOn: creationOf(document),
    body,
    customerName: await customerNameOf(device.store, document),
    predictions: [],
    form: null,
  })
}

/** The command that makes this document, while the server hasn't taken it. */
function creationOf(document: LocalDocument): OutboxItem['dependsOn'] {
  return document.overlay.filter((item) => item.body.kind === 'command').map((item) => item.id)
}

async function customerNameOf(store: LocalStore, document: LocalDocument): Promise<string> {
  const creation = document.overlay.find((item) => item.body.kind === 'command')
  const relationship = document.relationshipId ? await findRelationship(store, document.relationshipId) : undefined
  return relationship?.facts.companyName ?? creation?.customerName ?? ''
}

/** Adds the edit to the newest item when that is the same field, just typed and never sent; null otherwise. */
async function coalesce(
  device: Device,
  document: LocalDocument,
  clientId: number,
  edit: Edit,
  options: { undoes?: ChangeId },
): Promise<OutboxItem | null> {
  const newest = await device.store.outbox.orderBy('number').last()
  if (!newest || options.undoes || newest.body.kind !== 'edit' || !isJustTyped(device, newest)) return null
  const { body } = newest
  if (body.documentId !== document.id || body.clientId !== clientId || body.undoes !== null) return null
  if (body.update.length + edit.update.length > coalescedBytes) return null
  const intents = joinIntents(body.intents, edit.intents)
  if (!intents) return null
  const joined: OutboxItem = {
    ...newest,
    // An id names one content: a restored profile that typed on differently must not pass for what was sent (PUSH1).
    id: device.ids.randomId() as ItemId,
    editedAt: device.clock.now(),
    body: { ...body, update: Y.mergeUpdates([body.update, edit.update]), intents },
  }
  await device.store.outbox.put(joined)
  return joined
}

function isJustTyped(device: Device, item: OutboxItem): boolean {
  const age = device.clock.now() - item.editedAt
  return item.state === 'queued' && item.attempts === 0 && age >= 0 && age < coalesceWithinMs
}

/** The intents of two edits of one field as one edit's; null when they are of different fields. */
export function joinIntents(earlier: readonly Intent[], later: readonly Intent[]): Intent[] | null {
  const [first, second] = [earlier[0], later[0]]
  if (!first || !second || earlier.some((intent) => intent.field !== second.field || intent.kind !== second.kind))
    return null
  if (first.kind === 'set' && second.kind === 'set') return [{ ...first, after: second.after }]
  return first.kind === 'text' && second.kind === 'text' ? [joinTextIntents(first, second)] : null
}
