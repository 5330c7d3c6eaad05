import { getLocale } from '../../../i18n/compiled/runtime.js'

/** The person's own regional form of the chosen language (`en-GB`), else the language itself. */
export function formatLocale(): string {
  const language = getLocale()
  const own =
    typeof navigator === 'undefined'
      ? undefined
      : navigator.languages.find((tag) => tag.toLowerCase().startsWith(language))
  return own ?? language
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

/**
 * The browser's first format of any kind loads what it knows of languages, 20 ms on a fast processor: better while the
 * page waits for something else than when it is drawn.
 */
export function getFormatsReady(): void {
  formatNumber(0)
  formatDate(0)
}

export function formatNumber(value: number): string {
  return once('number', (locale) => new Intl.NumberFormat(locale)).format(value)
}

/** `3 Mar 2026` */
export function formatDate(at: number): string {
  return once('date', (locale) => new Intl.DateTimeFormat(locale, { dateStyle: 'medium' })).format(at)
}

/** `3 March 2026 at 14:02` */
export function formatDateTime(at: number): string {
  return once('both', (locale) => new Intl.DateTimeFormat(locale, { dateStyle: 'long', timeStyle: 'short' })).format(at)
}

/** `14:02` */
export function formatTime(at: number): string {
  return once('time', (locale) => new Intl.DateTimeFormat(locale, { timeStyle: 'short' })).format(at)
}

/** `14:02` today, `3 Mar, 14:02` on another day. */
export function formatClock(at: number, now: number): string {
  if (new Date(at).toDateString() === new Date(now).toDateString()) return formatTime(at)
  return once(
    'short',
    (locale) => new Intl.DateTimeFormat(locale, { day: 'numeric', month: 'short', hour: 'numeric', minute: '2-digit' }),
  ).format(at)
}

const steps: [unit: Intl.RelativeTimeFormatUnit, ms: number, below: number][] = [
  ['minute', 60_000, 60],
  ['hour', 3_600_000, 24],
  ['day', 86_400_000, 7],
]

/** `now`, `5 minutes ago`, `in 3 days`; further than a week away the date. */
export function formatRelative(at: number, now: number): string {
  const difference = at - now
  const format = once('relative', (locale) => new Intl.RelativeTimeFormat(locale, { numeric: 'auto' }))
  if (Math.abs(difference) < 60_000) return format.format(0, 'second')
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
