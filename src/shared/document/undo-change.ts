/**
 * Undo is a new edit made from a logged change (DOC4): it puts back that field, or takes out and puts
 * back that change's characters, and touches nothing else.
 */
import type * as Y from 'yjs'
import type { ActivityDetail } from '../domain/facts/activity-entry.ts'
import type { DocumentShape } from './document-shape.ts'
import { readField } from './document-values.ts'
import { replayIntents, setField, type Edit } from './edit-document.ts'

export type UndoableDetail = Exclude<ActivityDetail, { type: 'decision' }>

export function isUndoable(detail: ActivityDetail): detail is UndoableDetail {
  return detail.type !== 'decision'
}

/** The value an undo would put back; for a lost edit that is the lost value (`restore`). Null for texts. */
export function undoValue(detail: UndoableDetail): string | null {
  if (detail.type === 'field') return detail.before
  return detail.type === 'field-lost' ? detail.lost : null
}

/** What the field held right after the change: if it holds something else now, the person is asked first (H3). */
export function valueAfter(detail: UndoableDetail): string | null {
  if (detail.type === 'field') return detail.after
  return detail.type === 'field-lost' ? detail.kept : null
}

/** The three values a person sees before undoing a change somebody has edited over; null when nothing stands in the way. */
export function undoConflict(
  doc: Y.Doc,
  shape: DocumentShape,
  detail: UndoableDetail,
): { before: string; after: string; now: string } | null {
  const before = undoValue(detail)
  const after = valueAfter(detail)
  if (before === null || after === null || detail.type === 'text') return null
  const now = readField(doc, shape, detail.field)
  return now === after || now === before ? null : { before, after, now }
}

/** The edit that undoes the change; null when there is nothing left to put back. */
export function undoChange(doc: Y.Doc, shape: DocumentShape, clientId: number, detail: UndoableDetail): Edit | null {
  const value = undoValue(detail)
  if (detail.type !== 'text') return setField(doc, shape, clientId, detail.field, value ?? '')
  const reversed = { kind: 'text' as const, field: detail.field, inserted: detail.deleted, deleted: detail.inserted }
  return replayIntents(doc, shape, clientId, [reversed], [])
}
