/** Edits as they lie in an outbox: what was made on the device, and the item that takes it to the server. */
import type { Edit } from '#shared/document/edit-document.ts'
import { cryptoIds, type DocumentId, type ItemId } from '#shared/domain/ids.ts'
import { seenBy } from '#lib/outbox/seen-by.ts'
import type { Item } from '#shared/protocol/request.ts'
import { editedCustomers, writerId, type Side } from '../customer-values.ts'
import type { BenchDevice, StoredStates } from './bench-device.ts'
import { documentIdOf, makeEdit } from './layout.ts'

const agoMs = 30 * 60_000

/** One item for each customer edited on this side, made half an hour ago on what the device had then. */
export function queueEdits(n: number, side: Side, device: BenchDevice, { states }: StoredStates): Item[] {
  return editedCustomers(n)[side].map((index, place) => {
    const documentId = documentIdOf(index)
    return editItem(makeEdit(states.get(documentId)!, index, side), {
      number: place + 1,
      documentId,
      clientId: writerId(index, side),
      editedAt: Date.now() - agoMs,
      baseNumber: device.cursor!.number,
    })
  })
}

export interface EditPlace {
  number: number
  documentId: DocumentId
  clientId: number
  editedAt: number
  baseNumber: number
}

export function editItem(edit: Edit, place: EditPlace): Item {
  const { number, documentId, clientId, editedAt, baseNumber } = place
  const body = {
    kind: 'edit' as const,
    documentId,
    clientId,
    update: edit.update,
    seen: seenBy(edit.intents),
    undoes: null,
  }
  return { number, id: cryptoIds.randomId() as ItemId, dependsOn: [], editedAt, baseNumber, body }
}
