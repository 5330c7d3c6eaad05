import fc from 'fast-check'
import * as Y from 'yjs'
import { describe, expect, test } from 'vitest'
import {
  characterBefore,
  indexAfter,
  snapshotText,
  textDifference,
  visibleRuns,
  visibleSpans,
} from '#shared/document/text-runs.ts'

interface Typing {
  client: number
  at: number
  remove: number
  insert: string
}

const typing = fc.record({
  client: fc.constantFrom(1, 2, 3),
  at: fc.nat(30),
  remove: fc.nat(4),
  insert: fc.string({ maxLength: 4 }),
})

function apply(doc: Y.Doc, { client, at, remove, insert }: Typing): void {
  const text = doc.getText('notes')
  doc.clientID = client
  const index = Math.min(at, text.length)
  doc.transact(() => {
    text.delete(index, Math.min(remove, text.length - index))
    text.insert(index, insert)
  })
}

/** A text that several people wrote and rewrote. */
function written(history: readonly Typing[], gc: boolean): Y.Doc {
  const doc = new Y.Doc({ gc })
  doc.getText('notes')
  for (const step of history) apply(doc, step)
  return doc
}

const histories = fc.array(typing, { maxLength: 14 })

describe('Where characters are', () => {
  test('[PUSH4] the character left of a place leads back to that place', () => {
    fc.assert(
      fc.property(histories, fc.boolean(), (history, gc) => {
        const text = written(history, gc).getText('notes')
        for (let index = 0; index <= text.length; index++)
          expect(indexAfter(text, characterBefore(text, index))).toBe(index)
      }),
    )
  })

  test('[PUSH4] visible runs read back as the text, each character found where it stands', () => {
    fc.assert(
      fc.property(histories, fc.nat(30), fc.nat(30), (history, from, length) => {
        const text = written(history, true).getText('notes')
        const runs = visibleRuns(text, from, length)
        expect(runs.map((run) => run.text).join('')).toBe(text.toString().slice(from, from + length))
        for (const run of runs) {
          const spans = visibleSpans(text, run.id, run.text.length)
          expect(
            spans
              .map(([index, size]) => text.toString().slice(index, index + size))
              .toReversed()
              .join(''),
          ).toBe(run.text)
          expect(indexAfter(text, run.after)).toBe(spans.at(-1)?.[0])
        }
      }),
    )
  })

  test('[PUSH4] a place survives what others type and erase around it', () => {
    const doc = written([{ client: 1, at: 0, remove: 0, insert: 'abcdef' }], true)
    const text = doc.getText('notes')
    const afterC = characterBefore(text, 3)
    apply(doc, { client: 2, at: 0, remove: 1, insert: 'xyz' })
    expect(text.toString().slice(indexAfter(text, afterC)!)).toBe('def')
    apply(doc, { client: 2, at: 3, remove: 4, insert: '' })
    expect([text.toString(), indexAfter(text, afterC)]).toEqual(['xyzf', 3])
  })

  test('[PUSH4] a character that was never here has no place', () => {
    const text = written([{ client: 1, at: 0, remove: 0, insert: 'abc' }], true).getText('notes')
    expect(indexAfter(text, { client: 9, clock: 0 })).toBeNull()
    expect(indexAfter(text, { client: 1, clock: 3 })).toBeNull()
    expect(visibleSpans(text, { client: 9, clock: 0 }, 5)).toEqual([])
  })
})

describe('What an update did to a text', () => {
  test('[DOC4] the difference names exactly the characters that came and went', () => {
    fc.assert(
      fc.property(histories, histories, (before, after) => {
        const doc = written(before, false)
        const text = doc.getText('notes')
        const [snapshot, was] = [snapshotText(text), text.toString()]
        for (const step of after) apply(doc, step)
        const { inserted, deleted } = textDifference(snapshot, text)
        const count = (runs: { text: string }[]) => runs.reduce((sum, run) => sum + run.text.length, 0)
        expect(text.length - was.length).toBe(count(inserted) - count(deleted))
        for (const run of inserted)
          expect(indexAfter(text, run.after)).toBe(visibleSpans(text, run.id, run.text.length).at(-1)?.[0])
        const gone = new Set(deleted.flatMap((run) => [...run.text]))
        expect([...was].filter((letter) => !text.toString().includes(letter)).every((letter) => gone.has(letter))).toBe(
          true,
        )
      }),
    )
  })

  test('[DOC4] typing that was erased again within the update is no difference', () => {
    const doc = written([{ client: 1, at: 0, remove: 0, insert: 'abc' }], false)
    const text = doc.getText('notes')
    const snapshot = snapshotText(text)
    apply(doc, { client: 2, at: 1, remove: 0, insert: 'xx' })
    apply(doc, { client: 2, at: 1, remove: 2, insert: '' })
    expect(textDifference(snapshot, text)).toEqual({ inserted: [], deleted: [] })
  })
})
