import fc from 'fast-check'
import * as Y from 'yjs'
import { describe, expect, test } from 'vitest'
import { admitUpdate } from '#shared/document/admission.ts'
import { accountShape, type DocumentShape } from '#shared/document/document-shape.ts'
import { openDocument, readValues, type DocumentValues } from '#shared/document/document-values.ts'
import { cleanField } from '#shared/domain/text/clean-field.ts'
import { freshState, settleFields, type FieldStamps, type SettledField } from '#shared/document/settle-fields.ts'
import { accountState, setTo, updateOf, valuesOf } from './written.ts'

interface OfflineEdit {
  clientId: number
  field: string
  value: string
  stamp: number
}

/** A server in miniature: admits, settles, saves, and keeps what it would send to everybody. */
class Server {
  state: Uint8Array
  stamps: FieldStamps = {}
  readonly sent: Uint8Array[] = []
  readonly settled: SettledField[] = []
  readonly ownId: number
  corrections = 0

  constructor(state: Uint8Array, ownId: number) {
    this.state = state
    this.ownId = ownId
  }

  take(update: Uint8Array, clientId: number, stamp: number): void {
    const admission = admitUpdate(accountShape, this.state, clientId, update)
    if (!admission.admitted) throw new Error(admission.code)
    const settlement = settleFields(admission.doc, accountShape, { ...admission, stamp }, this.stamps, this.ownId)
    const updates = settlement.correction ? [update, settlement.correction] : [update]
    this.state = Y.encodeStateAsUpdate(openDocument(accountShape, this.state, updates))
    this.stamps = settlement.stamps
    this.sent.push(...updates)
    this.settled.push(...settlement.fields)
    if (settlement.correction) this.corrections++
  }

  get values(): DocumentValues {
    return valuesOf(this.state)
  }
}

const base = accountState()
const made = (edit: OfflineEdit) => updateOf(base, edit.clientId, setTo(edit.field, edit.value))

function serve(edits: readonly OfflineEdit[], ownId = 500): Server {
  const server = new Server(base, ownId)
  for (const edit of edits) server.take(made(edit), edit.clientId, edit.stamp)
  return server
}

describe('Who wins a field', () => {
  test.each([
    ['the smaller client id', 30, 20],
    ['the larger client id', 20, 30],
  ])('[DOC3][H1] the later edit wins when it has %s, whichever arrives first', (_which, earlierId, laterId) => {
    const earlier = { clientId: earlierId, field: 'phone', value: 'earlier', stamp: 1000 }
    const later = { clientId: laterId, field: 'phone', value: 'later', stamp: 2000 }
    expect(serve([earlier, later]).values['phone']).toBe('later')
    expect(serve([later, earlier]).values['phone']).toBe('later')
  })

  test('[DOC3] an edit that lost says what it set and what holds', () => {
    const server = serve([
      { clientId: 20, field: 'phone', value: 'later', stamp: 2000 },
      { clientId: 30, field: 'phone', value: 'earlier', stamp: 1000 },
    ])
    expect(server.settled).toEqual([
      { field: 'phone', set: 'later', before: '1', won: true },
      { field: 'phone', set: 'earlier', before: 'later', won: false },
    ])
    expect(server.stamps['phone']).toBe(2000)
  })

  test('[DOC3][H1] ties go by arrival', () => {
    const [one, two] = [20, 30].map((clientId) => ({ clientId, field: 'phone', value: `by ${clientId}`, stamp: 1000 }))
    expect(serve([one!, two!]).values['phone']).toBe('by 30')
    expect(serve([two!, one!]).values['phone']).toBe('by 20')
  })

  test('[DOC3] where Yjs agrees already, nothing is corrected', () => {
    expect(serve([{ clientId: 20, field: 'phone', value: '2', stamp: 1000 }]).corrections).toBe(0)
  })

  test.each([
    ['city', '=1+1\n\u202Ex', '=1+1 x'],
    ['companyName', ' Ac\u0000me\u2028GmbH ', 'Acme GmbH'],
    ['phone', '\u202A+49 30–123\u202C', '+49 30-123'],
  ])('[FB10][FC4] a crafted %s is taken, and what is stored, sent and logged is clean', (field, value, clean) => {
    const server = serve([{ clientId: 20, field, value, stamp: 1000 }])
    expect(server.values[field]).toBe(clean)
    expect(valuesOf(base, server.sent)[field]).toBe(clean)
    expect(server.settled.map(({ set }) => set)).toEqual([clean])
    const again = new Server(server.state, 600)
    again.take(updateOf(server.state, 30, setTo(field, clean)), 30, 2000)
    expect(again.corrections).toBe(0)
  })

  test('[DOC3] one edit of two fields can win the one and lose the other', () => {
    const server = new Server(base, 500)
    server.take(updateOf(base, 20, setTo('phone', 'later')), 20, 2000)
    const both = updateOf(base, 30, (doc) => {
      setTo('phone', 'earlier')(doc)
      setTo('city', 'Kronach')(doc)
    })
    server.take(both, 30, 1000)
    expect(server.values).toMatchObject({ phone: 'later', city: 'Kronach' })
  })

  test('[DOC3][DOC7] random offline edits: the latest stamp holds on the server and on every replica, in whatever order its updates come', () => {
    const edit = fc.record({
      clientId: fc.integer({ min: 1, max: 0xffffffff }),
      field: fc.constantFrom('phone', 'city', 'companyName'),
      value: fc.string({ maxLength: 6 }),
      stamp: fc.integer({ min: 1, max: 12 }),
    })
    const edits = fc.uniqueArray(edit, { selector: ({ clientId }) => clientId, minLength: 1, maxLength: 12 })
    fc.assert(
      fc.property(
        edits,
        fc.integer({ min: 1, max: 0xffffffff }),
        fc.infiniteStream(fc.nat()),
        (arriving, ownId, chance) => {
          fc.pre(!arriving.some(({ clientId }) => clientId === ownId || clientId === 10))
          const server = serve(arriving, ownId)
          for (const { field } of arriving) {
            const rivals = arriving.filter((rival) => rival.field === field)
            const winner = rivals.findLast(({ stamp }) => stamp === Math.max(...rivals.map((rival) => rival.stamp)))
            expect(server.values[field]).toBe(cleanField(field, winner!.value))
          }
          const shuffled = server.sent
            .map((update) => ({ update, place: chance.next().value }))
            .toSorted((left, right) => left.place - right.place)
          expect(
            valuesOf(
              base,
              shuffled.map(({ update }) => update),
            ),
          ).toEqual(server.values)
        },
      ),
      { numRuns: 200 },
    )
  })
})

describe('A fresh document', () => {
  test('[DOC6] holds the winning values and nothing of what was before', () => {
    const secret = 'SECRET-BEFORE'
    const server = serve([
      { clientId: 20, field: 'phone', value: secret, stamp: 1 },
      { clientId: 30, field: 'phone', value: '2', stamp: 2 },
    ])
    const fresh = freshState(accountShape, 900, { ...server.values, website: '' })
    expect(valuesOf(fresh)).toEqual({ companyName: 'Acme', phone: '2', notes: 'Hello world' })
    expect(Buffer.from(fresh).includes(secret)).toBe(false)
    expect([...Y.decodeStateVector(Y.encodeStateVectorFromUpdate(fresh)).keys()]).toEqual([900])
  })

  test('[DOC6] is taken by admission as a base for the next edits, whatever it holds', () => {
    const value = fc.string({ unit: 'grapheme', maxLength: 20 })
    fc.assert(
      fc.property(fc.record({ companyName: value, phone: value, notes: value }), (values) => {
        const fresh = freshState(accountShape, 900, values)
        expect(valuesOf(fresh)).toEqual(nonEmpty(values, accountShape))
        const update = updateOf(fresh, 20, setTo('city', 'Kronach'))
        expect(admitUpdate(accountShape, fresh, 20, update).admitted).toBe(true)
      }),
      { numRuns: 60 },
    )
  })
})

function nonEmpty(values: DocumentValues, shape: DocumentShape): DocumentValues {
  const texts = Object.fromEntries(Object.keys(shape.texts).map((name) => [name, '']))
  return { ...texts, ...Object.fromEntries(Object.entries(values).filter(([, value]) => value !== '')) }
}

test('[DOC3] reading values leaves out fields that were never set', () => {
  expect(readValues(openDocument(accountShape, null), accountShape)).toEqual({ notes: '' })
})
