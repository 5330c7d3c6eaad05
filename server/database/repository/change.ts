/** The change log (DOC4). Rows are only ever added; what a reader may see of them is decided at reading. */
import type { Kysely, SelectQueryBuilder } from 'kysely'
import type { Audience } from '#shared/domain/access/can.ts'
import type { ActivityDetail, DevicesDone } from '#shared/domain/document/change-record.ts'
import { isUndoable, type UndoableDetail } from '#shared/document/undo-change.ts'
import type { ChangeId, DocumentId, OrganisationId, RelationshipId } from '#shared/domain/ids.ts'
import { builtOnce } from '../built-once.ts'
import { inChunks, inRoundChunks } from '../in-chunks.ts'
import type { ChangeTable, Schema } from '../schema.ts'

export interface NewChange extends Omit<ChangeTable, 'detail'> {
  detail: ActivityDetail
  /** Lies within the detail. */
  devices?: DevicesDone
}

/** Of the changes a user may see, those that these entries of a feed brought with a document's update. */
export async function findChangesOf<Row>(
  visible: SelectQueryBuilder<Schema, 'change', Row>,
  entries: readonly { key: string; seq: number }[],
): Promise<Row[]> {
  const found: Row[] = []
  for (const chunk of inChunks(entries.filter(({ seq }) => seq > 0))) {
    const rows = await visible
      .where(({ eb, refTuple, tuple }) =>
        eb(
          refTuple('change.document_id', 'change.seq'),
          'in',
          chunk.map(({ key, seq }) => tuple(key as DocumentId, seq)),
        ),
      )
      .execute()
    found.push(...rows)
  }
  return found
}

/** What an entry of the log says of an edit. */
export interface EditChange {
  documentId: DocumentId
  relationshipId: RelationshipId | null
  customerId: OrganisationId
  audience: Audience
  detail: UndoableDetail
}

export async function findEditChanges(
  database: Kysely<Schema>,
  ids: readonly ChangeId[],
): Promise<Map<ChangeId, EditChange>> {
  const found = new Map<ChangeId, EditChange>()
  for (const chunk of inChunks([...new Set(ids)])) {
    const rows = await database
      .selectFrom('change')
      .select(['id', 'document_id', 'relationship_id', 'customer_id', 'audience', 'detail'])
      .where('id', 'in', chunk)
      .execute()
    for (const row of rows) {
      const detail = JSON.parse(row.detail) as ActivityDetail
      if (row.document_id === null || !isUndoable(detail)) continue
      const { document_id: documentId, relationship_id: relationshipId, customer_id: customerId, audience } = row
      found.set(row.id, { documentId, relationshipId, customerId, audience, detail })
    }
  }
  return found
}

const insertRows = builtOnce((database, { rows }: { rows: ChangeTable[] }) =>
  database.insertInto('change').values(rows),
)

function writeDetail(detail: ActivityDetail, devices: DevicesDone | undefined): string {
  return JSON.stringify({ ...detail, ...(devices && { devices }) })
}

/** What a row says happened. */
export function readDetail({ detail }: Pick<ChangeTable, 'detail'>): {
  detail: ActivityDetail
  devices: DevicesDone | null
} {
  const { devices = null, ...rest } = JSON.parse(detail) as ActivityDetail & { devices?: DevicesDone }
  return { detail: rest, devices }
}

export async function insertChanges(database: Kysely<Schema>, changes: readonly NewChange[]): Promise<void> {
  for (const rows of inRoundChunks(changes))
    await insertRows(database, {
      rows: rows.map(({ devices, ...change }) => ({ ...change, detail: writeDetail(change.detail, devices) })),
    })
}
