import { setField } from '#shared/document/edit-document.ts'
import { wellFormed } from '#shared/domain/document/text-change.ts'
import type { DocumentId } from '#shared/domain/ids.ts'
import { writeEdit } from '../../outbox/write-edit.ts'
import { defineCommand } from '../define-command.ts'

/** Puts a tag on a customer, or takes it off. Tags are the MSP's own and grant nothing (SYNC4). */
export const setTag = defineCommand(async (device, documentId: DocumentId, tag: string, on: boolean): Promise<void> => {
  await writeEdit(device, documentId, (doc, shape, clientId) =>
    setField(doc, shape, clientId, `${shape.flagPrefix}${wellFormed(tag)}`, on ? 'on' : ''),
  )
})
