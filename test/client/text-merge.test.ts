import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  applySplice,
  mergeText,
  moveCaret,
  moveSelection,
  spliceBetween,
  TextMerge,
} from '#lib/ui/account/text-merge.ts'

describe('Notes that change while they are typed', () => {
  it('[H1] the smallest splice turns one text into the other, whatever they are', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.string({ unit: 'grapheme' }), (before, after) => {
        expect(applySplice(before, spliceBetween(before, after))).toBe(after)
      }),
    )
  })

  it('[H1] a splice never cuts an emoji in two', () => {
    // 😀 and 😁 share their first half, 😀 and 🨀 their second.
    for (const [before, after] of [
      ['a😀b', 'a😁b'],
      ['😀', '\u{1fa00}'],
    ] as const) {
      const { index, removed, inserted } = spliceBetween(before, after)
      expect(before.slice(index, index + removed).isWellFormed()).toBe(true)
      expect(inserted.isWellFormed()).toBe(true)
    }
  })

  it.each([
    ['before the caret', 5, { index: 1, removed: 0, inserted: 'abc' }, 8],
    ['after the caret', 5, { index: 7, removed: 2, inserted: '' }, 5],
    ['exactly at the caret', 5, { index: 5, removed: 0, inserted: 'abc' }, 5],
    ['removing what stood before it', 5, { index: 1, removed: 2, inserted: '' }, 3],
    ['removing the stretch it stands in', 5, { index: 3, removed: 6, inserted: 'xy' }, 5],
  ])('[H1] the caret keeps its place when somebody changes the text %s', (_where, caret, splice, expected) => {
    expect(moveCaret(caret, splice)).toBe(expected)
  })

  it('[H1] a selection keeps the characters it holds', () => {
    const moved = moveSelection({ start: 4, end: 8 }, { index: 0, removed: 1, inserted: 'Hello' })
    expect(moved).toEqual({ start: 8, end: 12 })
  })

  it('[H1] a merge loses neither side’s typing and brings back nothing that was removed', () => {
    const change = fc.record({ at: fc.nat(20), length: fc.nat(8) })
    fc.assert(
      fc.property(change, change, fc.nat(3), fc.nat(3), (mine, theirs, mineTyped, theirsTyped) => {
        const base = 'abcdefghijklmnopqrst'
        const edited = ({ at, length }: { at: number; length: number }, typed: string) =>
          base.slice(0, at) + typed + base.slice(at + length)
        const myText = edited(mine, '1'.repeat(mineTyped))
        const theirText = edited(theirs, '2'.repeat(theirsTyped))
        const merged = mergeText(base, myText, theirText)
        const kept = [...base].filter((letter) => myText.includes(letter) && theirText.includes(letter)).join('')
        expect(merged.replaceAll(/\d/g, '')).toBe(kept)
        expect(merged.replaceAll(/[^1]/g, '').length).toBe(mineTyped)
        expect(merged.replaceAll(/[^2]/g, '').length).toBe(theirsTyped)
      }),
    )
  })

  it('[M13] the store’s echo of an earlier keystroke doesn’t take back a later one', () => {
    const merge = new TextMerge('')
    merge.type('a')
    merge.type('ab')
    expect(merge.receive('a')).toBeNull()
    expect(merge.shown).toBe('ab')
    expect(merge.receive('ab')).toBeNull()
  })

  it('[H1] somebody’s text joins what is being typed, whether or not the store has mine yet', () => {
    const merge = new TextMerge('Call Mina.')
    merge.type('Call Mina. T')
    merge.type('Call Mina. To')
    const splice = merge.receive('Please: Call Mina. T')
    expect(splice).toEqual({ index: 0, removed: 0, inserted: 'Please: ' })
    expect(merge.shown).toBe('Please: Call Mina. To')
    expect(merge.receive('Please: Call Mina. To')).toBeNull()
    merge.type('Please: Call Mina. Today')
    expect(merge.shown).toBe('Please: Call Mina. Today')
  })

  it('[H1] with nothing of mine on its way, the stored text is simply shown', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (first, next) => {
        const merge = new TextMerge(first)
        const splice = merge.receive(next)
        expect(merge.shown).toBe(next)
        expect(splice === null ? first : applySplice(first, splice)).toBe(next)
      }),
    )
  })
})
