/**
 * Making waiting edits again on what the server confirmed (PUSH4): after a refusal left a gap, after a
 * fork, or when an unsent one is cancelled. They keep their ids, so that what depends on them still does;
 * numbers and Yjs client ids are new, and so are the numbers of what never left behind them: device order stays the
 * order in which things were done (DOC3). One that was sent may already be on the server: it stays marked as
 * tried, and the server knows it by its id. Call inside a transaction over `outboxTables`.
 */
import type { Doc } from 'yjs'
import { carryIntents } from '#shared/document/carry-intents.ts'
import { isCompacted } from '#shared/document/compacted.ts'
import { replayIntents, type CharacterMoves } from '#shared/document/edit-document.ts'
import type { Intent } from '#shared/domain/document/intent.ts'
import type { DocumentId, StoreId } from '#shared/domain/ids.ts'
import { isWaiting, type OutboxItem, type StoredEdit } from '../local-store/outbox-item.ts'
import { readWaiting } from '../local-store/read-outbox.ts'
import { findLocalDocument, openLocalDocument, type LocalDocument } from '../local-store/read-document.ts'
import { writeMeta } from '../local-store/local-store.ts'
import type { Device } from '../local-store/device.ts'
import { requireStoreId, takeNumber } from './append-item.ts'
import { findFormerCharacters, formerCharacters } from './former-characters.ts'
import { findReplacement } from './replaced-documents.ts'
import { writerOf } from './write-edit.ts'

type EditItem = OutboxItem & { body: StoredEdit }

function isWaitingEdit(item: OutboxItem): item is EditItem {
  return isWaiting(item) && item.body.kind === 'edit'
}

/** Makes the waiting edits of these documents again, in order, under fresh client ids; those up to the number `after` stay as they are. */
export async function remakeDocuments(device: Device, ids: Iterable<DocumentId>, after = 0): Promise<void> {
  const remade: OutboxItem[] = []
  for (const id of ids) remade.push(...(await remakeDocument(device, id, after)))
  await renumber(device, remade)
}

async function remakeDocument(device: Device, documentId: DocumentId, after: number): Promise<EditItem[]> {
  const { store } = device
  const document = await findLocalDocument(store, documentId)
  const isRemade = (item: OutboxItem): item is EditItem => isWaitingEdit(item) && item.number > after
  const all = await store.outbox.where('documentIds').equals(documentId).sortBy('number')
  const waiting = all.filter(isRemade)
  await store.writers.delete(documentId)
  if (waiting.length === 0 || !document) return waiting
  const doc = openWithout(document, isRemade)
  return replay(device, document, doc, waiting, movesAround(doc, all, isRemade))
}

type IsRemade = (item: OutboxItem) => item is EditItem

function openWithout(document: LocalDocument, isRemade: IsRemade): Doc {
  return openLocalDocument(
    document,
    document.overlay.filter((item) => !isRemade(item)),
  )
}

/** What was refused the server has in no form: what stands under those ids now is somebody else's. */
function movesAround(doc: Doc, items: readonly OutboxItem[], isRemade: IsRemade): CharacterMoves {
  return findFormerCharacters(
    doc,
    items.filter((item) => !isRemade(item) && item.state !== 'refused'),
  )
}

/** Makes these edits again on `doc`, which holds the document without them. */
async function replay(
  device: Device,
  document: LocalDocument,
  doc: Doc,
  waiting: readonly EditItem[],
  moves: CharacterMoves,
): Promise<EditItem[]> {
  const clientId = await writerOf(device, document.id)
  const remade: EditItem[] = []
  for (const item of waiting) {
    const earlierMoves = moves.length
    const edit = replayIntents(doc, document.shape, clientId, item.body.intents, moves)
    if (edit)
      remade.push({
        ...item,
        documentIds: [document.id],
        body: {
          ...item.body,
          documentId: document.id,
          clientId,
          update: edit.update,
          intents: keepSeen(item.body, edit.intents),
        },
        formerCharacters: formerCharacters(item, moves.slice(earlierMoves)),
      })
    else await device.store.outbox.delete(item.number)
  }
  return remade
}

/** Makes what waits on a document that another has replaced (DOC6) on that one, while both are here if it may be. */
export async function followReplaced(device: Device): Promise<void> {
  const { store } = device
  const waiting = (await readWaiting(store)).filter(isWaitingEdit)
  const relationships = new Map((waiting as EditItem[]).map((item) => [item.body.documentId, item.relationshipId]))
  const remade: OutboxItem[] = []
  for (const [id, relationshipId] of relationships) {
    const replacement = await findReplacement(store, id, relationshipId)
    if (replacement)
      remade.push(...(await move(device, { id, former: await findLocalDocument(store, id) }, replacement)))
  }
  await renumber(device, remade)
}

/** What the server took once and is only asked about again (SYNC3) is in the new one already, unless the server says otherwise. */
function isMoved(item: OutboxItem): item is EditItem {
  return isWaitingEdit(item) && (item.answeredAt === null || item.code === 'document-replaced')
}

/** `former`: what the edits were made on, where it is known still. */
async function move(
  device: Device,
  { id: from, former }: { id: DocumentId; former: LocalDocument | null },
  to: LocalDocument,
): Promise<EditItem[]> {
  const { store } = device
  const all = await store.outbox.where('documentIds').anyOf([from, to.id]).sortBy('number')
  const waiting = all.filter(isMoved)
  if (!waiting.some((item) => item.body.documentId === from)) return []
  await store.writers.bulkDelete([from, to.id])
  const doc = openWithout(to, isMoved)
  const moves = movesAround(doc, all, isMoved)
  if (!former) return replay(device, to, doc, waiting, moves)
  const before = openWithout(former, isMoved)
  const beforeMoves = movesAround(before, all, isMoved)
  const carried = waiting.map((item) => {
    if (item.body.documentId !== from) return item
    return { ...item, body: { ...item.body, intents: carryIntents(item.body.intents, before, doc, beforeMoves) } }
  })
  return replay(device, to, doc, carried, moves)
}

/** Those of the documents on which edits wait, as they are here. */
export async function readWaitedOn({ store }: Device, ids: readonly DocumentId[]): Promise<LocalDocument[]> {
  if (ids.length === 0) return []
  const waiting = (await readWaiting(store)).filter(isWaitingEdit)
  const waitedOn = new Set(waiting.flatMap(({ documentIds }) => documentIds))
  const found = await Promise.all(ids.filter((id) => waitedOn.has(id)).map((id) => findLocalDocument(store, id)))
  return found.filter((document) => document !== null)
}

/** Makes what waits on documents again on what they are now where the server has compacted them (DOC9); `before`: as they were here. */
export async function followCompacted(device: Device, before: readonly LocalDocument[]): Promise<void> {
  const remade: OutboxItem[] = []
  for (const former of before) {
    const now = await findLocalDocument(device.store, former.id)
    if (!former.confirmed || !now?.confirmed || !isCompacted(former.confirmed, now.confirmed)) continue
    remade.push(...(await move(device, { id: former.id, former }, now)))
  }
  await renumber(device, remade)
}

/** What the person had seen stays what they had seen, whatever the edit is made on now. */
function keepSeen(body: StoredEdit, intents: Intent[]): Intent[] {
  const seen = new Map(
    body.intents.flatMap((intent) => (intent.kind === 'set' ? [[intent.field, intent.before] as const] : [])),
  )
  return intents.map((intent) =>
    intent.kind === 'set' ? { ...intent, before: seen.get(intent.field) ?? intent.before } : intent,
  )
}

async function renumber(device: Device, remade: readonly OutboxItem[]): Promise<void> {
  if (remade.length === 0) return
  const { store } = device
  const storeId = await requireStoreId(device)
  const numbers = new Set(remade.map(({ number }) => number))
  const neverSent = await store.outbox
    .where('number')
    .above(Math.min(...numbers))
    .and((item) => isWaiting(item) && item.attempts === 0 && !numbers.has(item.number))
    .toArray()
  for (const item of [...remade, ...neverSent].toSorted((left, right) => left.number - right.number)) {
    await store.outbox.delete(item.number)
    await store.outbox.put({ ...item, number: await takeNumber(store), storeId, state: 'queued', code: null })
  }
}

/** A new epoch (PUSH1): a new store id, new client ids, and everything that waits made again. */
export async function startNewEpoch(device: Device): Promise<void> {
  const { store } = device
  await writeMeta(store, { storeId: device.ids.randomId() as StoreId })
  await store.writers.clear()
  const waiting = await readWaiting(store)
  const remade: OutboxItem[] = waiting.filter((item) => item.body.kind === 'command')
  for (const documentId of new Set(waiting.filter(isWaitingEdit).map((item) => item.body.documentId)))
    remade.push(...(await remakeDocument(device, documentId, 0)))
  await renumber(device, remade)
}
