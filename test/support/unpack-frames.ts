/** Frames with their pages taken apart: one value for each answer and each record. */
import type { ChangeRecord } from '#shared/domain/document/change-record.ts'
import type { AccountRecord, RelationshipRecord } from '#shared/domain/customer-record.ts'
import type { DocumentRecord } from '#shared/domain/document/document-record.ts'
import type { CustomerTeamRecord } from '#shared/domain/team/customer-team.ts'
import type { PersonRecord } from '#shared/domain/team/person.ts'
import { decodePage, digits, ids, type Column } from '#shared/protocol/columns.ts'
import { editColumns, type EditRecord } from '#shared/protocol/edit-columns.ts'
import { decodeFrames } from '#shared/protocol/frame.ts'
import { answerColumns, frameSchema, type Frame, type ItemAnswer } from '#shared/protocol/response.ts'
import { wireLimits } from '#shared/protocol/version.ts'
import { findKind } from '#shared/records/kinds.ts'
import { unpackRecords } from '#shared/records/record-kind.ts'

type PageType = 'visible' | 'answers' | 'records' | 'forget' | 'edits'

export type Unpacked =
  | Exclude<Frame, { type: PageType }>
  | { type: 'visible'; accessVersion: number; roots: string[] }
  | ({ type: 'answer' } & ItemAnswer)
  | { type: 'relationship'; number: number; record: RelationshipRecord }
  | { type: 'account'; number: number; record: AccountRecord }
  | { type: 'document'; number: number; record: DocumentRecord }
  | ({ type: 'edit'; number: number } & EditRecord)
  | { type: 'change'; number: number; record: ChangeRecord }
  | { type: 'person'; number: number; record: PersonRecord }
  | { type: 'customer-team'; number: number; record: CustomerTeamRecord }
  | { type: 'forget'; number: number; kind: string; id: string }

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
          roots: [...recordsOf(frame.roots, ids<string>()), ...recordsOf(frame.parties, digits<string>())],
        },
      ]
    case 'answers':
      return recordsOf(frame.page, answerColumns).map((answer) => ({ type: 'answer', ...answer }))
    case 'records': {
      const { kind, version, number, page } = frame
      return unpackRecords(findKind(kind)!, version, page).map((record) => ({ type: kind, number, record }) as Unpacked)
    }
    case 'forget': {
      const { kind, number, page } = frame
      return recordsOf(page, findKind(kind)!.ids).map((id) => ({ type: 'forget', number, kind, id }))
    }
    case 'edits':
      return recordsOf(frame.page, editColumns).map((edit) => ({ type: 'edit', number: frame.number, ...edit }))
    default:
      return [frame]
  }
}

/** All of one complete message. */
export function unpackFrames(bytes: Uint8Array): Unpacked[] {
  return decodeFrames(bytes, wireLimits.requestBytes * 16).flatMap((value) => unpackFrame(frameSchema.parse(value)))
}
