/** Whether a stopped server's own database holds what it must. */
import { DatabaseSync } from 'node:sqlite'
import { join } from 'node:path'
import type { DocumentValues } from '#shared/document/document-values.ts'
import type { RunWork } from '../plan.ts'
import { findWrongCustomers } from './find-wrong-customers.ts'
import { documentIdOf } from './layout.ts'

export function checkTandem(dataFolder: string, n: number, work: RunWork): string[] {
  if (work === 'live') return []
  const database = new DatabaseSync(join(dataFolder, 'tandem.sqlite'), { readOnly: true })
  const facts = database.prepare('select facts from document where id = ?')
  const readAccount = (index: number) => {
    const row = facts.get(documentIdOf(index))
    return row && (JSON.parse(String(row['facts'])) as DocumentValues)
  }
  const problems = findWrongCustomers(n, work, readAccount)
  database.close()
  return problems
}
