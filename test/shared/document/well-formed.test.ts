import * as Y from 'yjs'
import { expect, test } from 'vitest'
import { admitUpdate } from '#shared/document/admission.ts'
import { accountShape, mspPrivateShape } from '#shared/document/document-shape.ts'
import { openDocument, readValues } from '#shared/document/document-values.ts'
import { createDocument, replaceText, replayIntents, setField } from '#shared/document/edit-document.ts'
import type { Edit } from '#shared/document/edit-document.ts'
import { accountState, setTo, typeAt, updateOf, writer } from './written.ts'

const [high, low] = ['\ud83d', '\ude00']
const sign = '�'

/** What another replica makes of it, and the edit's intents, both without half a character. */
function valuesAfter(edit: Edit | null, state: Uint8Array | null = accountState()) {
  const values = readValues(openDocument(accountShape, state, [edit!.update]), accountShape)
  for (const text of [...Object.values(values), JSON.stringify(edit!.intents)]) {
    expect(text.isWellFormed()).toBe(true)
    expect(text).not.toMatch(/\\ud83d|�/)
  }
  return values
}

test.each([
  ['a field', 'phone', (doc: Y.Doc) => setField(doc, accountShape, writer, 'phone', `12${high}`), '12'],
  ['a whole one', 'phone', (doc: Y.Doc) => setField(doc, accountShape, writer, 'phone', `12${high}${low}`), '12😀'],
  ['notes', 'notes', (doc: Y.Doc) => replaceText(doc, writer, 'notes', 'Hello world', `Hello${low} all`), 'Hello all'],
] as const)('[FC2] %s: a half character is in neither the document nor the intent', (_what, field, make, expected) => {
  const edit = make(openDocument(accountShape, accountState(), []))
  expect(valuesAfter(edit)[field]).toBe(expected)
})

test('[FC2] a new document begins without half characters', () => {
  const edit = createDocument(accountShape, writer, { companyName: `Acme${high}`, notes: `${low}Call` })
  expect(valuesAfter(edit, null)).toMatchObject({ companyName: 'Acme', notes: 'Call' })
  expect(
    setField(openDocument(mspPrivateShape, null, []), mspPrivateShape, writer, 'internalReference', high),
  ).toBeNull()
})

test('[FC2] what an older app kept with half a character is made again at its length, and nothing of it is lost', () => {
  const doc = openDocument(accountShape, accountState(), [])
  const id = { client: 5, clock: 0 }
  const intents = [
    { kind: 'text' as const, field: 'notes', deleted: [], inserted: [{ id, after: null, text: `ab${high}` }] },
    { kind: 'set' as const, field: 'phone', before: '1', after: `2${high}` },
  ]
  const moves: Parameters<typeof replayIntents>[4] = []
  const edit = replayIntents(doc, accountShape, writer, intents, moves)!
  expect(JSON.stringify(edit.intents).isWellFormed()).toBe(true)
  const values = readValues(openDocument(accountShape, accountState(), [edit.update]), accountShape)
  expect(values).toMatchObject({ notes: `ab${sign}Hello world`, phone: `2${sign}` })
  expect(moves.map(({ length }) => length)).toEqual([3])
})

test('[FC2] the server refuses text that is no text, and takes the sign that an older app’s half became', () => {
  const state = accountState()
  const admit = (update: Uint8Array) => {
    const admission = admitUpdate(accountShape, state, writer, update)
    return admission.admitted ? 'admitted' : admission.code
  }
  for (const mutate of [typeAt(0, 'QQQ'), setTo('phone', 'QQQ')]) {
    const update = updateOf(state, writer, mutate)
    const at = Buffer.from(update).indexOf('QQQ')
    // A lone high half as UTF-8 would have it if it could.
    update.set([0xed, 0xa0, 0xbd], at)
    expect(admit(update)).toBe('malformed')
  }
  expect(admit(updateOf(state, writer, typeAt(0, `ab${high}`)))).toBe('admitted')
})
