import fc from 'fast-check'
import * as Y from 'yjs'
import { describe, expect, test } from 'vitest'
import { accountShape } from '#shared/document/document-shape.ts'
import { openDocument, readField } from '#shared/document/document-values.ts'
import { replaceText, setField } from '#shared/document/edit-document.ts'
import { snapshotText, textDifference } from '#shared/document/text-runs.ts'
import { isUndoable, undoChange, undoConflict, type UndoableDetail } from '#shared/document/undo-change.ts'

const [mine, theirs, undoer] = [1, 2, 3]

/** A change as the server logs it: what `edit` did to the notes, by comparison. The state is collected afterwards, as stored ones are. */
function logged(doc: Y.Doc, edit: (doc: Y.Doc) => unknown): { doc: Y.Doc; detail: UndoableDetail } {
  const open = openDocument(accountShape, Y.encodeStateAsUpdate(doc), [], false)
  const before = snapshotText(open.getText('notes'))
  edit(open)
  const detail: UndoableDetail = { type: 'text', field: 'notes', ...textDifference(before, open.getText('notes')) }
  return { doc: openDocument(accountShape, Y.encodeStateAsUpdate(open)), detail }
}

function notes(doc: Y.Doc): string {
  return doc.getText('notes').toString()
}

/** One keystroke or paste: the smallest splice that makes the notes this. */
function type(value: string, clientId = mine) {
  return (doc: Y.Doc) => replaceText(doc, clientId, 'notes', notes(doc), value)
}

/** Somebody else typing, one place after the other. */
function typeTheirs(doc: Y.Doc, ...steps: string[]): void {
  for (const step of steps) type(step, theirs)(doc)
}

function undo(doc: Y.Doc, detail: UndoableDetail) {
  return undoChange(doc, accountShape, undoer, detail)
}

function withNotes(value: string): Y.Doc {
  const doc = openDocument(accountShape, null)
  type(value)(doc)
  return doc
}

describe('Undo of a field', () => {
  const changed: UndoableDetail = { type: 'field', field: 'phone', before: '1', after: '2', unseen: false }

  test('[H3] puts the field back and touches nothing else', () => {
    const doc = withNotes('hello')
    setField(doc, accountShape, mine, 'phone', '2')
    setField(doc, accountShape, mine, 'city', 'Kronach')
    expect(undo(doc, changed)?.intents).toEqual([{ kind: 'set', field: 'phone', before: '2', after: '1' }])
    expect([readField(doc, accountShape, 'phone'), readField(doc, accountShape, 'city'), notes(doc)]).toEqual([
      '1',
      'Kronach',
      'hello',
    ])
  })

  test('[H3] there is nothing to do where it already holds the old value', () => {
    const doc = withNotes('')
    setField(doc, accountShape, mine, 'phone', '1')
    expect(undo(doc, changed)).toBeNull()
    expect(undoConflict(doc, accountShape, changed)).toBeNull()
  })

  test('[H3] tells all three values when the field was changed since', () => {
    const doc = withNotes('')
    setField(doc, accountShape, mine, 'phone', '2')
    expect(undoConflict(doc, accountShape, changed)).toBeNull()
    setField(doc, accountShape, theirs, 'phone', '3')
    expect(undoConflict(doc, accountShape, changed)).toEqual({ before: '1', after: '2', now: '3' })
  })

  test('[H1] of a lost edit brings the lost value back', () => {
    const doc = withNotes('')
    setField(doc, accountShape, theirs, 'phone', 'kept')
    const lost: UndoableDetail = { type: 'field-lost', field: 'phone', lost: 'lost', kept: 'kept' }
    expect(undoConflict(doc, accountShape, lost)).toBeNull()
    undo(doc, lost)
    expect(readField(doc, accountShape, 'phone')).toBe('lost')
  })

  test('[H3] can itself be undone', () => {
    const doc = withNotes('')
    setField(doc, accountShape, mine, 'phone', '2')
    undo(doc, changed)
    undo(doc, { type: 'field', field: 'phone', before: '2', after: '1', unseen: false })
    expect(readField(doc, accountShape, 'phone')).toBe('2')
  })

  test('[H3] is offered for facts, not for decisions', () => {
    expect(isUndoable(changed)).toBe(true)
    expect(isUndoable({ type: 'decision', event: 'delink-requested' })).toBe(false)
  })
})

describe('Undo of typing', () => {
  test('[H3] takes out only that change’s characters, after others typed around and inside them', () => {
    const { doc, detail } = logged(withNotes('Hello world'), type('Hello brave world'))
    typeTheirs(doc, '>> Hello brave world', '>> Hello bra-ve world', '>> Hello bra-ve world <<')
    undo(doc, detail)
    expect(notes(doc)).toBe('>> Hello -world <<')
  })

  test('[H3] puts erased characters back where they stood', () => {
    const { doc, detail } = logged(withNotes('one two three'), type('one three'))
    typeTheirs(doc, 'zero one three', 'zero one three four')
    undo(doc, detail)
    expect(notes(doc)).toBe('zero one two three four')
  })

  test('[H3] of a replacement restores the old words', () => {
    const { doc, detail } = logged(withNotes('call Mina today'), type('call Jo today'))
    undo(doc, detail)
    expect(notes(doc)).toBe('call Mina today')
  })

  test('[H3] puts back text that several people had typed, in order', () => {
    const start = withNotes('ad')
    type('abd', theirs)(start)
    type('abcd', undoer + 1)(start)
    const { doc, detail } = logged(start, type(''))
    expect(notes(doc)).toBe('')
    undo(doc, detail)
    expect(notes(doc)).toBe('abcd')
  })

  test('[H3] has nothing left to do once somebody erased those characters', () => {
    const { doc, detail } = logged(withNotes('Hello world'), type('Hello brave world'))
    type('Hello world', theirs)(doc)
    expect(undo(doc, detail)).toBeNull()
  })

  test('[H3] undo of the undo brings the typing back, also after others typed', () => {
    const first = logged(withNotes('Hello world'), type('Hello brave world'))
    const second = logged(first.doc, (doc) => undo(doc, first.detail))
    expect(notes(second.doc)).toBe('Hello world')
    typeTheirs(second.doc, 'Oh, Hello world', 'Oh, Hello world!')
    const third = logged(second.doc, (doc) => undo(doc, second.detail))
    expect(notes(third.doc)).toBe('Oh, Hello brave world!')
    undo(third.doc, third.detail)
    expect(notes(third.doc)).toBe('Oh, Hello world!')
  })

  test('[H3] of a page of notes takes no time a person would notice', { timeout: 2000 }, () => {
    const { doc, detail } = logged(withNotes(''), type('x'.repeat(20_000)))
    undo(doc, detail)
    expect(notes(doc)).toBe('')
  })

  test('[H3] whatever was typed since: others’ letters all stay in order, mine are gone, what I erased is back once', () => {
    const change = fc.record({ at: fc.nat(10), remove: fc.nat(5), length: fc.nat(4) })
    const later = fc.array(fc.record({ at: fc.nat(14), length: fc.integer({ min: 1, max: 3 }) }), { maxLength: 6 })
    fc.assert(
      fc.property(change, later, ({ at, remove, length }, typed) => {
        const base = 'abcdefghij'
        const { doc, detail } = logged(
          withNotes(base),
          type(base.slice(0, at) + '#'.repeat(length) + base.slice(at + remove)),
        )
        for (const [place, step] of typed.entries()) {
          const now = notes(doc)
          type(now.slice(0, step.at) + String(place).repeat(step.length) + now.slice(step.at), theirs)(doc)
        }
        const others = notes(doc).replaceAll(/\D/g, '')
        undo(doc, detail)
        expect(notes(doc).replaceAll(/[^a-z#]/g, '')).toBe(base)
        expect(notes(doc).replaceAll(/\D/g, '')).toBe(others)
      }),
      { numRuns: 400 },
    )
  })
})
