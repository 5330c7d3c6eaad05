import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { applySplice, mergeText, spliceBetween } from '#shared/domain/facts/text-splice.ts'

const text = fc.string({ unit: fc.constantFrom('a', 'b', ' ', 'ß', '한', '😀', '😁', '🨀'), maxLength: 12 })

describe('One splice between two texts', () => {
  test('[H1] turns the one into the other and cuts no character in half', () => {
    fc.assert(
      fc.property(text, text, (before, after) => {
        const splice = spliceBetween(before, after)
        expect(applySplice(before, splice)).toBe(after)
        expect(splice.inserted.isWellFormed()).toBe(true)
        expect(before.slice(splice.index, splice.index + splice.removed).isWellFormed()).toBe(true)
      }),
      { numRuns: 1000 },
    )
  })

  test.each([
    ['abc', 'abc', { index: 3, removed: 0, inserted: '' }],
    ['abc', 'abXc', { index: 2, removed: 0, inserted: 'X' }],
    ['abc', 'ac', { index: 1, removed: 1, inserted: '' }],
    ['aaa', 'aaaa', { index: 3, removed: 0, inserted: 'a' }],
    ['', 'x', { index: 0, removed: 0, inserted: 'x' }],
    ['x😀y', 'x😁y', { index: 1, removed: 2, inserted: '😁' }],
  ])('[H1] %j → %j is the smallest one', (before, after, splice) => {
    expect(spliceBetween(before, after)).toEqual(splice)
  })
})

describe('Two people’s changes of one text', () => {
  test('[H1] where only one of them changed something, that is the result', () => {
    fc.assert(
      fc.property(text, text, (base, changed) => {
        expect(mergeText(base, changed, base)).toBe(changed)
        expect(mergeText(base, base, changed)).toBe(changed)
      }),
    )
  })

  test('[H1] both typed at one place: mine comes first', () => {
    expect(mergeText('ac', 'abc', 'aXc')).toBe('abXc')
  })

  test('[H1] what either removed is gone, what either typed is there', () => {
    expect(mergeText('one two three', 'one three', 'one two three four')).toBe('one three four')
    expect(mergeText('one two three', 'two three', 'one two')).toBe('two')
    expect(mergeText('abcdef', 'aef', 'abf')).toBe('af')
  })

  test('[H1] no merge of whole characters holds half a character', () => {
    fc.assert(
      fc.property(text, text, text, (base, mine, theirs) => {
        expect(mergeText(base, mine, theirs).isWellFormed()).toBe(true)
      }),
      { numRuns: 2000 },
    )
  })
})
