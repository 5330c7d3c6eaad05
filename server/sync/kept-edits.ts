/**
 * Which edits of a push a device can enter into its confirmed state by itself: documents took them as they
 * were, and nobody else has changed these documents since what the device had seen. Such edits are named
 * in the answers and left out of the news, so that a device's own work doesn't travel back to it.
 */
import type { DocumentId } from '#shared/domain/ids.ts'
import type { Cursor } from '#shared/protocol/request.ts'
import type { Kept } from '#shared/protocol/response.ts'
import type { Access } from '../auth/access.ts'
import type { Database } from '../database/connection.ts'
import { readDocumentEntries } from '../database/feed.ts'
import { updateKey } from '../database/repository/document.ts'

export interface AppliedItem extends Kept {
  /** The item's. */
  number: number
  documentId: DocumentId
  asSent: boolean
}

/** Those of `applied` that a device which stands at `cursor`, a place in this feed, can enter by itself. */
export async function findKept(
  database: Database,
  access: Access,
  cursor: Cursor | null,
  applied: readonly AppliedItem[],
): Promise<AppliedItem[]> {
  // With an edit a device enters what the log says of it.
  if (cursor === null || applied.length === 0 || !access.permissions.has('view-activity')) return []
  const own = new Set(applied.map(({ documentId, seq }) => updateKey(documentId, seq)))
  const documentIds = [...new Set(applied.map(({ documentId }) => documentId))]
  const entries = await readDocumentEntries(database, access.organisationId, cursor.number, documentIds)
  const touched = new Set<string>([
    ...applied.filter(({ asSent }) => !asSent).map(({ documentId }) => documentId),
    ...entries.filter(({ key, seq }) => !own.has(updateKey(key, seq))).map(({ key }) => key),
  ])
  return applied.filter(({ documentId }) => !touched.has(documentId))
}
