/**
 * How many pieces of a document an organisation's people have written. Each has a share, so that what one side writes never
 * keeps the other from writing; and before anybody's is used up, the document is compacted (DOC9).
 */
import type * as Y from 'yjs'
import { structsPerWriter } from '#shared/domain/document/document-limit.ts'
import type { DocumentId, OrganisationId } from '#shared/domain/ids.ts'
import { findWriterOrganisations } from '../database/repository/document.ts'
import type { DocumentTable } from '../database/tables/document-tables.ts'
import type { UnitOfWork } from '../database/unit-of-work.ts'

/** Client ids of each organisation's people. */
export type WritersOf = Map<OrganisationId, Set<number>>

const leastBytesPerStruct = 5

/** The writers of those documents that could hold so many pieces of one organisation, with what is to be added. */
export async function readWriters(
  unit: UnitOfWork,
  rows: readonly DocumentTable[],
  edits: readonly { documentId: DocumentId; update: Uint8Array }[],
  structs: number,
): Promise<Map<DocumentId, WritersOf>> {
  const bytes = new Map(rows.map(({ id, state }) => [id, state.length]))
  for (const { documentId, update } of edits) bytes.set(documentId, (bytes.get(documentId) ?? 0) + update.length)
  const large = rows.map(({ id }) => id).filter((id) => bytes.get(id)! > structs * leastBytesPerStruct)
  const found = new Map(large.map((id) => [id, new Map<OrganisationId, Set<number>>()]))
  for (const writer of await findWriterOrganisations(unit.trx, large)) {
    const organisations = found.get(writer.document_id)!
    const clientIds = organisations.get(writer.organisation_id) ?? new Set<number>()
    organisations.set(writer.organisation_id, clientIds.add(writer.client_id))
  }
  return found
}

/** The pieces that the organisation's people have in it, this writer among them. */
export function writtenBy(writers: WritersOf, organisationId: OrganisationId, clientId: number, doc: Y.Doc): number {
  const own = new Set(writers.get(organisationId)).add(clientId)
  return [...own].reduce((sum, id) => sum + (doc.store.clients.get(id)?.length ?? 0), 0)
}

export function isBeyondShare(written: number): boolean {
  return written > structsPerWriter
}
