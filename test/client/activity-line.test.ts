import { expect, test } from 'vitest'
import { arrivedLate } from '#lib/ui/activity/activity-line.ts'

test('[FB8] a line says when it was received where that is an hour or more after it says that it was made', () => {
  const at = Date.UTC(2026, 10, 20, 9, 0)
  const isLate = (minutes: number) => arrivedLate({ at, receivedAt: at + minutes * 60_000 })
  expect([0, 1, 30, 61, 60 * 24 * 365].map(isLate)).toEqual([false, false, false, true, true])
})
