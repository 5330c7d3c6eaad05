/**
 * What RxDB's documentation asks of a server, over SQLite as durable as Tandem's: records with a number that rises with every
 * write, read from a number on, and written only by whoever knew the state that is there.
 */
import { DatabaseSync } from 'node:sqlite'
import { isDeepStrictEqual } from 'node:util'
import type { FlatCustomer } from './flat-customer.ts'

export type StoredRecord = FlatCustomer & { id: string; _deleted: boolean }

export interface RecordWrite {
  assumedMasterState?: StoredRecord
  newDocumentState: StoredRecord
}

export interface RecordDatabase {
  find(id: string): StoredRecord | undefined
  /** In the order they were written last. */
  changedAfter(number: number, limit: number): { documents: StoredRecord[]; number: number }
  /** In one transaction; returns what stands there of those that somebody else changed. */
  write(writes: readonly RecordWrite[]): StoredRecord[]
  close(): void
}

export function openRecordDatabase(file: string, options: { readOnly?: boolean } = {}): RecordDatabase {
  const database = new DatabaseSync(file, options)
  if (!options.readOnly) {
    database.exec('pragma journal_mode = wal; pragma synchronous = full')
    database.exec(
      'create table if not exists record (id text primary key, number integer not null unique, json text not null)',
    )
  }
  const one = database.prepare('select json from record where id = ?')
  const changed = database.prepare('select number, json from record where number > ? order by number limit ?')
  const last = database.prepare('select coalesce(max(number), 0) as number from record')
  const find = (id: string) => {
    const row = one.get(id)
    return row && (JSON.parse(String(row['json'])) as StoredRecord)
  }
  return {
    find,
    changedAfter: (number, limit) => {
      const rows = changed.all(number, limit)
      const documents = rows.map((row) => JSON.parse(String(row['json'])) as StoredRecord)
      return { documents, number: Number(rows.at(-1)?.['number'] ?? number) }
    },
    write: (writes) => {
      const put = database.prepare('insert or replace into record (id, number, json) values (?, ?, ?)')
      const conflicts: StoredRecord[] = []
      database.exec('begin immediate')
      let number = Number(last.get()!['number'])
      for (const { assumedMasterState, newDocumentState } of writes) {
        const current = find(newDocumentState.id)
        if (current && !isDeepStrictEqual(current, assumedMasterState)) conflicts.push(current)
        else put.run(newDocumentState.id, ++number, JSON.stringify(newDocumentState))
      }
      database.exec('commit')
      return conflicts
    },
    close: () => database.close(),
  }
}
