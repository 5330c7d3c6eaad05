/**
 * Undo is a new edit made from a logged change (DOC4): it puts back that field, or takes out and puts
 * back that change's characters, and touches nothing else.
 */
import type * as Y from 'yjs'
import type { ActivityDetail, TextRun } from '../domain/document/change-record.ts'
import type { DocumentShape } from './document-shape.ts'
import { readField } from './document-values.ts'
import type { TextDifference } from './admission.ts'
import { hasCharacter, replayIntents, setField, type CharacterMoves, type Edit } from './edit-document.ts'
import type { SettledField } from './settle-fields.ts'
import { cleanField } from '../domain/text/clean-field.ts'

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

/** Whether the document has, or had, what the change typed and removed: not where it was compacted since (DOC9). */
export function hasCharacters(
  doc: Y.Doc,
  { inserted, deleted }: Pick<TextDifference, 'inserted' | 'deleted'>,
): boolean {
  return [...inserted, ...deleted].every(({ id }) => hasCharacter(doc, id))
}

/** The edit that undoes the change; null when there is nothing left to put back. `moves`: characters that earlier ones brought back. */
export function undoChange(
  doc: Y.Doc,
  shape: DocumentShape,
  clientId: number,
  detail: UndoableDetail,
  moves: CharacterMoves = [],
): Edit | null {
  const value = undoValue(detail)
  if (detail.type !== 'text') return setField(doc, shape, clientId, detail.field, value ?? '')
  const reversed = { kind: 'text' as const, field: detail.field, inserted: detail.deleted, deleted: detail.inserted }
  return replayIntents(doc, shape, clientId, [reversed], moves)
}

/**
 * Whether an edit puts back what a change took and touches nothing else; only such an edit may be logged as its undo.
 * Characters that are gone meanwhile need not be taken out again.
 */
export function restores(
  detail: UndoableDetail,
  fields: readonly SettledField[],
  texts: readonly TextDifference[],
): boolean {
  if (fields.length + texts.length !== 1) return false
  const [field, text] = [fields[0], texts[0]]
  if (detail.type !== 'text')
    return field?.field === detail.field && field.won && field.set === cleanField(field.field, undoValue(detail) ?? '')
  if (text?.field !== detail.field) return false
  const typed = new Set(detail.inserted.flatMap(characterNames))
  return (
    text.deleted.flatMap(characterNames).every((name) => typed.has(name)) && isSameText(text.inserted, detail.deleted)
  )
}

function characterNames({ id, text }: TextRun): string[] {
  return Array.from({ length: text.length }, (_, offset) => `${id.client}.${id.clock + offset}`)
}

/** Whose place was lost goes to the end, so that their order says nothing. */
function isSameText(some: readonly TextRun[], others: readonly TextRun[]): boolean {
  const letters = (runs: readonly TextRun[]) => [...runs.map(({ text }) => text).join('')].sort().join('')
  return letters(some) === letters(others)
}
