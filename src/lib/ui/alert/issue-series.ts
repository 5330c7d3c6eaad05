/** Issues over time, by category: of the months that a device holds, as bars to draw and rows to read (S2). Pure. */
import { sharedAlertCategories, type SharedAlertCategory } from '#shared/domain/alert/alert-category.ts'
import type { AlertMonthRecord } from '#shared/domain/alert/alert.ts'

export interface IssueBucket {
  /** Where it begins, ms, in UTC as months are counted. */
  from: number
  counts: Readonly<Record<SharedAlertCategory, number>>
  total: number
}

type Months = readonly Pick<AlertMonthRecord, 'month' | 'counts'>[]

const dayMs = 86_400_000

function bucket(from: number, countOf: (category: SharedAlertCategory) => number): IssueBucket {
  const counts = Object.fromEntries(
    sharedAlertCategories.map((category) => [category, countOf(category)]),
  ) as IssueBucket['counts']
  return { from, counts, total: Object.values(counts).reduce((sum, count) => sum + count, 0) }
}

const sum = (numbers: readonly number[]) => numbers.reduce((total, number) => total + number, 0)
const monthOf = (at: number) => new Date(at).toISOString().slice(0, 7)

/** The last days, today the last of them. */
export function issuesByDay(months: Months, now: number, days = 30): IssueBucket[] {
  const today = Math.floor(now / dayMs) * dayMs
  return Array.from({ length: days }, (_, place) => {
    const from = today - (days - 1 - place) * dayMs
    const of = months.filter(({ month }) => month === monthOf(from))
    const day = new Date(from).getUTCDate() - 1
    return bucket(from, (category) => sum(of.map(({ counts }) => counts[category]?.[day] ?? 0)))
  })
}

/** The last months, this one the last of them. */
export function issuesByMonth(months: Months, now: number, count = 12): IssueBucket[] {
  const here = new Date(now)
  return Array.from({ length: count }, (_, place) => {
    const from = Date.UTC(here.getUTCFullYear(), here.getUTCMonth() - (count - 1 - place), 1)
    const of = months.filter(({ month }) => month === monthOf(from))
    return bucket(from, (category) => sum(of.flatMap(({ counts }) => counts[category] ?? [])))
  })
}

/** The least round number that no bar is higher than: where the axis ends. */
export function axisEnd(buckets: readonly IssueBucket[]): number {
  const most = Math.max(1, ...buckets.map(({ total }) => total))
  const size = 10 ** Math.floor(Math.log10(most))
  return [1, 2, 5, 10].map((step) => step * size).find((end) => end >= most)!
}
