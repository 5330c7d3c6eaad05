import { replayIntents } from '#shared/document/edit-document.ts'
import type { ItemId } from '#shared/domain/ids.ts'
import { askedAnew, couldDecisionBeTaken, couldEditBeTaken } from '../../local-store/could-be-taken.ts'
import { readLocalTeam } from '../../local-store/local-team.ts'
import { findLocalDocument } from '../../local-store/read-document.ts'
import { relationshipKind } from '#shared/records/relationship.ts'
import { findRecord } from '../../local-store/stored-records.ts'
import { writeEdit } from '../../outbox/write-edit.ts'
import { sideOfKind } from '#shared/domain/relationship.ts'
import type { OutboxItem, StoredCommand } from '../../local-store/outbox-item.ts'
import type { Device } from '../../local-store/device.ts'
import { appendItem, outboxTables } from '../../outbox/append-item.ts'
import { partIn } from '#shared/decisions/reseller/upload-parts.ts'
import { retryUpload } from '../uploads/retry-upload.ts'
import { defineCommand } from '../define-command.ts'

async function canRetry(
  { store, user, clock }: Device,
  { state, body, code, fieldErrors, relationshipId }: OutboxItem,
) {
  if (state !== 'refused') return false
  if (body.kind === 'edit') return couldEditBeTaken(code) && (await findLocalDocument(store, body.documentId)) !== null
  const record = relationshipId ? await findRecord(store, relationshipKind, relationshipId) : undefined
  const moment = { side: sideOfKind(user.organisationKind), now: clock.now() }
  return couldDecisionBeTaken({ ...body, code, fieldErrors }, record, moment)
}

/** A decision tried again answers what the relationship is now, not what it was. */
async function retryDecision(device: Device, item: OutboxItem, body: StoredCommand): Promise<void> {
  const { store } = device
  await store.transaction('rw', [...outboxTables(store)], async () => {
    const record = item.relationshipId && (await findRecord(store, relationshipKind, item.relationshipId))
    if (!record) return
    const input = { ...(body.input as object), version: record.version }
    await appendItem(device, { ...item, body: { ...body, input }, predictions: [] })
    await store.outbox.delete(item.number)
  })
}

/** Of a decision about a team likewise. */
async function retryTeamDecision(device: Device, item: OutboxItem, body: StoredCommand): Promise<void> {
  const { store } = device
  await store.transaction('rw', [...outboxTables(store)], async () => {
    const input = askedAnew({ ...body, code: item.code }, await readLocalTeam(device, item.relationshipId, []))
    if (!input) return
    await appendItem(device, { ...item, body: { ...body, input }, dependsOn: [], foretells: [] })
    await store.outbox.delete(item.number)
  })
}

/** Makes a refused edit or decision again, as a new item, on what the server has now. */
export const retryItem = defineCommand(async (device, id: ItemId): Promise<void> => {
  const item = await device.store.outbox.where('id').equals(id).first()
  if (item?.state === 'refused' && partIn(item.body)) return retryUpload(device, item)
  if (item?.about && item.state === 'refused' && item.body.kind === 'command')
    return retryTeamDecision(device, item, item.body)
  if (!item || !(await canRetry(device, item))) return
  const { body } = item
  if (body.kind === 'command') return retryDecision(device, item, body)
  await writeEdit(device, body.documentId, (doc, shape, clientId) =>
    replayIntents(doc, shape, clientId, body.intents, []),
  )
  await device.store.outbox.delete(item.number)
})
