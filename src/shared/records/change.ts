/** Entries of the log (DOC4), as one organisation’s people may read them. */
import type {
  ActivityDetail,
  ChangeRecord,
  CharacterId,
  DevicesDone,
  TextRun,
} from '../domain/document/change-record.ts'
import { parseChangeId } from '../domain/id-families.ts'
import type { ChangeId, DocumentId, UploadId } from '../domain/ids.ts'
import {
  choices,
  converted,
  counts,
  flags,
  ids,
  lists,
  numbers,
  optional,
  records,
  steps,
  texts,
  variants,
  type Column,
} from '../protocol/columns.ts'
import { actorColumns, changeIds } from '../protocol/edit-columns.ts'
import { defineRecord } from './record-kind.ts'
import { packRelation, relations, rootWithin, unpackRelation, type PackedRelation } from './columns/relation.ts'

const characters: Column<CharacterId> = records({ client: numbers, clock: steps })
const runs: Column<TextRun> = records({ id: characters, after: optional(characters), text: texts })

const activityDetails = variants<'type', ActivityDetail>('type', {
  field: records({ field: choices(), before: texts, after: texts, unseen: flags }),
  'field-lost': records({ field: choices(), lost: texts, kept: texts }),
  text: records({ field: choices(), inserted: lists(runs), deleted: lists(runs) }),
  decision: records({ event: choices() }),
})

function documentOf(id: ChangeId): DocumentId | null {
  const parsed = parseChangeId(id)
  return parsed.edit && (parsed.id as DocumentId)
}

const columns: Column<Omit<ChangeRecord, 'devices'>> = converted(
  records({
    id: changeIds,
    documentId: optional(ids<DocumentId>()),
    ...relations,
    actor: actorColumns,
    at: steps,
    receivedAt: steps,
    detail: activityDetails,
    undoes: optional(changeIds),
  }),
  ({ documentId, relationshipId, ...rest }) => ({
    ...rest,
    documentId: documentId === documentOf(rest.id) ? null : documentId,
    ...packRelation(documentId, relationshipId),
  }),
  ({ id, documentId: named, isFamily, relationshipId, ...rest }) => {
    const documentId = named ?? documentOf(id)
    return { id, documentId, relationshipId: unpackRelation(documentId, { isFamily, relationshipId }), ...rest }
  },
)

const packedHeads = records<{ id: ChangeId; documentId: DocumentId | null } & PackedRelation>({
  id: changeIds,
  documentId: optional(ids<DocumentId>()),
  ...relations,
})

type Devices = Pick<ChangeRecord, 'devices'>

const devicesDone = optional(
  records<DevicesDone>({ count: counts, uploadId: optional(ids<UploadId>()), name: choices<string>() }),
)

export const changeKind = defineRecord<ChangeRecord, 'change', Pick<ChangeRecord, 'relationshipId'>>({
  name: 'change',
  groups: [
    { column: columns, missing: null },
    {
      column: converted<Devices, { devices: DevicesDone | null }>(
        records({ devices: devicesDone }),
        ({ devices }) => ({ devices }),
        (packed) => packed,
      ),
      missing: { devices: null },
    },
  ],
  ids: changeIds,
  heads: {
    read: (decoder, count) =>
      packedHeads
        .read(decoder, count)
        .map((head) => ({ relationshipId: unpackRelation(head.documentId ?? documentOf(head.id), head) })),
  },
  rootOf: ({ relationshipId }, holder) => rootWithin(holder, relationshipId),
  partOf: (change) => change.documentId,
  atOf: (change) => change.receivedAt,
})
