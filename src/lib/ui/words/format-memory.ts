// What was learned of the browser's formats, kept on the device for the next start. Nothing of a person is in it.
import { learnNumbers, learnTimes, type NumberPattern, type TimePattern } from './learned-format.ts'

export interface LearnedFormats {
  /** Of which language and browser it is. */
  of: string
  number: NumberPattern | null
  times: Record<string, TimePattern | null>
}

const key = 'tandem.formats'

/** Another version of a browser may write otherwise. */
function nameOf(locale: string): string {
  return `${locale} ${navigator.userAgent}`
}

function read(): LearnedFormats | null {
  try {
    return JSON.parse(localStorage.getItem(key) ?? 'null') as LearnedFormats | null
  } catch {
    return null // storage is switched off, or it isn't ours
  }
}

/** Null before anything was learned in this language. */
export function recallFormats(locale: string): LearnedFormats | null {
  if (typeof localStorage === 'undefined') return null
  const kept = read()
  return kept?.of === nameOf(locale) ? kept : null
}

export function learnFormats(
  locale: string,
  formats: { number: Intl.NumberFormat; times: Record<string, Intl.DateTimeFormat> },
): void {
  const learned: LearnedFormats = {
    of: nameOf(locale),
    number: learnNumbers(formats.number),
    times: Object.fromEntries(Object.entries(formats.times).map(([name, format]) => [name, learnTimes(format)])),
  }
  try {
    localStorage.setItem(key, JSON.stringify(learned))
  } catch {
    // Full or switched off: the next start asks the browser again.
  }
}
