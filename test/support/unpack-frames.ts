/** Frames with their pages taken apart: one value for each answer and each record. */
import type { ChangeRecord } from '#shared/domain/facts/activity-entry.ts'
import type { RelationshipRecord } from '#shared/domain/customer-record.ts'
import type { DocumentRecord } from '#shared/domain/document-record.ts'
import type { DocumentId, RelationshipId } from '#shared/domain/ids.ts'
import { decodePage, ids, type Column } from '#shared/protocol/columns.ts'
import { decodeFrames } from '#shared/protocol/frame.ts'
import { changeColumns, documentColumns, relationshipColumns } from '#shared/protocol/record-columns.ts'
import {
  answerColumns,
  frameSchema,
  editColumns,
  type Frame,
  type ItemAnswer,
  type EditRecord,
} from '#shared/protocol/response.ts'
import { wireLimits } from '#shared/protocol/version.ts'

type PageType = 'visible' | 'answers' | 'relationships' | 'documents' | 'edits' | 'changes'

export type Unpacked =
  | Exclude<Frame, { type: PageType }>
  | { type: 'visible'; accessVersion: number; relationshipIds: RelationshipId[]; documentIds: DocumentId[] }
  | ({ type: 'answer' } & ItemAnswer)
  | { type: 'relationship'; number: number; record: RelationshipRecord }
  | { type: 'document'; number: number; record: DocumentRecord }
  | ({ type: 'edit'; number: number } & EditRecord)
  | { type: 'change'; number: number; record: ChangeRecord }

function recordsOf<Content>(page: Uint8Array, columns: Column<Content>): Content[] {
  return decodePage(columns, page, wireLimits.recordsPerPage)
}

export function unpackFrame(frame: Frame): Unpacked[] {
  switch (frame.type) {
    case 'visible':
      return [
        {
          type: 'visible',
          accessVersion: frame.accessVersion,
          relationshipIds: recordsOf(frame.relationshipIds, ids<RelationshipId>()),
          documentIds: recordsOf(frame.documentIds, ids<DocumentId>()),
        },
      ]
    case 'answers':
      return recordsOf(frame.page, answerColumns).map((answer) => ({ type: 'answer', ...answer }))
    case 'relationships':
      return recordsOf(frame.page, relationshipColumns).map((record) => ({
        type: 'relationship',
        number: frame.number,
        record,
      }))
    case 'documents':
      return recordsOf(frame.page, documentColumns).map((record) => ({
        type: 'document',
        number: frame.number,
        record,
      }))
    case 'edits':
      return recordsOf(frame.page, editColumns).map((edit) => ({ type: 'edit', number: frame.number, ...edit }))
    case 'changes':
      return recordsOf(frame.page, changeColumns).map((record) => ({ type: 'change', number: frame.number, record }))
    default:
      return [frame]
  }
}

/** All of one complete message. */
export function unpackFrames(bytes: Uint8Array): Unpacked[] {
  return decodeFrames(bytes, wireLimits.requestBytes * 16).flatMap((value) => unpackFrame(frameSchema.parse(value)))
}
