/** A day as lists write it → `2026-09-14`. Where day and month could be either, it isn't guessed. */

export type DateTrouble = 'date' | 'date-unclear'

const yearFirst = /^(\d{4})\s*[-./年년]\s*(\d{1,2})\s*[-./月월]\s*(\d{1,2})\.?\s*[日일]?$/
const dayFirst = /^(\d{1,2})\s*\.\s*(\d{1,2})\s*\.\s*(\d{4})$/
const eitherFirst = /^(\d{1,2})\s*[-/]\s*(\d{1,2})\s*[-/]\s*(\d{4})$/

/** '' for none. A time behind the day is passed over. */
export function readOrderDate(text: string): { date: string } | { trouble: DateTrouble } {
  const cell = text.normalize('NFKC').trim().replace(/^['’]/, '')
  const day = cell.replace(/[T\s]+\d{1,2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:?\d{2})?$/, '').trim()
  if (day === '') return { date: '' }
  const [, year, month, dayOfMonth] = yearFirst.exec(day) ?? []
  if (year !== undefined) return dateOf(year, month!, dayOfMonth!)
  const dotted = dayFirst.exec(day)
  if (dotted) return dateOf(dotted[3]!, dotted[2]!, dotted[1]!)
  const either = eitherFirst.exec(day)
  if (!either) return { trouble: 'date' }
  const [first, second] = [either[1]!, either[2]!]
  if (Number(first) <= 12 && Number(second) <= 12 && Number(first) !== Number(second))
    return { trouble: 'date-unclear' }
  return Number(first) > 12 ? dateOf(either[3]!, second, first) : dateOf(either[3]!, first, second)
}

function dateOf(year: string, month: string, day: string): { date: string } | { trouble: DateTrouble } {
  const date = `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`
  const at = new Date(`${date}T00:00:00Z`)
  const isDay = !Number.isNaN(at.getTime()) && at.toISOString().startsWith(date)
  return isDay && Number(year) >= 1990 && Number(year) <= 2100 ? { date } : { trouble: 'date' }
}
