import * as m from '../../../i18n/compiled/messages.js'
import { getLocale } from '../../../i18n/compiled/runtime.js'
import { learnFormats, recallFormats, type LearnedFormats } from './format-memory.ts'
import { writeNumber, writeTime } from './learned-format.ts'

/** The person's own regional form of the chosen language (`en-GB`), else the language itself. */
export function formatLocale(): string {
  const language = getLocale()
  const own =
    typeof navigator === 'undefined'
      ? undefined
      : navigator.languages.find((tag) => tag.toLowerCase().startsWith(language) && isLanguageTag(tag))
  return own ?? language
}

/** Browsers take what the system calls its language, which may be none (`en-US@posix`). */
function isLanguageTag(tag: string): boolean {
  try {
    return Intl.getCanonicalLocales(tag).length > 0
  } catch {
    return false
  }
}

const made = new Map<string, Intl.DateTimeFormat | Intl.NumberFormat | Intl.RelativeTimeFormat>()

function once<T extends Intl.DateTimeFormat | Intl.NumberFormat | Intl.RelativeTimeFormat>(
  kind: string,
  make: (locale: string) => T,
): T {
  // The regional form is looked up when a format is made: rows ask for formats thousands of times.
  const key = `${kind} ${getLocale()}`
  let format = made.get(key) as T | undefined
  if (!format) {
    format = make(formatLocale())
    made.set(key, format)
  }
  return format
}

const timeStyles = {
  date: { dateStyle: 'medium' },
  time: { timeStyle: 'short' },
  short: { day: 'numeric', month: 'short', hour: 'numeric', minute: '2-digit' },
} as const satisfies Record<string, Intl.DateTimeFormatOptions>

const numberFormat = () => once('number', (locale) => new Intl.NumberFormat(locale))
const timeFormat = (style: keyof typeof timeStyles) =>
  once(style, (locale) => new Intl.DateTimeFormat(locale, timeStyles[style]))

let recalled: { language: string; formats: LearnedFormats | null } | undefined

/** What earlier starts learned; looked up once a language, as rows ask thousands of times. */
function known(): LearnedFormats | null {
  const language = getLocale()
  if (recalled?.language !== language) recalled = { language, formats: recallFormats(formatLocale()) }
  return recalled.formats
}

/** Whether numbers and dates can be written without the browser's own formats, which take long to be ready. */
export function areFormatsKnown(): boolean {
  return known() !== null
}

/** For a moment when nobody waits: 30 ms on a fast processor, most of it the browser's first format of any kind. */
export function getFormatsReady(): void {
  const [number, date, time, short] = [numberFormat(), timeFormat('date'), timeFormat('time'), timeFormat('short')]
  learnFormats(formatLocale(), { number, times: { date, time, short } })
}

export function formatNumber(value: number): string {
  const pattern = known()?.number
  return (pattern && writeNumber(pattern, value)) || numberFormat().format(value)
}

function formatAs(style: keyof typeof timeStyles, at: number): string {
  const pattern = known()?.times[style]
  return pattern ? writeTime(pattern, at) : timeFormat(style).format(at)
}

/** `3 Mar 2026` */
export function formatDate(at: number): string {
  return formatAs('date', at)
}

/** `3 March 2026 at 14:02` */
export function formatDateTime(at: number): string {
  return once('both', (locale) => new Intl.DateTimeFormat(locale, { dateStyle: 'long', timeStyle: 'short' })).format(at)
}

/** `14:02` */
export function formatTime(at: number): string {
  return formatAs('time', at)
}

/** `14:02` today, `3 Mar, 14:02` on another day. */
export function formatClock(at: number, now: number): string {
  if (new Date(at).toDateString() === new Date(now).toDateString()) return formatTime(at)
  return formatAs('short', at)
}

const steps: [unit: Intl.RelativeTimeFormatUnit, ms: number, below: number][] = [
  ['minute', 60_000, 60],
  ['hour', 3_600_000, 24],
  ['day', 86_400_000, 7],
]

/** `just now`, `5 minutes ago`, `in 3 days`; further than a week away the date. */
export function formatRelative(at: number, now: number): string {
  const difference = at - now
  const format = once('relative', (locale) => new Intl.RelativeTimeFormat(locale, { numeric: 'auto' }))
  if (Math.abs(difference) < 60_000) return difference > 0 ? format.format(0, 'second') : m.time_just_now()
  for (const [unit, ms, below] of steps) {
    if (Math.abs(difference) < below * ms) return format.format(Math.trunc(difference / ms), unit)
  }
  return formatDate(at)
}

/** A span of time in its two largest units: `6 days, 4 hours`, `3 minutes`. */
export function formatSpan(spanMs: number): string {
  const minutes = Math.max(0, Math.ceil(spanMs / 60_000))
  const parts: [value: number, unit: 'day' | 'hour' | 'minute'][] = [
    [Math.floor(minutes / 1440), 'day'],
    [Math.floor((minutes % 1440) / 60), 'hour'],
    [minutes % 60, 'minute'],
  ]
  const first = parts.findIndex(([value]) => value > 0)
  const shown = first < 0 ? parts.slice(2) : parts.slice(first, first + 2).filter(([value]) => value > 0)
  return shown
    .map(([value, unit]) =>
      once(
        `span ${unit}`,
        (locale) => new Intl.NumberFormat(locale, { style: 'unit', unit, unitDisplay: 'long' }),
      ).format(value),
    )
    .join(', ')
}
