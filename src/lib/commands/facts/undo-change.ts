import {
  hasCharacters,
  isUndoable,
  undoChange as makeUndo,
  undoConflict,
  type UndoableDetail,
} from '#shared/document/undo-change.ts'
import type { ChangeId, DocumentId, ItemId } from '#shared/domain/ids.ts'
import { accountKind } from '#shared/records/account.ts'
import { changeKind } from '#shared/records/change.ts'
import { findRecord } from '../../local-store/stored-records.ts'
import { findLocalDocument, openLocalDocument } from '../../local-store/read-document.ts'
import { findReplacement } from '../../outbox/replaced-documents.ts'
import { writeEdit } from '../../outbox/write-edit.ts'
import type { Device } from '../../local-store/device.ts'
import { readTextBefore } from '../../session/text-before.ts'
import { cancelItem } from '../waiting/cancel-item.ts'
import { defineCommand } from '../define-command.ts'
import { editText } from './edit-text.ts'
import { undoAssignment, type AssignedSince } from './undo-assigned.ts'

export type UndoOutcome =
  | { done: true }
  /** The field has changed since: the person sees all three values and says (H3). */
  | { done: false; reason: 'changed-since'; before: string; after: string; now: string }
  | AssignedSince
  | { done: false; reason: 'nothing-left' | 'not-undoable' | 'needs-connection' }

/** Of a text in a document that goes on in another (DOC6), or was compacted since (DOC9): its characters are in none of ours. */
interface FormerText {
  documentId: DocumentId
  field: string
}

interface UndoTarget {
  documentId: DocumentId
  detail: UndoableDetail
}

/** The document that a logged change is about now: where the account was begun anew since, that one (DOC6). */
async function findTarget({ store, user }: Device, id: ChangeId): Promise<UndoTarget | FormerText | null> {
  const change = await findRecord(store, changeKind, id)
  if (!change?.documentId || !isUndoable(change.detail)) return null
  const { detail } = change
  const own = await findLocalDocument(store, change.documentId)
  if (own) {
    const isHere = detail.type !== 'text' || hasCharacters(openLocalDocument(own), detail)
    return isHere ? { documentId: own.id, detail } : { documentId: own.id, field: detail.field }
  }
  const replacement = await findReplacement(store, change.documentId, change.relationshipId)
  const account = await findRecord(store, accountKind, user.organisationId)
  const documentId = replacement?.id ?? account?.documentId
  if (!documentId) return null
  return detail.type === 'text' ? { documentId, field: detail.field } : { documentId, detail }
}

/** The whole text as it was before, once the person has seen both and says so (H3). */
async function restoreText(
  device: Device,
  id: ChangeId,
  { documentId, field }: FormerText,
  evenIfChanged: boolean,
): Promise<UndoOutcome> {
  const found = await readTextBefore(id)
  if (!found.ok) return { done: false, reason: found.code === 'offline' ? 'needs-connection' : 'not-undoable' }
  const { before, after } = found.value
  const document = await findLocalDocument(device.store, documentId)
  const now = document ? openLocalDocument(document).getText(field).toString() : ''
  if (now === before) return { done: false, reason: 'nothing-left' }
  if (!evenIfChanged) return { done: false, reason: 'changed-since', before, after, now }
  await editText.on(device, documentId, field, before, now)
  return { done: true }
}

/** An edit that waits: never sent, it is cancelled; on its way, it is put back by a new edit. */
async function undoWaiting(device: Device, id: ItemId): Promise<UndoOutcome> {
  const item = await device.store.outbox.where('id').equals(id).first()
  if (!item || item.body.kind !== 'edit') return { done: false, reason: 'not-undoable' }
  if (await cancelItem.on(device, id)) return { done: true }
  const { body } = item
  let undone = false
  for (const intent of body.intents.toReversed()) {
    const detail: UndoableDetail =
      intent.kind === 'set'
        ? { type: 'field', field: intent.field, before: intent.before, after: intent.after, unseen: false }
        : { type: 'text', field: intent.field, inserted: intent.inserted, deleted: intent.deleted }
    undone =
      (await writeEdit(device, body.documentId, (doc, shape, clientId) => makeUndo(doc, shape, clientId, detail))) !==
        null || undone
  }
  return undone ? { done: true } : { done: false, reason: 'nothing-left' }
}

/**
 * Takes a change back as a new edit, offline too (H3); undoing an undo is the same. An id of a waiting
 * item cancels it. `evenIfChanged` is the person's answer to `changed-since`.
 */
export const undoChange = defineCommand(
  async (device, id: ChangeId | ItemId, options: { evenIfChanged?: boolean } = {}): Promise<UndoOutcome> => {
    const { store } = device
    const target = await findTarget(device, id as ChangeId)
    if (!target) return (await undoAssignment(device, id as ChangeId, options)) ?? undoWaiting(device, id as ItemId)
    if (!('detail' in target)) return restoreText(device, id as ChangeId, target, options.evenIfChanged ?? false)
    if (!options.evenIfChanged) {
      const document = await findLocalDocument(store, target.documentId)
      const conflict = document && undoConflict(openLocalDocument(document), document.shape, target.detail)
      if (conflict) return { done: false, reason: 'changed-since', ...conflict }
    }
    const item = await writeEdit(
      device,
      target.documentId,
      (doc, shape, clientId) => makeUndo(doc, shape, clientId, target.detail),
      { undoes: id as ChangeId },
    )
    return item ? { done: true } : { done: false, reason: 'nothing-left' }
  },
)
