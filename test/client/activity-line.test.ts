import { expect, test } from 'vitest'
import { arrivedLate, wasMadeOffline } from '#lib/ui/activity/activity-line.ts'

test('[FB8] a line says when it was received where that is an hour or more after it says that it was made', () => {
  const at = Date.UTC(2026, 10, 20, 9, 0)
  const marks = (minutes: number) => {
    const line = { at, receivedAt: at + minutes * 60_000 }
    return [wasMadeOffline(line), arrivedLate(line)]
  }
  expect([0, 1, 30, 61, 60 * 24 * 365].map(marks)).toEqual([
    [false, false],
    [false, false],
    [true, false],
    [true, true],
    [true, true],
  ])
})
