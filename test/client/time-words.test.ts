import { describe, expect, it, vi } from 'vitest'
import { formatLocale, formatRelative, formatSpan } from '#lib/ui/words/time-words.ts'

const minute = 60_000
const hour = 60 * minute
const day = 24 * hour

describe('Times in words', () => {
  it('[M7] a countdown names its two largest units and never claims zero too early', () => {
    expect(formatSpan(6 * day + 4 * hour + 10 * minute)).toBe('6 days, 4 hours')
    expect(formatSpan(2 * hour)).toBe('2 hours')
    expect(formatSpan(30_000)).toBe('1 minute')
    expect(formatSpan(-1)).toBe('0 minutes')
  })

  it('[X1] what a browser calls a language and is none gives way to the next that is one, or to the language itself', () => {
    vi.stubGlobal('navigator', { languages: ['en-US@posix', 'de-AT', 'en-IE'] })
    expect(formatLocale()).toBe('en-IE')
    vi.stubGlobal('navigator', { languages: ['en-US@posix'] })
    expect(formatLocale()).toBe('en')
    vi.unstubAllGlobals()
  })

  it('[H2] a recent change is told relative to now, an old one by its date', () => {
    const now = Date.UTC(2026, 2, 10, 12)
    expect(formatRelative(now - 20_000, now)).toBe('just now')
    expect(formatRelative(now - 5 * minute, now)).toBe('5 minutes ago')
    expect(formatRelative(now - 3 * day, now)).toBe('3 days ago')
    expect(formatRelative(now + 4 * hour, now)).toBe('in 4 hours')
    expect(formatRelative(now - 30 * day, now)).toMatch(/2026/)
  })
})
