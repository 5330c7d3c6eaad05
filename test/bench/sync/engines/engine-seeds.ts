/** The databases that the engines' servers find, and what is wrong with them afterwards. */
import { execFileSync } from 'node:child_process'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { fileURLToPath } from 'node:url'
import type { RunWork } from '../plan.ts'
import { node } from '../processes/server-process.ts'
import { findWrongRecords, flatCustomer, recordId, wantedRecords, type FlatCustomer } from './flat-customer.ts'
import { openRecordDatabase } from './record-database.ts'

export type Engine = 'rxdb' | 'tinybase'

export const engineDatabase = (engine: Engine) => `${engine}.sqlite`

export function seedEngines(seeds: string, n: number): void {
  const records = openRecordDatabase(join(seeds, engineDatabase('rxdb')))
  records.write(
    Array.from({ length: n }, (_, index) => ({
      newDocumentState: { id: recordId(index), ...flatCustomer(index), _deleted: false },
    })),
  )
  records.close()
  execFileSync(node, [fileURLToPath(new URL('tinybase-seeds.js', import.meta.url)), seeds, String(n)])
}

export function checkEngineDatabase(engine: Engine, file: string, n: number, work: RunWork): string[] {
  const { find, close } = engine === 'rxdb' ? openRecordDatabase(file, { readOnly: true }) : openTinyBase(file)
  const problems = findWrongRecords(wantedRecords(n, work, 'local'), find)
  close()
  return problems
}

/** Each value with its stamp and hash, each row and table, too. */
type Stamped<Content> = [Content, ...unknown[]]
type StoredTables = Record<string, Stamped<Record<string, Stamped<Record<string, Stamped<string | number | boolean>>>>>>

function openTinyBase(file: string) {
  const database = new DatabaseSync(file, { readOnly: true })
  const row = database.prepare('select store from customers').get()
  const [[tables]] = JSON.parse(String(row?.['store'])) as [Stamped<StoredTables>]
  const rows = tables['customers']![0]
  const find = (id: string): FlatCustomer | undefined => {
    const cells = rows[id]?.[0]
    return cells && Object.fromEntries(Object.entries(cells).map(([field, [value]]) => [field, value]))
  }
  return { find, close: () => database.close() }
}
