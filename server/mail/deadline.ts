/** A moment as a deadline in a mail, with its zone: `27 Nov 2026, 14:02 UTC`. UTC, since a mail can't know its reader's zone. */
export function printDeadline(at: number, locale: string): string {
  const language = locale === 'en' ? 'en-GB' : locale
  const options = {
    day: 'numeric',
    month: 'short',
    year: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
    timeZone: 'UTC',
  } as const
  return `${new Intl.DateTimeFormat(language, options).format(at)} UTC`
}
