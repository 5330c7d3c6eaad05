import fc from 'fast-check'
import { expect, test } from 'vitest'
import { admitUpdate } from '#shared/document/admission.ts'
import { accountShape } from '#shared/document/document-shape.ts'
import { readValues } from '#shared/document/document-values.ts'
import { settleFields } from '#shared/document/settle-fields.ts'
import { accountState, eraseAt, setTo, typeAt, updateOf, valuesOf, writer } from './written.ts'

const state = accountState()
const known = new Set([...Object.keys(accountShape.fields), ...Object.keys(accountShape.texts)])
const valid = [
  updateOf(state, writer, setTo('phone', '2')),
  updateOf(state, writer, typeAt(5, ' brave new')),
  updateOf(state, writer, eraseAt(2, 6)),
  updateOf(state, writer, (doc) => {
    setTo('city', 'Kronach')(doc)
    typeAt(0, 'Größe 👍')(doc)
  }),
]

/** Whatever arrives: it is refused by a code, or leaves a document that holds only what the shape allows. */
function expectDecided(update: Uint8Array): void {
  const admission = admitUpdate(accountShape, state, writer, update)
  if (!admission.admitted) return
  const values = readValues(admission.doc, accountShape)
  for (const [field, value] of Object.entries(values)) {
    expect(known).toContain(field)
    expect(typeof value).toBe('string')
  }
  expect(valuesOf(state, [update])).toEqual(values)
  settleFields(admission.doc, accountShape, { ...admission, stamp: 1 }, {}, 4_000_000_000)
}

test('[PUSH3] noise never breaks admission and never gets an unknown thing in', () => {
  fc.assert(fc.property(fc.uint8Array({ maxLength: 60 }), expectDecided), { numRuns: 2000 })
})

test('[PUSH3] a good update with bytes changed, lost or added never breaks admission', () => {
  const mutation = fc.record({ at: fc.nat(200), remove: fc.nat(3), insert: fc.uint8Array({ maxLength: 3 }) })
  fc.assert(
    fc.property(fc.constantFrom(...valid), fc.array(mutation, { minLength: 1, maxLength: 3 }), (update, mutations) => {
      let bytes = [...update]
      for (const { at, remove, insert } of mutations) {
        const place = at % bytes.length
        bytes = [...bytes.slice(0, place), ...insert, ...bytes.slice(place + remove)]
        if (bytes.length === 0) bytes = [0]
      }
      expectDecided(Uint8Array.from(bytes))
    }),
    { numRuns: 5000 },
  )
})
