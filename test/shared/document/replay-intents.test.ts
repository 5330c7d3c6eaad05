import fc from 'fast-check'
import * as Y from 'yjs'
import { describe, expect, test } from 'vitest'
import { accountShape } from '#shared/document/document-shape.ts'
import { openDocument, readField } from '#shared/document/document-values.ts'
import {
  captureEdit,
  createDocument,
  replaceText,
  replayIntents,
  setField,
  type CharacterMoves,
  type Edit,
} from '#shared/document/edit-document.ts'
import { accountState, setTo, somebody, typeAt, updateOf, valuesOf } from './written.ts'

const [author, again, other] = [21, 22, 23]

/** What a device typed, one edit after the other, each seeing the ones before. */
function editAll(state: Uint8Array, texts: readonly string[]): { edits: Edit[]; last: string } {
  const doc = openDocument(accountShape, state)
  const edits = texts.map((value) => replaceText(doc, author, 'notes', doc.getText('notes').toString(), value))
  return { edits: edits.filter((edit) => edit !== null), last: doc.getText('notes').toString() }
}

/** The same edits made again on another state under another client id; the notes then. */
function replayAll(state: Uint8Array, edits: readonly Edit[]): string {
  const doc = openDocument(accountShape, state)
  const moves: CharacterMoves = []
  const updates = edits
    .map((edit) => replayIntents(doc, accountShape, again, edit.intents, moves)?.update)
    .filter((update) => update !== undefined)
  const notes = doc.getText('notes').toString()
  expect(valuesOf(state, updates)['notes'], 'the updates alone make the same text').toBe(notes)
  return notes
}

const base = accountState()

describe('Making edits again', () => {
  test('[PUSH4] own unsent typing after own unsent typing lands where it was', () => {
    const { edits } = editAll(base, ['Hello brave world', 'Hello brave new world', 'Hello brave newest world'])
    expect(replayAll(base, edits)).toBe('Hello brave newest world')
    const changed = updateOf(base, other, typeAt(0, 'Oh! '))
    expect(replayAll(Y.mergeUpdates([base, changed]), edits)).toBe('Oh! Hello brave newest world')
  })

  test('[PUSH4] erasing own unsent typing erases it again', () => {
    const { edits, last } = editAll(base, ['Hello brave world', 'Hello bold world', 'Hello b world'])
    expect(replayAll(base, edits)).toBe(last)
  })

  test('[PUSH4] typing beside characters that somebody erased stays near where it was', () => {
    const { edits } = editAll(base, ['Hello brave world'])
    const erased = updateOf(base, other, (doc) => doc.getText('notes').delete(3, 6))
    expect(replayAll(Y.mergeUpdates([base, erased]), edits)).toBe('Helbrave ld')
  })

  test('[PUSH4] any typing, made again on the same state, gives the same text', () => {
    const texts = fc.array(fc.string({ unit: fc.constantFrom('a', 'b', 'é', '👍', ' '), maxLength: 12 }), {
      maxLength: 8,
    })
    fc.assert(
      fc.property(texts, (values) => {
        const { edits, last } = editAll(base, values)
        expect(replayAll(base, edits)).toBe(last)
      }),
      { numRuns: 400 },
    )
  })

  test('[PUSH4] made again on what others typed meanwhile, it loses none of theirs and none of mine', () => {
    const typed = fc.array(fc.record({ at: fc.nat(20), length: fc.integer({ min: 1, max: 3 }) }), {
      minLength: 1,
      maxLength: 5,
    })
    fc.assert(
      fc.property(typed, typed, (mine, theirs) => {
        const texts = (steps: typeof mine, letter: string) =>
          steps.map((_, last) =>
            steps
              .slice(0, last + 1)
              .reduce((now, { at, length }) => now.slice(0, at) + letter.repeat(length) + now.slice(at), 'Hello world'),
          )
        const { edits, last } = editAll(base, texts(mine, '1'))
        const theirLast = texts(theirs, '2').at(-1)!
        const theirUpdate = updateOf(base, other, (doc) => {
          for (const { at, length } of theirs)
            typeAt(Math.min(at, doc.getText('notes').length), '2'.repeat(length))(doc)
        })
        const merged = replayAll(Y.mergeUpdates([base, theirUpdate]), edits)
        expect(merged.replaceAll('1', '')).toBe(theirLast)
        expect(merged.replaceAll('2', '')).toBe(last)
      }),
      { numRuns: 300 },
    )
  })

  test('[PUSH4] a field is set again, what it is set over is told anew', () => {
    const doc = openDocument(accountShape, base)
    const { intents } = setField(doc, accountShape, author, 'phone', '2')!
    const elsewhere = openDocument(accountShape, base, [updateOf(base, other, setTo('phone', '7'))])
    expect(replayIntents(elsewhere, accountShape, again, intents, [])?.intents).toEqual([
      { kind: 'set', field: 'phone', before: '7', after: '2' },
    ])
    expect(readField(elsewhere, accountShape, 'phone')).toBe('2')
    expect(replayIntents(elsewhere, accountShape, again, intents, []), 'the second time it is no edit').toBeNull()
  })
})

describe('Making edits', () => {
  test('[DOC5] an edit is made under the id it was told, one update of that id alone', () => {
    const doc = openDocument(accountShape, base)
    const edit = setField(doc, accountShape, author, 'phone', '2')!
    expect([...Y.parseUpdateMeta(edit.update).from]).toEqual([[author, 0]])
    expect(setField(doc, accountShape, author, 'phone', '2'), 'an equal value is no edit').toBeNull()
  })

  test('[DOC5] Yjs changing the id on its own is noticed', () => {
    const doc = openDocument(accountShape, base)
    doc.on('beforeTransaction', () => (doc.clientID = 99))
    expect(() => captureEdit(doc, author, () => [])).toThrow('client id')
  })

  test('[H1] typing keeps what others typed since the keystroke was seen', () => {
    const doc = openDocument(accountShape, base, [updateOf(base, other, typeAt(11, '!'))])
    replaceText(doc, author, 'notes', 'Hello world', 'Hello, world')
    expect(doc.getText('notes').toString()).toBe('Hello, world!')
  })

  test('[M6] a new document holds its values; empty fields are left out, save the one it begins with', () => {
    const { update, intents } = createDocument(accountShape, somebody, {
      companyName: '',
      phone: '',
      city: 'Kronach',
      notes: 'hi',
    })
    expect(valuesOf(null, [update])).toEqual({ companyName: '', city: 'Kronach', notes: 'hi' })
    expect(intents.map((intent) => intent.field)).toEqual(['companyName', 'city', 'notes'])
    expect(() => createDocument(accountShape, somebody, {})).toThrow('begins with')
  })
})
