import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { measureAll } from '../bench/sync/measure-all.ts'

const here = { rttMs: 0, kbps: 0 }

describe('bench:sync', () => {
  it('[BENCH] measures a first sync and a return at 50 documents, and finds every result right', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'tandem-bench-test-'))
    try {
      const { rows, failures } = await measureAll(
        [
          { works: ['first', 'first-rows'], ns: [50], links: [here], systems: ['tandem'] },
          { works: ['return'], ns: [50], links: [here], systems: ['tandem', 'raw-gzip'] },
        ],
        {
          runs: 1,
          seedsFolder: folder,
          profile: null,
          quietMs: 0,
          limitS: 30,
          told: () => undefined,
          finished: () => undefined,
        },
      )
      expect(failures).toEqual([])
      expect(rows.map(({ work, system }) => `${work} ${system}`)).toEqual([
        'first tandem',
        'first-rows tandem',
        'return tandem',
        'return raw-gzip',
      ])
      for (const row of rows) expect(row, row.work).toMatchObject({ n: 50, messages: 1 })
      expect(rows.every(({ wallS, downBytes }) => wallS > 0 && downBytes > 0)).toBe(true)
    } finally {
      await rm(folder, { recursive: true, force: true })
    }
  }, 120_000)
})
