import * as Y from 'yjs'
import { describe, expect, test } from 'vitest'
import { admitUpdate } from '#shared/document/admission.ts'
import { accountShape, mspPrivateShape } from '#shared/document/document-shape.ts'
import { readValues } from '#shared/document/document-values.ts'
import { notesLimit, tagLimit } from '#shared/domain/account/account-field.ts'
import { documentLimitBytes, structsPerUpdate, updateLimitBytes } from '#shared/domain/document/document-limit.ts'
import { craftUpdate } from './crafted-update.ts'
import { accountState, eraseAt, merge, setTo, somebody, stranger, typeAt, updateOf, writer } from './written.ts'

const state = accountState()

/** The refusal code of an update on the account, or `admitted`. */
function admit(update: Uint8Array, on: Uint8Array | null = state, shape = accountShape): string {
  const admission = admitUpdate(shape, on, writer, update)
  return admission.admitted ? 'admitted' : admission.code
}

const made = (mutate: (doc: Y.Doc) => void) => updateOf(state, writer, mutate)
const makePrivate = (field: string, value: unknown) => updateOf(null, writer, setTo(field, value, mspPrivateShape.map))

describe('What a device may send', () => {
  test('[PUSH3] a field and typing are admitted, with what they set and typed by the server’s own comparison', () => {
    const update = made((doc) => {
      setTo('phone', '2')(doc)
      typeAt(5, ' brave')(doc)
      eraseAt(0, 1)(doc)
    })
    const admission = admitUpdate(accountShape, state, writer, update)
    if (!admission.admitted) throw new Error(admission.code)
    expect([...admission.sets]).toEqual([['phone', '2']])
    expect(admission.before).toEqual({ companyName: 'Acme', phone: '1', notes: 'Hello world' })
    expect(readValues(admission.doc, accountShape)).toEqual({
      companyName: 'Acme',
      phone: '2',
      notes: 'ello brave world',
    })
    const [notes] = admission.texts
    expect([notes?.inserted.map((run) => run.text), notes?.deleted.map((run) => run.text)]).toEqual([[' brave'], ['H']])
  })

  test('[PUSH3] a value is reported as set even where Yjs lets somebody else’s win', () => {
    const late = updateOf(null, 5, setTo('phone', 'mine'))
    const admission = admitUpdate(accountShape, state, 5, late)
    if (!admission.admitted) throw new Error(admission.code)
    expect([...admission.sets]).toEqual([['phone', 'mine']])
    expect(readValues(admission.doc, accountShape)['phone']).toBe('1')
  })

  test('[PUSH3] a field typed key by key in one update is one value, the last', () => {
    const typed = ['+', '+4', '+49', '+49 ', '+49 1']
    const update = updateOf(state, writer, (doc) => typed.forEach((value) => setTo('phone', value)(doc)))
    const admission = admitUpdate(accountShape, state, writer, update)
    if (!admission.admitted) throw new Error(admission.code)
    expect([...admission.sets]).toEqual([['phone', '+49 1']])
    const smuggled = updateOf(state, writer, (doc) =>
      ['+', '+4', 7, '+49'].forEach((value) => setTo('phone', value)(doc)),
    )
    expect(admit(smuggled)).toBe('wrong-shape')
  })

  test.each([
    ['a tag put on', 'tag:gold', 'on'],
    ['a tag taken off', 'tag:gold', ''],
    ['the longest tag', `tag:${'t'.repeat(tagLimit)}`, 'on'],
    ['the internal reference', 'internalReference', 'K-17'],
  ])('[PUSH3] %s is admitted to the MSP’s own document', (_what, field, value) => {
    expect(admit(makePrivate(field, value), null, mspPrivateShape)).toBe('admitted')
  })
})

describe('What is refused', () => {
  test.each([
    ['nothing at all', new Uint8Array(0)],
    ['noise', Uint8Array.from({ length: 40 }, (_, index) => 255 - index)],
    ['half an update', made(setTo('phone', '2')).subarray(0, 6)],
  ])('[PUSH3] malformed: %s', (_what, update) => {
    expect(admit(update)).toBe('malformed')
  })

  test('[PUSH3] too-large: a long update, and one that makes the document too large', () => {
    expect(admit(new Uint8Array(updateLimitBytes + 1))).toBe('too-large')
    const full = new Uint8Array(documentLimitBytes)
    expect(admit(made(setTo('phone', '2')), full)).toBe('too-large')
  })

  test('[PUSH3] foreign-client-id: somebody else’s id, and two ids in one update', () => {
    expect(admit(updateOf(state, stranger, setTo('phone', '2')))).toBe('foreign-client-id')
    const both = merge(made(setTo('phone', '2')), updateOf(state, stranger, setTo('city', 'Kronach')))
    expect(admit(both)).toBe('foreign-client-id')
  })

  test('[PUSH3] gap and fork: an update starts exactly where the server’s knowledge of that writer ends', () => {
    const first = made(setTo('phone', '2'))
    const second = updateOf(merge(state, first), writer, setTo('phone', '3'))
    expect(admit(second)).toBe('gap')
    expect(admit(second, merge(state, first))).toBe('admitted')
    expect(admit(first, merge(state, first))).toBe('fork')
    expect(admit(merge(first, second), merge(state, first))).toBe('fork')
  })

  test('[PUSH3] incomplete: typing beside characters the server never got', () => {
    const withStranger = merge(state, updateOf(state, stranger, typeAt(5, '!')))
    expect(admit(updateOf(withStranger, writer, typeAt(6, 'me too')))).toBe('incomplete')
    const skipping = merge(made(typeAt(0, 'a')), updateOf(merge(state, made(typeAt(0, 'ab'))), writer, typeAt(0, 'c')))
    expect(admit(skipping)).toBe('incomplete')
  })

  test('[PUSH3] incomplete: a delete set over what a victim has yet to type', () => {
    const future = merge(state, updateOf(state, somebody, typeAt(11, ' and everything to come')))
    const attack = updateOf(future, writer, eraseAt(11, 23))
    expect(Y.parseUpdateMeta(attack).from.size, 'it carries no struct at all').toBe(0)
    expect(admit(attack)).toBe('incomplete')
  })

  test.each([
    ['a field nobody knows', setTo('favouriteColour', 'red')],
    ['the key __proto__', setTo('__proto__', 'on')],
    ['the key constructor', setTo('constructor', 'on')],
    ['a tag in the shared document', setTo('tag:gold', 'on')],
    ['another map', setTo('phone', '2', 'billing')],
    ['a map called __proto__', setTo('phone', '2', '__proto__')],
    ['the MSP’s private notes', typeAt(0, 'psst', 'privateNotes')],
  ])('[PUSH3] unknown-key: %s', (_what, mutate) => {
    expect(admit(made(mutate))).toBe('unknown-key')
  })

  test.each([
    ['an empty tag', 'tag:'],
    ['too long a tag', `tag:${'t'.repeat(tagLimit + 1)}`],
    ['a shared field in the private document', 'phone'],
  ])('[PUSH3] unknown-key: %s', (_what, field) => {
    expect(admit(makePrivate(field, 'on'), null, mspPrivateShape)).toBe('unknown-key')
  })

  test.each<[string, (doc: Y.Doc) => void]>([
    ['a number', setTo('phone', 1)],
    ['null', setTo('phone', null)],
    ['an object', setTo('phone', { toString: 'x' })],
    ['bytes', setTo('phone', new Uint8Array(3))],
    ['a nested map', (doc) => void doc.getMap('account').set('phone', new Y.Map([['a', 'b']]))],
    ['a nested text', (doc) => void doc.getMap('account').set('phone', new Y.Text('typed'))],
    ['a sub-document', (doc) => void doc.getMap('account').set('phone', new Y.Doc())],
    ['typing into the map', typeAt(0, 'typed', 'account')],
    ['a key in the text', setTo('phone', 'x', 'notes')],
    ['typing that is bold', (doc) => doc.getText('notes').insert(0, 'loud', { bold: true })],
    ['a picture', (doc) => doc.getText('notes').insertEmbed(0, { image: 'x' })],
    ['a type inside the text', (doc) => doc.getText('notes').insertEmbed(0, new Y.Map())],
    ['an element', (doc) => doc.getXmlFragment('notes').insert(0, [new Y.XmlElement('p')])],
    ['list entries in the text', (doc) => doc.getArray('notes').insert(0, ['a', 'b'])],
    ['list entries in the map', (doc) => doc.getArray('account').insert(0, ['a'])],
  ])('[PUSH3][DOC2] wrong-shape: %s', (_what, mutate) => {
    const loose = updateOf(null, writer, mutate)
    expect(admit(loose, null)).toBe('wrong-shape')
  })

  test('[PUSH3] wrong-shape: making what is there bold', () => {
    expect(admit(made((doc) => doc.getText('notes').format(0, 5, { bold: true })))).toBe('wrong-shape')
  })

  test('[PUSH3] wrong-shape: a tag that is neither on nor off, and bytes of a collected struct', () => {
    expect(admit(makePrivate('tag:gold', 'no'), null, mspPrivateShape)).toBe('wrong-shape')
    expect(
      admit(
        updateOf(null, writer, (doc) => collected(doc)),
        null,
      ),
    ).toBe('wrong-shape')
  })

  test.each([
    ['country', 'DE', 'de'],
    ['companySize', '1000+', '7'],
    ['industry', 'retail', 'piracy'],
  ])('[FB10] wrong-shape: a choice of %s that no list offers', (field, known, unknown) => {
    expect(admit(made(setTo(field, known)))).toBe('admitted')
    expect(admit(made(setTo(field, '')))).toBe('admitted')
    expect(admit(made(setTo(field, unknown)))).toBe('wrong-shape')
  })

  test('[PUSH3] field-too-long: each field and each text by its own limit', () => {
    for (const [field, limit] of Object.entries(accountShape.fields)) {
      const isChosen = ['companySize', 'industry', 'country'].includes(field)
      expect(admit(made(setTo(field, 'x'.repeat(limit)))), field).toBe(isChosen ? 'wrong-shape' : 'admitted')
      expect(admit(made(setTo(field, 'x'.repeat(limit + 1)))), field).toBe('field-too-long')
    }
    expect(admit(made(typeAt(0, 'x'.repeat(notesLimit - 11))))).toBe('admitted')
    expect(admit(made(typeAt(0, 'x'.repeat(notesLimit - 10))))).toBe('field-too-long')
    expect(admit(makePrivate('tag:gold', 'yes'), null, mspPrivateShape)).toBe('field-too-long')
  })

  test('[PUSH3][PUSH4] field-blanked: a field is emptied by a value, never by deleting it', () => {
    expect(admit(made((doc) => doc.getMap('account').delete('phone')))).toBe('field-blanked')
    expect(admit(made((doc) => doc.getMap('account').clear()))).toBe('field-blanked')
    const setThenGone = made((doc) => {
      setTo('phone', '2')(doc)
      doc.getMap('account').delete('phone')
    })
    expect(admit(setThenGone)).toBe('field-blanked')
    expect(admit(made(setTo('phone', '')))).toBe('admitted')
  })

  test('[PUSH3] a refused update leaves the state it was tried on as it was', () => {
    const before = state.slice()
    admit(made(setTo('favouriteColour', 'red')))
    expect(state).toEqual(before)
  })
})

/** A GC struct in the wire format: what Yjs leaves of a deleted child type. */
function collected(doc: Y.Doc): void {
  doc.gc = true
  const parent = new Y.Map()
  doc.getMap('account').set('phone', parent)
  parent.set('child', 'x')
  doc.getMap('account').delete('phone')
}

describe('Crafted places and lengths', () => {
  const letter = (origin: number, right: number) =>
    craftUpdate(writer, 0, [
      {
        origin: { client: somebody, clock: origin },
        rightOrigin: { client: somebody, clock: right },
        content: { text: 'x' },
      },
    ])
  // In `accountState` the clocks 0 and 1 are the fields, 2 to 12 the letters.
  test('[PUSH3] a letter between its neighbours is admitted; between neighbours the wrong way round it would divide replicas', () => {
    expect(admit(letter(4, 5))).toBe('admitted')
    expect(admit(letter(4, 9))).toBe('admitted')
    expect(admit(letter(9, 4))).toBe('wrong-shape')
    expect(admit(letter(4, 4))).toBe('wrong-shape')
    const other = updateOf(state, stranger, (doc) => {
      typeAt(4, 'yy')(doc)
      eraseAt(0, 1)(doc)
    })
    const read = (...updates: Uint8Array[]) => {
      const doc = new Y.Doc()
      for (const update of [state, ...updates]) Y.applyUpdate(doc, update)
      return doc.getText('notes').toString()
    }
    expect(read(letter(9, 4), other)).not.toBe(read(other, letter(9, 4)))
  })

  test('[PUSH3] a right neighbour in another list is refused', () => {
    expect(admit(letter(4, 1))).toBe('wrong-shape')
    const value = {
      origin: { client: somebody, clock: 1 },
      rightOrigin: { client: somebody, clock: 4 },
      content: { any: ['x'] },
    }
    expect(admit(craftUpdate(writer, 0, [value]))).toBe('wrong-shape')
  })

  test('[PUSH3] a few bytes can’t count for 2^40 characters, or for none', () => {
    const notes = (content: { deleted: number } | { text: string }) =>
      craftUpdate(writer, 0, [{ root: 'notes', content }])
    expect(admit(notes({ deleted: 2 ** 40 }))).toBe('too-large')
    expect(admit(notes({ deleted: 300_000 }))).toBe('admitted')
    expect(admit(notes({ text: '' }))).toBe('wrong-shape')
  })
})

describe('Work that grows with its square', () => {
  const letters = (clientId: number, count: number) =>
    craftUpdate(
      clientId,
      0,
      Array.from({ length: count }, () => ({ root: 'notes', content: { deleted: 1 } })),
    )

  test('[PUSH3] thousands of items in one place are refused before they keep the server busy for minutes', () => {
    // As many as one update may have; their places are still looked for one behind the other.
    const first = letters(stranger, structsPerUpdate)
    const begun = performance.now()
    expect(admit(letters(writer, 20_000), merge(state, letters(5, 100)))).toBe('too-large')
    expect(admit(first, null)).toBe('foreign-client-id')
    expect(performance.now() - begun).toBeLessThan(3000)
  })

  test('[PUSH3] bit by bit, a document comes no further than what loads quickly', () => {
    let held = state
    let refusedAt = 0
    for (let clientId = 100; clientId < 400 && refusedAt === 0; clientId++) {
      const update = letters(clientId, 50)
      const admission = admitUpdate(accountShape, held, clientId, update)
      if (admission.admitted) held = merge(held, update)
      else {
        expect(admission.code).toBe('too-large')
        refusedAt = clientId
      }
    }
    expect(refusedAt).toBeGreaterThan(102)
    const begun = performance.now()
    expect(admit(updateOf(held, writer, setTo('phone', '3')), held)).toBe('admitted')
    expect(performance.now() - begun).toBeLessThan(1000)
  })

  test('[PUSH3] what four people typed into one place while offline is admitted', () => {
    let held = state
    for (const clientId of [70, 71, 72, 73]) {
      const typed = updateOf(state, clientId, (doc) => {
        for (let piece = 0; piece < 200; piece++) typeAt(5 + (piece % 7) * 2, `${piece} `)(doc)
      })
      expect(admitUpdate(accountShape, held, clientId, typed)).toMatchObject({ admitted: true })
      held = merge(held, typed)
    }
  })
})
