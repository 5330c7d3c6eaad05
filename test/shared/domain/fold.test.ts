import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { fold, foldBoth } from '#shared/domain/search/fold.ts'
import { fits, toQuestion } from '#shared/domain/search/question.ts'

const finds = (typed: string, text: string) => fits(foldBoth(text), toQuestion(typed))

/** What is looked for, and what has to find it. */
const alike: [text: string, typed: string[]][] = [
  ['’T Kroontje', ["'t kroontje", '‘t', '´T KROONTJE', 'ʼt', 't kroontje']],
  ["O'Brien", ['O’Brien', 'obrien', 'o`brien']],
  ['Müller', ['Mueller', 'muller', 'MÜLLER', 'mu\u0308ller', 'mue', 'ｍüller']],
  ['Mueller', ['Müller', 'mü', 'mueller']],
  ['Groß', ['gross', 'GROSS', 'groß', 'GROẞ']],
  ['Strasse', ['straße']],
  ['Straße', ['strasse', 'STRASSE']],
  ['Ødegård', ['odegard', 'oedegaard', 'ødegård']],
  ['Łódź', ['lodz', 'ŁÓDŹ']],
  ['Đorđević', ['dordevic']],
  ['Ægir', ['aegir', 'ægir', 'ÆGIR']],
  ['Þór', ['thor']],
  ['Işık', ['isik', 'ISIK', 'ışık', 'IŞIK']],
  ['İstanbul', ['istanbul', 'ISTANBUL']],
  ['ＡＣＭＥ　１２３', ['acme 123', 'ａｃｍｅ']],
  ['Acme 123', ['ＡＣＭＥ', '１２３']],
  ['Rhein–Main', ['rhein-main', 'rhein—main', 'rhein‑main', 'rhein−main']],
  ['Sonnen\u00adschein', ['sonnenschein']],
  ['Sonnen\u200bschein\u200e', ['sonnenschein']],
  ['sonnenschein', ['sonnen\u00adschein', '\u200esonnenschein\u202c']],
  ['Acme\u00a0 Brewing', ['acme brewing', 'acme  brewing']],
  ['ﬁnance', ['finance']],
  ['ΟΔΥΣΣΕΥΣ', ['οδυσσευς', 'οδυσσευσ']],
  ['Škoda', ['skoda']],
  ['Ñandú', ['nandu']],
]

describe('The fold of every search', () => {
  it.each(alike)('[FC11][FA12] %s is found', (text, typed) => {
    for (const each of typed) expect(finds(each, text), each).toBe(true)
  })

  it('[FC11] what is another letter stays one', () => {
    for (const [typed, text] of [
      ['mueler', 'Müller'],
      ['acme', 'Akme'],
      ['각', '가'],
      ['か', 'さ'],
    ] as const)
      expect(finds(typed, text), typed).toBe(false)
  })

  it('[FC11] every text is found by itself, by any beginning of it, and folding twice changes nothing', () => {
    const texts = fc.string({ unit: 'grapheme', maxLength: 20 })
    fc.assert(
      fc.property(texts, fc.nat(20), (text, length) => {
        expect(finds(text, text)).toBe(true)
        expect(finds([...text].slice(0, length).join(''), text)).toBe(true)
        expect(fold(fold(text))).toBe(fold(text))
      }),
      { numRuns: 2000 },
    )
  })

  it('[FA12] names stay in the order of their letters, Korean ones too', () => {
    const names = ['가', '가나', '각', '나', '한', '한빛', '해']
    expect(names.toSorted((left, right) => (fold(left) < fold(right) ? -1 : 1))).toEqual(names)
  })
})
