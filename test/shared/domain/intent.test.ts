import { expect, test } from 'vitest'
import type { TextRun } from '#shared/domain/document/change-record.ts'
import { joinRuns } from '#shared/domain/document/intent.ts'

const run = (clock: number, text: string, after: number | null): TextRun => ({
  id: { client: 1, clock },
  after: after === null ? null : { client: 1, clock: after },
  text,
})

test('[FA17] runs that stand side by side are read as one text, others with a gap between', () => {
  expect(joinRuns([])).toBe('')
  expect(joinRuns([run(0, 'hel', null), run(9, 'l', 2), run(3, 'o', 9)])).toBe('hello')
  expect(joinRuns([run(0, 'Ring', null), run(7, 'twice', 40)])).toBe('Ring … twice')
})
