import { expect, test } from 'vitest'
import { cryptoIds } from '#shared/domain/id-source.ts'

test('[PUSH1] ids are 128 random bits each: none comes twice, however many are drawn at once', () => {
  const ids = Array.from({ length: 1000 }, () => cryptoIds.randomId())
  expect(new Set(ids).size).toBe(ids.length)
  for (const id of ids) expect(id).toMatch(/^[A-Za-z0-9_-]{22}$/)
  // Overlapping bytes would show as the end of one id in the beginning of another.
  expect(new Set(ids.flatMap((id) => [id.slice(0, 8), id.slice(-8)])).size).toBe(2 * ids.length)
})
