import { isUndoable, undoChange as makeUndo, undoConflict, type UndoableDetail } from '#shared/document/undo-change.ts'
import type { ChangeId, DocumentId, ItemId } from '#shared/domain/ids.ts'
import { accountKind } from '#shared/records/account.ts'
import { changeKind } from '#shared/records/change.ts'
import { findRecord } from '../../local-store/stored-records.ts'
import { findLocalDocument, openLocalDocument } from '../../local-store/read-document.ts'
import { findReplacement } from '../../outbox/replaced-documents.ts'
import { writeEdit } from '../../outbox/write-edit.ts'
import type { Device } from '../../local-store/device.ts'
import { cancelItem } from '../waiting/cancel-item.ts'
import { defineCommand } from '../define-command.ts'

export type UndoOutcome =
  | { done: true }
  /** The field has changed since: the person sees all three values and says (H3). */
  | { done: false; reason: 'changed-since'; before: string; after: string; now: string }
  | { done: false; reason: 'nothing-left' | 'not-undoable' }

interface UndoTarget {
  documentId: DocumentId
  detail: UndoableDetail
}

/** The document that a logged change is about now: where the account was begun anew since, that one (DOC6). */
async function findTarget({ store, user }: Device, id: ChangeId): Promise<UndoTarget | null> {
  const change = await findRecord(store, changeKind, id)
  if (!change?.documentId || !isUndoable(change.detail)) return null
  if (await findLocalDocument(store, change.documentId)) return { documentId: change.documentId, detail: change.detail }
  if (change.detail.type === 'text') return null
  const replacement = await findReplacement(store, change.documentId, change.relationshipId)
  const account = await findRecord(store, accountKind, user.organisationId)
  const documentId = replacement?.id ?? account?.documentId
  return documentId ? { documentId, detail: change.detail } : null
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
    if (!target) return undoWaiting(device, id as ItemId)
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
