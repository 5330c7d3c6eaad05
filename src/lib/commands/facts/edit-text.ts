import { replaceText } from '#shared/document/edit-document.ts'
import type { DocumentId } from '#shared/domain/ids.ts'
import { writeEdit } from '../../outbox/write-edit.ts'
import { defineCommand } from '../define-command.ts'

/** Types into a shared text: `seen` is the text before this keystroke, so that what others typed meanwhile stays. */
export const editText = defineCommand(
  async (device, documentId: DocumentId, field: string, value: string, seen: string): Promise<void> => {
    await writeEdit(device, documentId, (doc, _shape, clientId) => replaceText(doc, clientId, field, seen, value))
  },
)
