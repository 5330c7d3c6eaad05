import { setField } from '#shared/document/edit-document.ts'
import type { DocumentId } from '#shared/domain/ids.ts'
import { writeEdit } from '../../outbox/write-edit.ts'
import { defineCommand } from '../define-command.ts'

/** Sets one fact. Resolves once it is stored on this device; throws StorageFullError. */
export const editField = defineCommand(
  async (device, documentId: DocumentId, field: string, value: string): Promise<void> => {
    await writeEdit(device, documentId, (doc, shape, clientId) => setField(doc, shape, clientId, field, value))
  },
)
