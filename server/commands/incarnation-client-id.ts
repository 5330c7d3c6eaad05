import { hash } from 'node:crypto'
import type { DocumentTable } from '../database/tables/document-tables.ts'

/**
 * The Yjs client id of the server's corrective sets in a document. Another one in every incarnation: a restored
 * server would use clocks again that devices know other content under, and an edit made on that content would
 * land in whatever field stands there now (SYNC3). Another one, too, from each time that the document was compacted, so
 * that before and after have none in common (DOC9). No device may claim it (PUSH3).
 */
export function incarnationClientId(
  incarnation: string,
  document: Pick<DocumentTable, 'id' | 'server_client_id'>,
): number {
  return hash('sha256', `${incarnation} ${document.id} ${document.server_client_id}`, 'buffer').readUInt32LE(0) || 1
}
