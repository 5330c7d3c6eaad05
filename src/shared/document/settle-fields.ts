/**
 * The later edit wins, not the larger client id (DOC3). After admission this compares stamps field by
 * field and, where Yjs chose otherwise or the value wasn't clean, appends a corrective set by the server's own client id.
 */
import * as Y from 'yjs'
import type { DocumentShape } from './document-shape.ts'
import { fieldMap, readField, type DocumentValues } from './document-values.ts'

/** Field → stamp (ms) of the value that now holds. */
export type FieldStamps = Record<string, number>

export interface SettledField {
  field: string
  /** The value this edit asked for. */
  set: string
  /** What the field held before the edit arrived. */
  before: string
  /** Whether this edit's value holds now. */
  won: boolean
}

export interface Settlement {
  fields: SettledField[]
  /** The server's corrective update, null when Yjs already agreed. */
  correction: Uint8Array | null
  stamps: FieldStamps
}

/** Mutates `doc`. Equal stamps go by arrival: the later to arrive wins. */
export function settleFields(
  doc: Y.Doc,
  shape: DocumentShape,
  edit: { sets: ReadonlyMap<string, string>; before: DocumentValues; stamp: number },
  stamps: FieldStamps,
  serverClientId: number,
): Settlement {
  const next = { ...stamps }
  const fields = [...edit.sets].map(([field, set]) => {
    const won = edit.stamp >= (stamps[field] ?? 0)
    if (won) next[field] = edit.stamp
    return { field, set, before: edit.before[field] ?? '', won }
  })
  const wrong = fields.filter(({ field, set, before, won }) => readField(doc, shape, field) !== (won ? set : before))
  if (wrong.length === 0) return { fields, correction: null, stamps: next }

  const updates: Uint8Array[] = []
  doc.clientID = serverClientId
  doc.once('update', (update: Uint8Array) => updates.push(update))
  doc.transact(() => {
    for (const { field, set, before, won } of wrong) fieldMap(doc, shape).set(field, won ? set : before)
  })
  return { fields, correction: updates[0] ?? null, stamps: next }
}

/** The same values in a new document, nothing of its history (DOC6). */
export function freshState(shape: DocumentShape, serverClientId: number, values: DocumentValues): Uint8Array {
  const doc = new Y.Doc()
  doc.clientID = serverClientId
  doc.transact(() => {
    for (const [name, value] of Object.entries(values)) {
      if (value === '') continue
      if (Object.hasOwn(shape.texts, name)) doc.getText(name).insert(0, value)
      else fieldMap(doc, shape).set(name, value)
    }
  })
  return Y.encodeStateAsUpdate(doc)
}
