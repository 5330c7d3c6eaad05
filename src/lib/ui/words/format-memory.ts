// What was learned of the browser's formats, kept on the device for the next start. Nothing of a person is in it.
import { learnNumbers, learnTimes, type NumberPattern, type TimePattern } from './learned-format.ts'

export interface LearnedFormats {
  /** Of which language and browser it is. */
  of: string
  number: NumberPattern | null
  times: Record<string, TimePattern | null>
}

const key = 'tandem.formats'

/** Of patterns as `learned-format.ts` has them and of what is learned: higher when either changes. */
const version = 1

/** Another version of a browser may write otherwise. */
function nameOf(locale: string): string {
  return `${version} ${locale} ${navigator.userAgent}`
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
  const kept = read()
  return kept?.of === nameOf(locale) ? kept : null
}

/** For the next start; one that was learned earlier is put right should the browser write otherwise by now. */
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
    const text = JSON.stringify(learned)
    if (localStorage.getItem(key) !== text) localStorage.setItem(key, text)
  } catch {
    // Full or switched off: the next start asks the browser again.
  }
}
