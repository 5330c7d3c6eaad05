/** What lies in a SQLite data folder, read from a copy: opening the file itself would recover it before the server can. */
import { copyFileSync, existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'

export interface Stored {
  /** `ok`, or what SQLite complains of. */
  integrity: string
  /** Item id → how many entries of the change log it has. */
  logged: Map<string, number>
}

export function readStored(dataFolder: string): Stored {
  const copy = mkdtempSync(join(tmpdir(), 'tandem-copy-'))
  try {
    for (const name of ['tandem.sqlite', 'tandem.sqlite-wal'])
      if (existsSync(join(dataFolder, name))) copyFileSync(join(dataFolder, name), join(copy, name))
    const database = new DatabaseSync(join(copy, 'tandem.sqlite'))
    const complaints = [
      ...database.prepare('pragma integrity_check').all(),
      ...database.prepare('pragma foreign_key_check').all(),
    ]
    const logged = readLog(database)
    database.close()
    return {
      integrity: complaints.map((row) => Object.values(row).join(' ')).join('; '),
      logged,
    }
  } finally {
    rmSync(copy, { recursive: true, force: true })
  }
}

function readLog(database: DatabaseSync): Stored['logged'] {
  const rows = database
    .prepare('select item_id as id, count(*) as count from change where item_id is not null group by item_id')
    .all() as { id: string; count: number }[]
  return new Map(rows.map(({ id, count }) => [id, count]))
}

/** The change log as another process sees it while the server runs. */
export function readLogged(dataFolder: string): Pick<Stored, 'logged'> {
  const database = new DatabaseSync(join(dataFolder, 'tandem.sqlite'), { readOnly: true, timeout: 5000 })
  try {
    return { logged: readLog(database) }
  } finally {
    database.close()
  }
}

/** Of these acknowledged items, those that are gone and those that took effect more than once. */
export function compare(acknowledged: readonly string[], { logged }: Pick<Stored, 'logged'>) {
  return {
    lost: acknowledged.filter((id) => !logged.has(id)),
    repeated: [...logged].filter(([, count]) => count > 1).map(([id]) => id),
  }
}
