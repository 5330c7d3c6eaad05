import { expect, test } from 'vitest'
import * as Y from 'yjs'
import { admitUpdate } from '#shared/document/admission.ts'
import { accountShape } from '#shared/document/document-shape.ts'
import { encodeCollected, openDocument } from '#shared/document/document-values.ts'
import { createDocument, replaceText, setField } from '#shared/document/edit-document.ts'
import { settleFields, type FieldStamps } from '#shared/document/settle-fields.ts'
import { accountFields, isKnownChoice } from '#shared/domain/account/account-field.ts'
import type { DocumentId } from '#shared/domain/ids.ts'
import { OpenDocuments } from '../../server/database/open-documents.ts'
import { seededRandom } from '../support/seeded.ts'

const id = 'AAAAAAAAAAAAAAAAAAAAAA' as DocumentId
const serverClientId = 4_000_000_000
const devices = [11, 22, 33]

const founded = () =>
  createDocument(accountShape, devices[0]!, { companyName: 'Acme', notes: 'Key at the desk.' }).update
const open = (state: Uint8Array) => openDocument(accountShape, state, [], false)
// What is chosen from a list takes no other value.
const texts = accountFields.filter((field) => isKnownChoice(field, '0'))
const idOf = (number: number) => String(number).padEnd(22, 'A') as DocumentId

/** One edit after another as the server takes them, the document kept open between them or decoded for each. */
function takeEdits(seed: number, edits: number, kept: OpenDocuments | null) {
  const random = seededRandom(seed)
  const pick = <One>(list: readonly One[]) => list[Math.floor(random() * list.length)]!
  let state = founded()
  let stamps: FieldStamps = {}
  for (let edit = 0; edit < edits; edit++) {
    const doc = openDocument(accountShape, state)
    const clientId = pick(devices)
    const made =
      random() < 0.3
        ? replaceText(
            doc,
            clientId,
            'notes',
            doc.getText('notes').toString(),
            `notes ${edit} ${'x'.repeat(random() * 30)}`,
          )
        : setField(doc, accountShape, clientId, pick(texts), String(edit))
    const scratch = kept?.take(id, state) ?? null
    if (kept && edit > 0) expect(scratch).not.toBeNull()
    const admission = admitUpdate(accountShape, state, clientId, made!.update, scratch)
    if (!admission.admitted) throw new Error(`seed ${seed}, edit ${edit}: ${admission.code}`)
    // Some come late, so that the server corrects them under its own client id.
    const edited = { ...admission, stamp: edit - Math.floor(random() * 3) }
    stamps = settleFields(admission.doc, accountShape, edited, stamps, serverClientId).stamps
    state = encodeCollected(admission.doc)
    kept?.keep(id, state, admission.doc)
  }
  return state
}

test.each([1, 2, 3, 4])(
  '[DOC5] a document that is kept open between edits comes to the same bytes (seed %i)',
  (seed) => {
    expect(takeEdits(seed, 300, new OpenDocuments())).toEqual(takeEdits(seed, 300, null))
  },
)

test('[DOC5] an open document is had once, and only by who has its very state', () => {
  const documents = new OpenDocuments()
  const state = founded()
  const doc = open(state)
  documents.keep(id, state, doc)
  expect(documents.take(idOf(1), state)).toBeNull()
  expect(documents.take(id, Uint8Array.from(state))).toBe(doc)
  expect(documents.take(id, state)).toBeNull()

  // What an edit made of it was never committed, or another node has committed something else since.
  const edited = setField(open(state), accountShape, 11, 'phone', '1')!.update
  Y.applyUpdate(doc, edited)
  documents.keep(id, encodeCollected(doc), doc)
  expect(documents.take(id, state)).toBeNull()
})

test('[DOC5] only few and small documents are kept open, those edited last', () => {
  const documents = new OpenDocuments()
  const state = founded()
  const [first, last] = [open(state), open(state)]
  documents.keep(idOf(0), state, first)
  for (let number = 1; number < 64; number++) documents.keep(idOf(number), state, open(state))
  documents.keep(idOf(64), state, last)
  expect(documents.take(idOf(0), state)).toBeNull()
  expect(documents.take(idOf(64), state)).toBe(last)

  const large = createDocument(accountShape, 11, { notes: 'x'.repeat(20_000) }).update
  documents.keep(id, large, open(large))
  expect(documents.take(id, large)).toBeNull()
})
