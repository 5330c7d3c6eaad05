import { expect, test } from 'vitest'
import { axisEnd, issuesByDay, issuesByMonth } from '#lib/ui/alert/issue-series.ts'

const none = Array.from({ length: 31 }, () => 0)
const on = (day: number, count: number) => none.map((zero, place) => (place === day - 1 ? count : zero))
const month = (name: string, given: object) => ({
  month: name,
  counts: { battery: none, network: none, app: none, performance: none, security: none, ...given },
})
const months = [
  month('2026-10', { battery: on(31, 2) }),
  month('2026-11', { battery: on(1, 3), app: on(30, 4) }),
  // A second time that an MSP managed it, in the same month.
  month('2026-11', { app: on(30, 1) }),
  month('2025-11', { security: on(30, 9) }),
]
const now = Date.UTC(2026, 10, 30, 23, 59)

test('[S2] issues by day end today, go back over the month’s end, and sum what one month says twice', () => {
  const days = issuesByDay(months, now)
  expect(days).toHaveLength(30)
  expect(days.at(-1)).toMatchObject({ from: Date.UTC(2026, 10, 30), total: 5, counts: { app: 5, battery: 0 } })
  expect(days[0]).toMatchObject({ from: Date.UTC(2026, 10, 1), total: 3 })
  expect(issuesByDay(months, now, 31)[0]).toMatchObject({ from: Date.UTC(2026, 9, 31), total: 2 })
})

test('[S2] issues by month are this one and eleven before, none of the year before', () => {
  const all = issuesByMonth(months, now)
  expect(all.map(({ total }) => total)).toEqual([0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 2, 8])
  expect(all[0]!.from).toBe(Date.UTC(2025, 11, 1))
})

test('[S2] the axis ends at a round number, also where nothing happened', () => {
  const end = (total: number) => axisEnd([{ from: 0, total, counts: {} as never }])
  expect([0, 1, 3, 10, 11, 51, 2000].map(end)).toEqual([1, 1, 5, 10, 20, 100, 2000])
})
