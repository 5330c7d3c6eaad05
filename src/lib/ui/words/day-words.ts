import { formatDate } from './time-words.ts'

/** `2026-09-14` as people here write it; what isn't a day as it stands. */
export function formatDay(day: string): string {
  const [, year, month, date] = /^(\d{4})-(\d{2})-(\d{2})$/.exec(day) ?? []
  return year === undefined ? day : formatDate(new Date(Number(year), Number(month) - 1, Number(date)).getTime())
}
