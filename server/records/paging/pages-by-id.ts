/** Pages of a kind whose rows are found behind an id. */
import { wireLimits } from '#shared/protocol/version.ts'
import type { SnapshotReading, SourcePage } from '../record-source.ts'

export async function* pagesById<Content extends { id: string }>(
  { most }: SnapshotReading,
  after: string,
  readBehind: (after: string, most: number) => Promise<Content[]>,
): AsyncGenerator<SourcePage<Content>> {
  const size = Math.min(wireLimits.pageSize, most)
  for (let last = after, more = true; more;) {
    const records = await readBehind(last, size)
    more = records.length === size
    if (records.length === 0) return
    last = records.at(-1)!.id
    yield { records, last }
  }
}
