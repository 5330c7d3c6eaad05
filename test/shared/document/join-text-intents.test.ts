import fc from 'fast-check'
import * as Y from 'yjs'
import { expect, test } from 'vitest'
import { accountShape } from '#shared/document/document-shape.ts'
import { openDocument } from '#shared/document/document-values.ts'
import { replaceText, replayIntents } from '#shared/document/edit-document.ts'
import { joinTextIntents } from '#shared/document/join-text-intents.ts'
import { describeIntents, type TextIntent } from '#shared/domain/document/intent.ts'

const writer = 7
const other = 8

/** A document whose notes somebody else wrote. */
function open(notes: string): Y.Doc {
  const doc = openDocument(accountShape, null)
  replaceText(doc, other, 'notes', '', notes)
  return doc
}

/** Types each text in turn; resolves to the joined intent. */
function type(doc: Y.Doc, texts: readonly string[]): TextIntent | null {
  let joined: TextIntent | null = null
  for (const text of texts) {
    const edit = replaceText(doc, writer, 'notes', doc.getText('notes').toString(), text)
    if (!edit) continue
    const intent = edit.intents[0] as TextIntent
    joined = joined ? joinTextIntents(joined, intent) : intent
  }
  return joined
}

test('[H5] a word typed key by key is one run', () => {
  expect(type(open(''), ['R', 'Ri', 'Rin', 'Ring'])!.inserted).toMatchObject([{ text: 'Ring' }])
})

test('[H5] what was typed and taken back leaves nothing, and what was typed between stands where it stands', () => {
  const joined = type(open(''), ['a', 'ac', 'acx', 'ac', 'abc'])!
  expect(describeIntents([joined])).toEqual([{ kind: 'text', field: 'notes', before: '', after: 'abc' }])
  expect(joined.deleted).toEqual([])
})

test('[H5] words removed with Backspace read from left to right', () => {
  const joined = type(open('keep old'), ['keep ol', 'keep o', 'keep ', 'keep new'])!
  expect(describeIntents([joined])).toEqual([{ kind: 'text', field: 'notes', before: 'old', after: 'new' }])
})

test('[PUSH4] the joined intent, made again elsewhere, gives the same text', () => {
  const texts = fc.array(fc.string({ unit: fc.constantFrom('a', 'b', ' ', '👍', '서'), maxLength: 8 }), {
    minLength: 1,
    maxLength: 8,
  })
  fc.assert(
    fc.property(fc.string({ unit: fc.constantFrom('x', 'y', ' '), maxLength: 8 }), texts, (notes, typed) => {
      const doc = open(notes)
      const base = Y.encodeStateAsUpdate(doc)
      const joined = type(doc, typed)
      const again = openDocument(accountShape, base)
      if (joined) replayIntents(again, accountShape, 9, [joined], [])
      expect(again.getText('notes').toString()).toBe(doc.getText('notes').toString())
    }),
  )
})
