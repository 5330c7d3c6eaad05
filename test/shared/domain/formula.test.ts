import fc from 'fast-check'
import { expect, test } from 'vitest'
import { guardFormula, unguardFormula } from '#shared/domain/text/formula.ts'

const dangerous = fc
  .tuple(
    fc.array(
      fc.constantFrom(' ', '\t', '\r', '\n', '\u0000', '\u00a0', '\u200b', '\u202e', '\u2028', '\ufeff', '\u00ad'),
    ),
    fc.constantFrom(...'=+-@＝＋－＠'),
    fc.string({ unit: 'binary', maxLength: 20 }),
  )
  .map(([before, sign, after]) => `${before.join('')}${sign}${after}`)

test('[FB9] a cell that a spreadsheet would run gets a mark in front, whatever stands before the sign or after it', () => {
  fc.assert(
    fc.property(dangerous, fc.constantFrom('', '\n', '\r\n=1', '"\n@x'), (cell, rest) => {
      expect(guardFormula(cell + rest)).toBe(`'${cell}${rest}`)
    }),
  )
})

test('[FB9] the mark that the export added is taken off again, and nobody else’s apostrophe', () => {
  fc.assert(
    fc.property(fc.oneof(dangerous, fc.string({ unit: 'binary', maxLength: 20 })), (cell) => {
      const isMarked = cell.startsWith("'") && guardFormula(cell.slice(1)) !== cell.slice(1)
      if (!isMarked) expect(unguardFormula(guardFormula(cell))).toBe(cell)
    }),
  )
  expect(["'T Kroontje", "'s", "'", "''=1"].map(unguardFormula)).toEqual(["'T Kroontje", "'s", "'", "''=1"])
})
