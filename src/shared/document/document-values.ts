/**
 * Opening documents and reading them as plain values. A document is its state plus updates in any
 * order; equal content gives an equal fingerprint whatever way it came about (DOC7).
 */
import * as Y from 'yjs'
import type { DocumentShape } from './document-shape.ts'

/** Field or flag or text name → its value; absent fields are absent, never `undefined`. */
export type DocumentValues = Record<string, string>

/** A Yjs document from its encoded state (V1 bytes, null for an empty one) and further V1 updates. */
export function openDocument(
  shape: DocumentShape,
  state: Uint8Array | null,
  updates: readonly Uint8Array[] = [],
  gc = true,
): Y.Doc {
  // Nobody asks for its guid; Yjs would draw 32 random numbers for one.
  const doc = new Y.Doc({ gc, guid: shape.kind })
  doc.getMap(shape.map)
  for (const name of Object.keys(shape.texts)) doc.getText(name)
  if (state && state.length > 0) Y.applyUpdate(doc, state)
  for (const update of updates) Y.applyUpdate(doc, update)
  return doc
}

/** All of a document but what was deleted (V1 bytes), also where it was opened to keep that; it is gone from the document, too. */
export function encodeCollected(doc: Y.Doc): Uint8Array {
  Y.tryGc(Y.createDeleteSetFromStructStore(doc.store), doc.store, () => true)
  return Y.encodeStateAsUpdate(doc)
}

export function fieldMap(doc: Y.Doc, shape: DocumentShape): Y.Map<string> {
  return doc.getMap<string>(shape.map)
}

export function readField(doc: Y.Doc, shape: DocumentShape, field: string): string {
  return fieldMap(doc, shape).get(field) ?? ''
}

export function readValues(doc: Y.Doc, shape: DocumentShape): DocumentValues {
  const values: DocumentValues = {}
  for (const [key, value] of fieldMap(doc, shape).entries()) values[key] = value
  for (const name of Object.keys(shape.texts)) values[name] = doc.getText(name).toString()
  return values
}

/** The flags that are set, without their prefix, sorted. */
export function readFlags(values: DocumentValues, shape: DocumentShape): string[] {
  return Object.keys(values)
    .filter((key) => key.startsWith(shape.flagPrefix) && values[key] === 'on')
    .map((key) => key.slice(shape.flagPrefix.length))
    .toSorted()
}

/** One string for one content: two replicas have converged exactly when these are equal. */
export function contentFingerprint(values: DocumentValues): string {
  return JSON.stringify(
    Object.entries(values)
      .filter(([, value]) => value !== '')
      .toSorted(([left], [right]) => (left < right ? -1 : 1)),
  )
}
