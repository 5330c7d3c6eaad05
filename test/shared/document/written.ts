/** Documents and updates as a device would make them, and as only a crafted message would. */
import * as Y from 'yjs'
import { accountShape, type DocumentShape } from '#shared/document/document-shape.ts'
import { openDocument, readValues, type DocumentValues } from '#shared/document/document-values.ts'

/** Who wrote what the server has; `writer` is the sender's own client id. */
export const [somebody, writer, stranger] = [10, 70, 80]

/** What `mutate` does under a client id, as one update on top of `state`; bytes only, nothing is checked. */
export function updateOf(state: Uint8Array | null, clientId: number, mutate: (doc: Y.Doc) => void): Uint8Array {
  const doc = new Y.Doc({ gc: false })
  if (state) Y.applyUpdate(doc, state)
  doc.clientID = clientId
  const known = Y.encodeStateVector(doc)
  doc.transact(() => mutate(doc))
  return Y.encodeStateAsUpdate(doc, known)
}

export function setTo(field: string, value: unknown, map = accountShape.map) {
  return (doc: Y.Doc) => void doc.getMap(map).set(field, value)
}

export function typeAt(index: number, content: string, text = 'notes') {
  return (doc: Y.Doc) => doc.getText(text).insert(index, content)
}

export function eraseAt(index: number, length: number, text = 'notes') {
  return (doc: Y.Doc) => doc.getText(text).delete(index, length)
}

export function merge(...states: (Uint8Array | null)[]): Uint8Array {
  return Y.mergeUpdates(states.filter((state) => state !== null))
}

/** An account as the server has it: one field and some notes, by `somebody`. */
export function accountState(): Uint8Array {
  return updateOf(null, somebody, (doc) => {
    doc.getMap('account').set('companyName', 'Acme')
    doc.getMap('account').set('phone', '1')
    doc.getText('notes').insert(0, 'Hello world')
  })
}

export function valuesOf(
  state: Uint8Array | null,
  updates: readonly Uint8Array[] = [],
  shape: DocumentShape = accountShape,
): DocumentValues {
  return readValues(openDocument(shape, state, updates), shape)
}
