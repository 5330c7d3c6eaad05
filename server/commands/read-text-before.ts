/**
 * What a text said before and after a change of a document that is closed (H3): devices have no copy of it any more. Whatever came
 * after the change is taken back from how the document ended, as the log tells it.
 */
import { accountShape } from '#shared/document/document-shape.ts'
import { openDocument } from '#shared/document/document-values.ts'
import type { CharacterMoves } from '#shared/document/edit-document.ts'
import { undoChange } from '#shared/document/undo-change.ts'
import type { ActivityDetail } from '#shared/domain/document/change-record.ts'
import type { ChangeId } from '#shared/domain/ids.ts'
import { Refusal } from '#shared/domain/refusal.ts'
import type { TextBefore } from '#shared/protocol/look-up-request.ts'
import type { Access } from '../auth/access.ts'
import type { Database } from '../database/connection.ts'
import { visibleChanges } from '../database/reading/visible.ts'
import { findDocument } from '../database/repository/document.ts'

/** More changes of one text than anybody wants to read back. */
const mostChanges = 5000

/** Throws Refusal: not-found, whether there is no such change, it is nobody's business of theirs, or it changed no text of an account. */
export async function readTextBefore(database: Database, access: Access, id: ChangeId): Promise<TextBefore> {
  const change = await visibleChanges(database, access).where('change.id', '=', id).executeTakeFirst()
  const detail = change && (JSON.parse(change.detail) as ActivityDetail)
  if (!change?.document_id || detail?.type !== 'text') throw new Refusal('not-found')
  const document = await findDocument(database, change.document_id, { lock: false })
  if (document?.kind !== 'account' || document.closed_at === null) throw new Refusal('not-found')
  const later = await database
    .selectFrom('change')
    .select('detail')
    .where('document_id', '=', document.id)
    .where('seq', '>', change.seq)
    .orderBy('seq', 'desc')
    .limit(mostChanges + 1)
    .execute()
  if (later.length > mostChanges) throw new Refusal('not-found')
  const doc = openDocument(accountShape, document.state)
  let clientId = 1
  // Characters that come back are others; whatever typed them first takes those out.
  const moves: CharacterMoves = []
  const takeBack = (each: ActivityDetail) => {
    if (each.type === 'text' && each.field === detail.field) undoChange(doc, accountShape, clientId++, each, moves)
  }
  for (const row of later) takeBack(JSON.parse(row.detail) as ActivityDetail)
  const after = doc.getText(detail.field).toString()
  takeBack(detail)
  return { before: doc.getText(detail.field).toString(), after }
}
