/** The 24 values as Tandem keeps them: one account document of strings, its notes as text; and editing them as its client does. */
import './extra-fields.ts'
import { createHash } from 'node:crypto'
import * as Y from 'yjs'
import { accountShape } from '#shared/document/document-shape.ts'
import { openDocument, type DocumentValues } from '#shared/document/document-values.ts'
import { replaceText, setField, type Edit } from '#shared/document/edit-document.ts'
import { documentIdsOf, newRelationshipId } from '#shared/domain/id-families.ts'
import type { DocumentId, RelationshipId } from '#shared/domain/ids.ts'
import { customerValues, editOf, writerId, type Side } from '../customer-values.ts'

/** The same customer at every run. */
export function relationshipIdOf(index: number): RelationshipId {
  const random = createHash('sha256').update(`customer ${index}`).digest('base64url').slice(0, 22)
  return newRelationshipId({ randomId: () => random })
}

export function documentIdOf(index: number): DocumentId {
  return documentIdsOf(relationshipIdOf(index)).account
}

export function accountValues(index: number): DocumentValues {
  const { name, street, contactName, backup, monitoring, seats, ...strings } = customerValues(index)
  const [contactFirstName, contactLastName] = contactName
  return {
    companyName: name,
    address1: street,
    contactFirstName,
    contactLastName,
    backup: String(backup),
    monitoring: String(monitoring),
    seats: String(seats),
    ...strings,
  }
}

/** The edit of one session on top of `state`: the two edits of the product's form, joined as its outbox joins them. */
export function makeEdit(state: Uint8Array, index: number, side: Side): Edit {
  const { notes, ...contact } = editOf(index, side)
  const [field, value] = Object.entries(contact)[0]!
  const clientId = writerId(index, side)
  const doc = openDocument(accountShape, state)
  const set = setField(doc, accountShape, clientId, field, value)!
  const text = replaceText(doc, clientId, 'notes', doc.getText('notes').toString(), notes)!
  return { update: Y.mergeUpdates([set.update, text.update]), intents: [...set.intents, ...text.intents] }
}

/** What `found` has wrong; null when it is what customer `index` must be after the edits of these sides. */
export function findWrong(found: DocumentValues | undefined, index: number, sides: readonly Side[]): string | null {
  if (!found) return `customer ${index} is missing`
  const edits = sides.map((side) => editOf(index, side))
  const wanted: DocumentValues = Object.assign(accountValues(index), ...edits)
  const wrong = Object.keys(wanted).filter((field) => field !== 'notes' && found[field] !== wanted[field])
  if (!areNotesRight(found['notes'] ?? '', wanted['notes']!, edits)) wrong.push('notes')
  return wrong.length === 0 ? null : `customer ${index} differs in ${wrong.join(', ')}`
}

/** Notes that both sides wrote anew hold both texts, in whichever order Yjs puts them, and nothing else. */
function areNotesRight(found: string, wanted: string, edits: readonly { notes: string }[]): boolean {
  if (edits.length < 2) return found === wanted
  const texts = edits.map((edit) => edit.notes)
  return found === texts.join('') || found === texts.toReversed().join('')
}
