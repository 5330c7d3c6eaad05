/** The store of all customers, as TinyBase's server finds it and as its clients had stored it. Run by itself it makes them. */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { createMergeableStore } from 'tinybase'
import { createSqliteNodePersister } from 'tinybase/persisters/persister-sqlite-node'
import { flatCustomer, recordId } from './flat-customer.ts'

export const table = 'customers'
export const openedAgoMs = 30 * 60_000
const addedAgoMs = 120 * 24 * 60 * 60 * 1000

export const baseFile = (seeds) => join(seeds, 'tinybase-base.json')

async function seed(seeds, n) {
  const store = createMergeableStore('founder', () => Date.now() - addedAgoMs)
  store.transaction(() => {
    for (let index = 0; index < n; index++) store.setRow(table, recordId(index), flatCustomer(index))
  })
  writeFileSync(baseFile(seeds), JSON.stringify(store.getMergeableContent()))
  const database = new DatabaseSync(join(seeds, 'tinybase.sqlite'))
  const persister = createSqliteNodePersister(store, database, 'customers')
  await persister.save()
  await persister.destroy()
  database.close()
}

if (import.meta.main) await seed(process.argv[2], Number(process.argv[3]))
