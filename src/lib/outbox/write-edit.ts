/**
 * The device's one writer of documents. Load, edit and store happen in one IndexedDB transaction, which
 * is exclusive over all tabs: so the client id's clock can't be used twice (DOC5), and an abort leaves
 * neither bytes nor outbox row behind (DEV1).
 */
import * as Y from 'yjs'
import { setField, type Edit } from '#shared/document/edit-document.ts'
import { joinTextIntents } from '#shared/document/join-text-intents.ts'
import type { DocumentShape } from '#shared/document/document-shape.ts'
import { elapsedMs } from '#shared/domain/clock.ts'
import type { ChangeId, DocumentId, ItemId } from '#shared/domain/ids.ts'
import type { SetIntent } from '#shared/domain/document/intent.ts'
import type { LocalStore } from '../local-store/local-store.ts'
import { relationshipKind } from '#shared/records/relationship.ts'
import { findRecord } from '../local-store/stored-records.ts'
import { storing } from '../local-store/storing.ts'
import { isUntried, type OutboxItem, type StoredEdit } from '../local-store/outbox-item.ts'
import { openLocalDocument, type LocalDocument } from '../local-store/read-document.ts'
import type { Device } from '../local-store/device.ts'
import { appendItem, outboxTables } from './append-item.ts'
import { findCurrentDocument } from './replaced-documents.ts'
import { restMs } from './sitting.ts'

/** Makes the edit on a freshly opened document; null for nothing to do. */
export type MakeEdit = (doc: Y.Doc, shape: DocumentShape, clientId: number) => Edit | null

export interface EditOptions {
  undoes?: ChangeId
  /** The person is still in the field: the edit is held until their sitting is over. */
  typing?: boolean
  /** When it was made, device clock, ms, where that isn't now. */
  editedAt?: number
}

/** What was set and is set again this soon, before anybody heard of it, is one act. */
const setAgainWithinMs = 2 * 60_000
/** Far below what the wire carries: an item that grew beyond it would be refused. */
const coalescedBytes = 32 * 1024

/** Stores an edit and its outbox row; null when there was nothing to do. Throws StorageFullError; then nothing was stored. */
export async function writeEdit(
  device: Device,
  documentId: DocumentId,
  make: MakeEdit,
  options: EditOptions = {},
): Promise<OutboxItem | null> {
  const { store } = device
  return storing(() =>
    store.transaction('rw', [...outboxTables(store)], async () => {
      const document = await findCurrentDocument(store, documentId)
      if (!document) throw new Error('edit of a document that is not on this device')
      const clientId = await writerOf(device, document.id)
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
  options: EditOptions,
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
    typing: options.typing ?? false,
    ...(options.editedAt !== undefined && { editedAt: options.editedAt }),
  })
}

/** The command that makes this document, while the server hasn't taken it. */
function creationOf(document: LocalDocument): OutboxItem['dependsOn'] {
  return document.overlay.filter((item) => item.body.kind === 'command').map((item) => item.id)
}

async function customerNameOf(store: LocalStore, document: LocalDocument): Promise<string> {
  const creation = document.overlay.find((item) => item.body.kind === 'command')
  const relationship = document.relationshipId
    ? await findRecord(store, relationshipKind, document.relationshipId)
    : undefined
  return relationship?.facts.companyName ?? creation?.customerName ?? ''
}

/** Makes the edit part of the newest item when that is of the same field, just written and never sent; null otherwise. */
async function coalesce(
  device: Device,
  document: LocalDocument,
  clientId: number,
  edit: Edit,
  options: EditOptions,
): Promise<OutboxItem | null> {
  const { store, clock, ids } = device
  const newest = await store.outbox.orderBy('number').last()
  if (!newest || options.undoes || newest.body.kind !== 'edit' || !isUntried(newest)) return null
  const { body } = newest
  if (body.documentId !== document.id || body.clientId !== clientId || body.undoes !== null) return null
  const joined = join(document, { ...newest, body }, edit, elapsedMs(newest.editedAt, clock.now()))
  if (joined === 'apart') return null
  if (joined === 'nothing') {
    await store.outbox.delete(newest.number)
    return newest
  }
  const item: OutboxItem = {
    ...newest,
    // An id names one content: a restored profile that typed on differently must not pass for what was sent (PUSH1).
    id: ids.randomId() as ItemId,
    editedAt: options.editedAt ?? clock.now(),
    typing: options.typing ?? false,
    body: { ...body, ...joined },
  }
  await store.outbox.put(item)
  return item
}

/** Both edits as one; `nothing`: the later took the earlier back; `apart`: they are two acts. */
function join(
  document: LocalDocument,
  newest: OutboxItem & { body: StoredEdit },
  edit: Edit,
  ageMs: number,
): Edit | 'nothing' | 'apart' {
  const { body } = newest
  const [earlier, later] = [body.intents[0], edit.intents[0]]
  if (body.intents.length !== 1 || edit.intents.length !== 1 || earlier?.field !== later?.field) return 'apart'
  if (earlier?.kind === 'set' && later?.kind === 'set')
    return ageMs < setAgainWithinMs ? setInstead(document, newest, earlier, later) : 'apart'
  if (earlier?.kind !== 'text' || later?.kind !== 'text') return 'apart'
  if (ageMs >= restMs || body.update.length + edit.update.length > coalescedBytes) return 'apart'
  const intent = joinTextIntents(earlier, later)
  if (intent.inserted.length === 0 && intent.deleted.length === 0) return 'nothing'
  return { update: Y.mergeUpdates([body.update, edit.update]), intents: [intent] }
}

/**
 * The later value in the place of the earlier one, which nobody has heard of: its clock is used again, so that typing
 * doesn't fill the document with a value for every letter.
 */
function setInstead(
  document: LocalDocument,
  newest: OutboxItem & { body: StoredEdit },
  earlier: SetIntent,
  later: SetIntent,
): Edit | 'nothing' {
  const doc = openLocalDocument(
    document,
    document.overlay.filter(({ number }) => number !== newest.number),
  )
  const edit = setField(doc, document.shape, newest.body.clientId, later.field, later.after)
  return edit ? { ...edit, intents: [{ ...later, before: earlier.before }] } : 'nothing'
}
