import { expect, test } from 'vitest'
import * as Y from 'yjs'
import { accountShape } from '#shared/document/document-shape.ts'
import { openDocument, readValues } from '#shared/document/document-values.ts'
import { createDocument, replaceText, setField } from '#shared/document/edit-document.ts'
import { advanceDocument } from '#shared/document/describe-edit.ts'
import { accountFields } from '#shared/domain/account/account-field.ts'
import { seededRandom } from '../../support/seeded.ts'

const sessions = 1000
const devices = [11, 22, 33, 44, 55].map((seed) => 1 + Math.floor(seededRandom(seed)() * 0xfffffffe))

/** The document after so many sessions of one edit each, by devices in turn, a share of them on the notes; and what it must hold. */
function afterSessions(notesShare: number) {
  const random = seededRandom(7)
  const founded = Object.fromEntries(
    accountFields.map((field) => [field, `${field} at first, ${Math.floor(random() * 1e9)}`]),
  )
  const expected: Record<string, string> = { ...founded, notes: 'Key at the front desk.' }
  let state = createDocument(accountShape, devices[0]!, expected).update
  for (let session = 0; session < sessions; session++) {
    const clientId = devices[Math.floor(random() * devices.length)]!
    const doc = openDocument(accountShape, state)
    const value = `session ${session}: ${Math.floor(random() * 1e9)}`
    const field = accountFields[Math.floor(random() * accountFields.length)]!
    const edit =
      random() < notesShare
        ? replaceText(doc, clientId, 'notes', expected['notes']!, (expected['notes'] = value))
        : setField(doc, accountShape, clientId, field, (expected[field] = value))
    state = advanceDocument(accountShape, state, edit!.update).state
  }
  return { state, expected }
}

test.each([
  ['fields', 0, 6 * 1024],
  ['fields and, every fifth time, the notes', 0.2, 7 * 1024],
])(
  '[DOC5][DOC7] after 1,000 sessions of one edit by five devices, of %s, a document is small and holds what it must',
  (_what, notesShare, limit) => {
    const { state, expected } = afterSessions(notesShare)
    expect(readValues(openDocument(accountShape, state), accountShape)).toMatchObject(expected)
    expect(Y.convertUpdateFormatV1ToV2(state).length).toBeLessThan(limit)
    // As it is stored and sent.
    expect(state.length).toBeLessThan(1.5 * limit)
  },
)
