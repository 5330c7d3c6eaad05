import { describe, expect, it } from 'vitest'
import { learnNumbers, learnTimes, writeNumber, writeTime } from '#lib/ui/words/learned-format.ts'

const locales = ['en-GB', 'en-US', 'en-IN', 'de-DE', 'de-AT', 'de-CH', 'ko-KR']
const styles: Intl.DateTimeFormatOptions[] = [
  { dateStyle: 'medium' },
  { timeStyle: 'short' },
  { day: 'numeric', month: 'short', hour: 'numeric', minute: '2-digit' },
]
const hour = 3_600_000

describe('Formats learned for a quick start', () => {
  it.each(locales)('[X1] numbers and times in %s are written as the browser writes them', (locale) => {
    const number = new Intl.NumberFormat(locale)
    const numbers = learnNumbers(number)!
    for (const value of [0, 7, 10, 999, 1000, 50_000, 123_456, 1_000_000, 987_654_321])
      expect(writeNumber(numbers, value)).toBe(number.format(value))

    for (const style of styles) {
      const format = new Intl.DateTimeFormat(locale, style)
      const pattern = learnTimes(format)!
      for (let at = Date.UTC(2019, 0, 1); at < Date.UTC(2020, 2, 1); at += 7.3 * hour)
        expect(writeTime(pattern, at)).toBe(format.format(at))
    }
  })

  it('[X1] what was not learned is left to the browser', () => {
    const numbers = learnNumbers(new Intl.NumberFormat('en'))!
    expect([1.5, -1, 1_000_000_000, NaN].map((value) => writeNumber(numbers, value))).toEqual(Array(4).fill(undefined))
    // Other digits, another calendar, parts that no table holds.
    expect(learnNumbers(new Intl.NumberFormat('ar-EG'))).toBeNull()
    expect(learnTimes(new Intl.DateTimeFormat('fa-IR', { dateStyle: 'medium' }))).toBeNull()
    expect(learnTimes(new Intl.DateTimeFormat('en', { dateStyle: 'full' }))).toBeNull()
  })
})
