import { textAfter, composeChanges, invertChange } from '#shared/domain/document/text-change.ts'
import { readUnstored, writeUnstored, type KeptTyping } from '../../outbox/unstored-typing.ts'
import type { Device } from '../../local-store/device.ts'
import { defineCommand } from '../define-command.ts'
import { editField } from './edit-field.ts'
import { editText } from './edit-text.ts'

/** What the page before this one could not store any more: made now, as of then. What there is no document for any more is left. */
export const enterKeptTyping = defineCommand(async (device): Promise<void> => {
  for (const typing of readUnstored(device.user.id)) {
    await enter(device, typing).catch(() => undefined)
    writeUnstored(device.user.id, typing, null)
  }
})

async function enter(device: Device, typing: KeptTyping): Promise<void> {
  const { documentId, field } = typing
  const options = { editedAt: typing.at }
  if (typing.kind === 'value') return editField.on(device, documentId, field, typing.value, options)
  const { first, own } = typing
  const seen = textAfter(invertChange(first))
  const stored = await editText.on(device, documentId, field, seen, seen)
  // What was being stored when the page went is there, or it isn't.
  if (stored === seen)
    await editText.on(device, documentId, field, textAfter(own), seen, composeChanges(first, own), options)
  else await editText.on(device, documentId, field, textAfter(own), textAfter(first), own, options)
}
