// A database in which transactions commit and roll back as ever, of which nothing stays: so that a thousand tests share one.
import type { ControlledTransaction, Transaction } from 'kysely'
import type { Database } from '../../../server/database/connection.ts'
import type { Schema } from '../../../server/database/schema.ts'

/** Runs `work` on it. */
export async function undone(database: Database, work: (inside: Database) => Promise<void>): Promise<void> {
  const whole = await database.startTransaction().setIsolationLevel('read committed').execute()
  try {
    await work(withSteps(whole))
  } finally {
    await whole.rollback().execute()
  }
}

/** Each transaction in it is a step that is kept or taken back. */
function withSteps(whole: ControlledTransaction<Schema>): Database {
  let steps = 0
  const step = {
    setIsolationLevel: () => step,
    async execute<Result>(work: (trx: Transaction<Schema>) => Promise<Result>): Promise<Result> {
      const name = `step_${++steps}`
      const within = await whole.savepoint(name).execute()
      try {
        const result = await work(within)
        await within.releaseSavepoint(name).execute()
        return result
      } catch (error) {
        await within.rollbackToSavepoint(name).execute()
        throw error
      }
    },
  }
  return new Proxy<Database>(whole, {
    get(target, key) {
      if (key === 'transaction') return () => step
      const value: unknown = Reflect.get(target, key, target)
      return typeof value === 'function' ? (value.bind(target) as unknown) : value
    },
  })
}
