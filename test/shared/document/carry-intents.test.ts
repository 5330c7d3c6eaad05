import { describe, expect, it } from 'vitest'
import * as Y from 'yjs'
import { carryIntents } from '#shared/document/carry-intents.ts'
import { accountShape } from '#shared/document/document-shape.ts'
import { openDocument } from '#shared/document/document-values.ts'
import { replaceText, replayIntents, type CharacterMoves, type Edit } from '#shared/document/edit-document.ts'
import { freshState } from '#shared/document/settle-fields.ts'
import { seededRandom } from '../../support/seeded.ts'

const notesOf = (doc: Y.Doc) => doc.getText('notes').toString()

function documentOf(notes: string): Y.Doc {
  return openDocument(accountShape, freshState(accountShape, 1, { notes }))
}

function copyOf(doc: Y.Doc): Y.Doc {
  return openDocument(accountShape, Y.encodeStateAsUpdate(doc))
}

/** `edits` were made on `from`, one after the other; the same on `to`. */
function carried(from: Y.Doc, edits: readonly Edit[], to: Y.Doc): string {
  const moves: CharacterMoves = []
  const intents = edits.map((edit) => carryIntents(edit.intents, from, to, []))
  for (const each of intents) replayIntents(to, accountShape, 99, each, moves)
  return notesOf(to)
}

/** Each text after the last, as one person types them on a copy. */
function typed(from: Y.Doc, ...texts: string[]): Edit[] {
  const doc = copyOf(from)
  return texts.map((text) => replaceText(doc, 7, 'notes', notesOf(doc), text)!)
}

describe('What was meant on a document that another replaces', () => {
  it('[M14][PUSH4] keeps its place, also behind own typing that neither has', () => {
    const from = documentOf('one two three')
    const edits = typed(from, 'one two and three', 'one two and a half three', 'one two and half three')
    expect(carried(from, edits, documentOf('zero one two three four'))).toBe('zero one two and half three four')
  })

  it('[M14][PUSH4] removes what it removed, and nothing that is gone or somebody else’s', () => {
    const from = documentOf('keep remove keep')
    expect(carried(from, typed(from, 'keep keep'), documentOf('keep remove!! keep'))).toBe('keep !!keep')
    expect(carried(from, typed(from, 'keep keep'), documentOf('keep keep'))).toBe('keep keep')
  })

  it('[M14][PUSH4] stands beside a neighbour that was removed meanwhile', () => {
    const from = documentOf('left gone right')
    expect(carried(from, typed(from, 'left gone new right'), documentOf('left right'))).toBe('left new right')
  })

  it('[M14] leaves fields as they are', () => {
    const set = { kind: 'set', field: 'phone', before: 'a', after: 'b' } as const
    expect(carryIntents([set], documentOf(''), documentOf(''), [])).toEqual([set])
  })

  it('[M14][PUSH4] is all there once, whatever was typed on the other side: random texts', () => {
    for (let seed = 1; seed <= 200; seed++) {
      const random = seededRandom(seed)
      const insert = (text: string, added: string) => {
        const at = Math.floor(random() * (text.length + 1))
        return text.slice(0, at) + added + text.slice(at)
      }
      const base = 'abcdefghij'
      const from = documentOf(base)
      const mine: string[] = []
      for (const added of ['01', '23', '45', '67']) mine.push(insert(mine.at(-1) ?? base, added))
      let theirs = base
      for (const added of ['AB', 'CD', 'EF']) theirs = insert(theirs, added)
      const result = carried(from, typed(from, ...mine), documentOf(theirs))
      expect(result.replace(/[A-Z]/g, ''), `seed ${seed}`).toBe(mine.at(-1))
      expect(result.replace(/[0-9]/g, ''), `seed ${seed}`).toBe(theirs)
    }
  })
})
