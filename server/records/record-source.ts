/** The server’s half of a kind of record: which of them somebody may see now, built as they may see them (SYNC5). */
import type { RecordKind } from '#shared/records/record-kind.ts'
import type { Access } from '../auth/access.ts'
import type { Database } from '../database/connection.ts'
import type { visibleIds } from '../database/reading/visible.ts'

/** Who reads. */
export interface Reading {
  database: Database
  access: Access
}

/** A snapshot, of which this kind is a part. */
export interface SnapshotReading extends Reading {
  /** ms */
  now: number
  ids: Awaited<ReturnType<typeof visibleIds>>
  /** The most records of a page. */
  most: number
}

export interface SourcePage<Content> {
  records: Content[]
  /** Says where the next page begins; grows from page to page. */
  last: string
}

export interface RecordSource<Content extends { id: string } = { id: string }> {
  kind: RecordKind<Content>
  /** All behind `after`, page by page; of a kind that lies packed in order of id. Each page asks again what may be seen. */
  pages(reading: SnapshotReading, after: string): AsyncGenerator<SourcePage<Content>>
  /** Those of the ids that may be seen now, in any order. */
  read(reading: Reading, ids: readonly string[]): Promise<Content[]>
  /**
   * Those of the ids that this reader sees or may have seen before they ended: of others nobody hears that they are gone.
   * A kind whose rows are deleted can't be asked; what goes is then named to whoever may have seen its root.
   */
  mayHaveHad?(reading: Reading, ids: readonly string[]): Promise<string[]>
}
