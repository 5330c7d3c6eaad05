/**
 * Where the peers' servers keep documents: SQLite with the same durability as Tandem's (write-ahead log,
 * synchronous FULL). Their own packages for this compile native code, which no clone of this project should have to.
 */
import { DatabaseSync } from 'node:sqlite'

export interface DocumentDatabase {
  /** All that is stored of a document, oldest first; empty for none. */
  read(name: string): Uint8Array[]
  /** Stores a whole state as the document's first part. */
  write(name: string, state: Uint8Array): void
  /** Stores one more update after what there is. */
  append(name: string, update: Uint8Array): void
  inTransaction(work: () => void): void
  close(): void
}

export function openDocumentDatabase(file: string, options: { readOnly?: boolean } = {}): DocumentDatabase {
  const database = new DatabaseSync(file, options)
  if (!options.readOnly) {
    database.exec('pragma journal_mode = wal; pragma synchronous = full')
    database.exec(
      `create table if not exists part (
        name text not null, number integer not null, bytes blob not null, primary key (name, number)
      ) without rowid`,
    )
  }
  const read = database.prepare('select bytes from part where name = ? order by number')
  const write = database.prepare('insert or replace into part (name, number, bytes) values (?, 0, ?)')
  const append = database.prepare(
    `insert into part (name, number, bytes)
     values (?1, (select coalesce(max(number), -1) + 1 from part where name = ?1), ?2)`,
  )
  return {
    read: (name) => read.all(name).map((row) => row['bytes'] as Uint8Array),
    write: (name, state) => void write.run(name, state),
    append: (name, update) => void append.run(name, update),
    inTransaction: (work) => {
      database.exec('begin immediate')
      work()
      database.exec('commit')
    },
    close: () => database.close(),
  }
}
