import type { DocumentRecord } from '#shared/domain/document/document-record.ts'
import type { DocumentId } from '#shared/domain/ids.ts'
import { wireLimits } from '#shared/protocol/version.ts'
import { documentKind } from '#shared/records/document.ts'
import { inChunks } from '../database/in-chunks.ts'
import { buildDocument } from '../database/reading/build-records.ts'
import { findFormerlyVisible, visibleDocuments } from '../database/reading/visible.ts'
import type { Reading, RecordSource } from './record-source.ts'

/** An account has two documents, so that as many pages hold rows as documents. */
const documentsPerPage = 2 * wireLimits.pageSize

async function read({ database, access }: Reading, ids: readonly string[]): Promise<DocumentRecord[]> {
  if (ids.length === 0) return []
  const rows = await visibleDocuments(database, access)
    .clearSelect()
    .select(['document.id', 'document.kind', 'document.relationship_id', 'document.seq', 'document.state'])
    .where('document.id', 'in', ids as DocumentId[])
    .orderBy('document.id')
    .execute()
  return rows.map(buildDocument)
}

export const documents: RecordSource<DocumentRecord> = {
  kind: documentKind,
  async *pages(reading, after) {
    const behind = reading.ids.documentIds.filter((id) => id > after).toSorted()
    for (const slice of inChunks(behind, Math.min(documentsPerPage, reading.most)))
      yield { records: await read(reading, slice), last: slice.at(-1)! }
  },
  read,
  mayHaveHad: ({ database, access }, ids) => findFormerlyVisible(database, access, 'document', ids),
}
