import { replaceText } from '#shared/document/edit-document.ts'
import { readValues } from '#shared/document/document-values.ts'
import type { TextChange } from '#shared/domain/document/text-change.ts'
import type { DocumentId } from '#shared/domain/ids.ts'
import type { Device } from '../../local-store/device.ts'
import { openLocalDocument } from '../../local-store/read-document.ts'
import { findCurrentDocument } from '../../outbox/replaced-documents.ts'
import { writeEdit, type EditOptions, type MakeEdit } from '../../outbox/write-edit.ts'
import { defineCommand } from '../define-command.ts'

/**
 * Types into a shared text: `seen` is the text before, of which `own` made `value`, so that what others typed meanwhile
 * stays. `typing`: the person is still in the field, and nobody else hears of it before they are done. Resolves to the text
 * as it is stored then; with nothing typed it only reads.
 */
export const editText = defineCommand(
  async (
    device,
    documentId: DocumentId,
    field: string,
    value: string,
    seen: string,
    own?: TextChange,
    options: Pick<EditOptions, 'typing' | 'editedAt'> = {},
  ): Promise<string> => {
    if (value === seen) return readText(device, documentId, field)
    let stored = seen
    const make: MakeEdit = (doc, _shape, clientId) => {
      const edit = replaceText(doc, clientId, field, seen, value, own)
      stored = doc.getText(field).toString()
      return edit
    }
    await writeEdit(device, documentId, make, options)
    return stored
  },
)

async function readText({ store }: Device, documentId: DocumentId, field: string): Promise<string> {
  const document = await findCurrentDocument(store, documentId)
  if (!document) throw new Error('text of a document that is not on this device')
  return readValues(openLocalDocument(document), document.shape)[field] ?? ''
}
