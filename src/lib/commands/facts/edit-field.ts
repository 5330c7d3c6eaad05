import { setField } from '#shared/document/edit-document.ts'
import type { DocumentId } from '#shared/domain/ids.ts'
import { cleanField } from '#shared/domain/text/clean-field.ts'
import { writeEdit, type EditOptions } from '../../outbox/write-edit.ts'
import { defineCommand } from '../define-command.ts'

/**
 * Sets one fact, cleaned. `typing`: the person is still in the field, and nobody else hears of it before they are done.
 * Resolves once it is stored on this device; throws StorageFullError.
 */
export const editField = defineCommand(
  async (
    device,
    documentId: DocumentId,
    field: string,
    value: string,
    options: Pick<EditOptions, 'typing' | 'editedAt'> = {},
  ): Promise<void> => {
    const cleaned = cleanField(field, value)
    await writeEdit(
      device,
      documentId,
      (doc, shape, clientId) => setField(doc, shape, clientId, field, cleaned),
      options,
    )
  },
)
