import { formatLocale } from './time-words.ts'

/** `Friday 27 November 2026 at 11:31 CET`: to the minute and with its zone, as a deadline must be. */
export function formatDeadline(at: number): string {
  return new Intl.DateTimeFormat(formatLocale(), {
    weekday: 'long',
    year: 'numeric',
    month: 'long',
    day: 'numeric',
    hour: 'numeric',
    minute: '2-digit',
    timeZoneName: 'short',
  }).format(at)
}
