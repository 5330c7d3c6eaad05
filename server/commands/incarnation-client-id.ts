import { hash } from 'node:crypto'
import type { DocumentId } from '#shared/domain/ids.ts'

/**
 * The Yjs client id of the server's corrective sets in a document. Another one in every incarnation: a restored
 * server would use clocks again that devices know other content under, and an edit made on that content would
 * land in whatever field stands there now (SYNC3). No device may claim it (PUSH3).
 */
export function incarnationClientId(incarnation: string, documentId: DocumentId): number {
  return hash('sha256', `${incarnation} ${documentId}`, 'buffer').readUInt32LE(0) || 1
}
