import * as Y from 'yjs'

/**
 * Whether a document was compacted between two of its states (DOC9): then nobody who wrote in the one is in the other. Of a
 * server that went back to a backup at least who began the document is in both.
 */
export function isCompacted(before: Uint8Array, after: Uint8Array): boolean {
  const [former, now] = [writersOf(before), writersOf(after)]
  return former.size > 0 && former.isDisjointFrom(now)
}

function writersOf(state: Uint8Array): Set<number> {
  return new Set(Y.decodeStateVector(Y.encodeStateVectorFromUpdate(state)).keys())
}
