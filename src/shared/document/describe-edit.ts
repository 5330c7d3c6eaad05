/**
 * What the log says of an edit (DOC4): from the comparison of before and after; what the person had seen
 * tells only whether they overwrote something unseen. The server writes its log by this; a device whose edit was kept as it was says the same by itself.
 */
import * as Y from 'yjs'
import type { ActivityDetail } from '../domain/document/change-record.ts'
import type { TextDifference } from './admission.ts'
import { isText, type DocumentShape } from './document-shape.ts'
import { openDocument, readValues, type DocumentValues } from './document-values.ts'
import type { SettledField } from './settle-fields.ts'
import { snapshotText, textDifference } from './text-runs.ts'

/** Fields by name, then texts: both sides number the details of an edit alike. */
export function describeEdit(
  fields: readonly SettledField[],
  texts: readonly TextDifference[],
  isUnseen: (field: string, before: string) => boolean,
): ActivityDetail[] {
  const changed = fields
    .filter(({ set, before }) => set !== before)
    .toSorted((left, right) => (left.field < right.field ? -1 : 1))
    .map(({ field, set, before, won }): ActivityDetail =>
      won
        ? { type: 'field', field, before, after: set, unseen: isUnseen(field, before) }
        : { type: 'field-lost', field, lost: set, kept: before },
    )
  return [...changed, ...texts.map((text): ActivityDetail => ({ type: 'text', ...text }))]
}

/** By what the person saw in the fields they set; a field they said nothing of they saw as it was. */
export function unseenBy(seen: readonly { field: string; value: string }[]) {
  const values = new Map(seen.map(({ field, value }) => [field, value]))
  return (field: string, before: string): boolean => (values.get(field) ?? before) !== before
}

export interface Advance {
  state: Uint8Array
  values: DocumentValues
  /** Whether the update builds on something that the state lacks. */
  incomplete: boolean
  fields: SettledField[]
  texts: TextDifference[]
}

/** A document after an update that the server has taken, and what the update changed in it. */
export function advanceDocument(shape: DocumentShape, state: Uint8Array, update: Uint8Array): Advance {
  const doc = openDocument(shape, state)
  const before = readValues(doc, shape)
  const snapshots = Object.keys(shape.texts).map((field) => ({ field, snapshot: snapshotText(doc.getText(field)) }))
  Y.applyUpdate(doc, update)
  const values = readValues(doc, shape)
  const changed = Object.keys(values).filter((field) => !isText(shape, field) && values[field] !== before[field])
  return {
    state: Y.encodeStateAsUpdate(doc),
    values,
    incomplete: doc.store.pendingStructs !== null || doc.store.pendingDs !== null,
    fields: changed.map((field) => ({ field, set: values[field]!, before: before[field] ?? '', won: true })),
    texts: snapshots
      .map(({ field, snapshot }) => ({ field, ...textDifference(snapshot, doc.getText(field)) }))
      .filter(({ inserted, deleted }) => inserted.length > 0 || deleted.length > 0),
  }
}
