import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  carryChange,
  changeAtOnePlace,
  changeBetween,
  composeChanges,
  invertChange,
  mergeText,
  moveCaret,
  noChange,
  textAfter,
  wellFormed,
  type TextChange,
} from '#shared/domain/document/text-change.ts'

const text = fc.string({ unit: fc.constantFrom('a', 'b', ' ', 'ß', '한', '😀', '😁', '🨀'), maxLength: 12 })
const textBefore = (change: TextChange) => textAfter(invertChange(change))
const isWhole = (change: TextChange) => change.every(([, part]) => part.isWellFormed())

describe('The change between two texts', () => {
  test('[H1] turns the one into the other and cuts no character in half', () => {
    fc.assert(
      fc.property(text, text, fc.nat(12), (before, after, caret) => {
        for (const change of [
          changeAtOnePlace(before, after),
          changeAtOnePlace(before, after, [...after].slice(0, caret).join('').length),
          changeBetween(before, after),
        ]) {
          expect([textBefore(change), textAfter(change)]).toEqual([before, after])
          expect(isWhole(change)).toBe(true)
        }
      }),
      { numRuns: 1000 },
    )
  })

  test.each<[string, string, TextChange]>([
    ['abc', 'abc', [[0, 'abc']]],
    ['abc', 'abXc', [[0, 'ab'], [1, 'X'], [0, 'c']]], // prettier-ignore
    ['abc', 'ac', [[0, 'a'], [-1, 'b'], [0, 'c']]], // prettier-ignore
    ['aaa', 'aaaa', [[0, 'aaa'], [1, 'a']]], // prettier-ignore
    ['', 'x', [[1, 'x']]],
    ['x😀y', 'x😁y', [[0, 'x'], [-1, '😀'], [1, '😁'], [0, 'y']]], // prettier-ignore
  ])('[H1] %j → %j at one place is the smallest', (before, after, change) => {
    expect(changeAtOnePlace(before, after)).toEqual(change)
  })

  test('[FA24] the caret tells which of two equal letters was typed', () => {
    expect(changeAtOnePlace('aaa', 'aaaa', 1)).toEqual([[1, 'a'], [0, 'aaa']]) // prettier-ignore
    expect(changeAtOnePlace('bookkeper', 'bookkeeper', 6)).toEqual([[0, 'bookk'], [1, 'e'], [0, 'eper']]) // prettier-ignore
    expect(changeAtOnePlace('one two one two', 'one two', 0)).toEqual([[-1, 'one two '], [0, 'one two']]) // prettier-ignore
  })

  test('[FA24] finds what is common also where both ends changed, and gives up where that would take too long', () => {
    const kinds = (change: TextChange) => change.map(([kind]) => kind)
    expect(kinds(changeBetween('the quick fox', 'a quick fox!'))).toEqual([-1, 1, 0, 1])
    const [long, other] = ['ab'.repeat(10_000), 'ba '.repeat(6_600)]
    const startedAt = performance.now()
    expect(textAfter(changeBetween(`x${long}`, `y${other}`))).toBe(`y${other}`)
    expect(performance.now() - startedAt).toBeLessThan(500)
  })
})

describe('Two people’s changes of one text', () => {
  test.each([
    ['the quick brown fox', 'the quick BROWN fox', 'a quick brown fox!', 'a quick BROWN fox!'],
    ['axb', 'ayb', '1axb2', '1ayb2'],
    ['ab', 'aXb', '1ab2', '1aXb2'],
    ['ac', 'abc', 'aXc', 'abXc'],
    ['one two three', 'one three', 'one two three four', 'one three four'],
    ['one two three', 'two three', 'one two', 'two'],
    ['abcdef', 'aef', 'abf', 'af'],
    ['오늘 새 노트', '오늘 샐 노트', '그리고 오늘 새 노트 끝', '그리고 오늘 샐 노트 끝'],
  ])('[FA24][FC1] %j, mine %j, theirs %j → %j', (base, mine, theirs, merged) => {
    expect(mergeText(base, mine, theirs)).toBe(merged)
  })

  test('[H1] where only one of them changed something, that is the result', () => {
    fc.assert(
      fc.property(text, text, (base, changed) => {
        expect(mergeText(base, changed, base)).toBe(changed)
        expect(mergeText(base, base, changed)).toBe(changed)
      }),
    )
  })

  test('[H1] no merge of whole characters holds half a character', () => {
    fc.assert(
      fc.property(text, text, text, (base, mine, theirs) => {
        expect(mergeText(base, mine, theirs).isWellFormed()).toBe(true)
      }),
      { numRuns: 2000 },
    )
  })

  test('[FA24] what is typed stays between its neighbours, at however many places the other side changed the text', () => {
    // Every character is there once, so that its place says where it went.
    const base = 'abcdefghijklmnopqrstuvwxyz'
    const places = fc.array(fc.record({ at: fc.nat(26), removed: fc.nat(3), typed: fc.nat(2) }), { maxLength: 4 })
    fc.assert(
      fc.property(places, fc.nat(26), fc.nat(4), fc.nat(3), (changes, at, removed, typed) => {
        const theirs = [...base]
        let digit = 0
        for (const change of changes) {
          const news = Array.from({ length: change.typed }, () => `${digit++}`)
          theirs.splice(Math.min(change.at, theirs.length), change.removed, ...news)
        }
        const mine = base.slice(0, at) + 'XYZ'.slice(0, typed) + base.slice(at + removed)
        const merged = mergeText(base, mine, theirs.join(''))
        const gone = base.slice(at, at + removed)
        expect(merged.replaceAll(/[XYZ]/g, '')).toBe(theirs.filter((letter) => !gone.includes(letter)).join(''))
        const place = merged.indexOf('XYZ'.slice(0, typed))
        for (const letter of base.slice(0, at)) expect(merged.indexOf(letter)).toBeLessThan(typed ? place : Infinity)
        for (const letter of base.slice(at + removed))
          if (typed && merged.includes(letter)) expect(merged.indexOf(letter)).toBeGreaterThan(place)
      }),
      { numRuns: 1000 },
    )
  })

  test('[FA24] carried over each other, both orders end in one text', () => {
    fc.assert(
      fc.property(text, text, text, (base, left, right) => {
        const [mine, theirs] = [changeBetween(base, left), changeBetween(base, right)]
        const one = composeChanges(theirs, carryChange(mine, theirs, 'first'))
        const other = composeChanges(mine, carryChange(theirs, mine, 'second'))
        expect(textAfter(one)).toBe(textAfter(other))
        expect([textBefore(one), textBefore(other)]).toEqual([base, base])
        expect(isWhole(one) && isWhole(other)).toBe(true)
      }),
      { numRuns: 2000 },
    )
  })

  test('[FA24] two changes in a row are one', () => {
    fc.assert(
      fc.property(text, text, text, (first, second, third) => {
        const composed = composeChanges(changeBetween(first, second), changeAtOnePlace(second, third))
        expect([textBefore(composed), textAfter(composed)]).toEqual([first, third])
      }),
      { numRuns: 1000 },
    )
    expect(composeChanges([[0, 'a'], [1, 'b']], [[0, 'a'], [-1, 'b']])).toEqual(noChange('a')) // prettier-ignore
  })
})

describe('The caret', () => {
  test.each<[string, number, TextChange, number]>([
    ['before the caret', 5, [[0, 'a'], [1, 'abc'], [0, 'bcdefghi']], 8],
    ['after the caret', 5, [[0, 'abcdefg'], [-1, 'hi']], 5],
    ['exactly at the caret', 5, [[0, 'abcde'], [1, 'abc'], [0, 'fghi']], 5],
    ['removing what stood before it', 5, [[0, 'a'], [-1, 'bc'], [0, 'defghi']], 3],
    ['removing the stretch it stands in', 5, [[0, 'abc'], [-1, 'defghi'], [1, 'xy']], 5],
    ['on both sides of it', 5, [[1, '12'], [0, 'abcdefghi'], [1, '3']], 7],
  ])('[H1] keeps its place when somebody changes the text %s', (_where, caret, change, expected) => {
    expect(moveCaret(caret, change)).toBe(expected)
  }) // prettier-ignore
})

test('[FC2] half a character without its other half is left out, whole ones stay', () => {
  const smile = '😀'
  expect(wellFormed(`ab${smile[0]}c${smile}${smile[1]}`)).toBe('abc😀')
  expect(wellFormed('서울 😀')).toBe('서울 😀')
})
