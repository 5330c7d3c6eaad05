/**
 * What a text said before and after a change whose characters no device has any more (H3): its document is closed, or was
 * compacted since (DOC9). Whatever came after the change is taken back from how that document ended, as the log tells it.
 */
import { shapeOf } from '#shared/document/document-shape.ts'
import { openDocument } from '#shared/document/document-values.ts'
import type { CharacterMoves } from '#shared/document/edit-document.ts'
import { undoChange } from '#shared/document/undo-change.ts'
import type { ActivityDetail } from '#shared/domain/document/change-record.ts'
import type { ChangeId, DocumentId } from '#shared/domain/ids.ts'
import { Refusal } from '#shared/domain/refusal.ts'
import type { TextBefore } from '#shared/protocol/look-up-request.ts'
import type { Access } from '../auth/access.ts'
import type { Database } from '../database/connection.ts'
import { visibleChanges } from '../database/reading/visible.ts'
import { findDocument, findFormerState } from '../database/repository/document.ts'

/** More changes of one text than anybody wants to read back. */
const mostChanges = 5000

/** Throws Refusal: not-found, whether there is no such change, it is nobody's business of theirs, it changed no text, or devices have it. */
export async function readTextBefore(database: Database, access: Access, id: ChangeId): Promise<TextBefore> {
  const change = await visibleChanges(database, access).where('change.id', '=', id).executeTakeFirst()
  const detail = change && (JSON.parse(change.detail) as ActivityDetail)
  if (!change?.document_id || change.seq === null || detail?.type !== 'text') throw new Refusal('not-found')
  const { shape, state, end } = await readEnded(database, change.document_id, change.seq)
  const later = await database
    .selectFrom('change')
    .select('detail')
    .where('document_id', '=', change.document_id)
    .where('seq', '>', change.seq)
    .where('seq', '<=', end)
    .orderBy('seq', 'desc')
    .limit(mostChanges + 1)
    .execute()
  if (later.length > mostChanges) throw new Refusal('not-found')
  const doc = openDocument(shape, state)
  let clientId = 1
  // Characters that come back are others; whatever typed them first takes those out.
  const moves: CharacterMoves = []
  const takeBack = (each: ActivityDetail) => {
    if (each.type === 'text' && each.field === detail.field) undoChange(doc, shape, clientId++, each, moves)
  }
  for (const row of later) takeBack(JSON.parse(row.detail) as ActivityDetail)
  const after = doc.getText(detail.field).toString()
  takeBack(detail)
  return { before: doc.getText(detail.field).toString(), after }
}

/** What the document was that this edit is in, `end`: with which edit it ended. Throws Refusal: not-found, where it goes on. */
async function readEnded(database: Database, id: DocumentId, seq: number) {
  const document = await findDocument(database, id, { lock: false })
  if (!document) throw new Refusal('not-found')
  const shape = shapeOf(document.kind)
  const former = await findFormerState(database, id, seq)
  if (former) return { shape, state: former.state, end: former.seq }
  if (document.kind !== 'account' || document.closed_at === null) throw new Refusal('not-found')
  return { shape, state: document.state, end: document.seq }
}
