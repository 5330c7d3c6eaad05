/**
 * Once a minute: whether a newer release has changed the database in a way that this node must not go on beside. Such a
 * change is no rolling deploy: who of the old ones still runs ends, instead of serving by the rule of before.
 */
import { DatabaseTooNew } from '../database/migrating/must-know.ts'
import { requireKnownSchema } from '../database/migrations.ts'
import { errorFacts } from '../log.ts'
import type { Services } from '../services.ts'

const everyMs = 60 * 1000

/** `tooNew` is called once. Returns the function that ends it. */
export function watchSchema(
  { database, log }: Pick<Services, 'database' | 'log'>,
  tooNew: (error: DatabaseTooNew) => void,
): () => Promise<void> {
  let looking = Promise.resolve()
  const look = async () => {
    try {
      await requireKnownSchema(database)
    } catch (error) {
      // A database that doesn't answer says nothing of its schema.
      if (!(error instanceof DatabaseTooNew)) return log.error(errorFacts(error), 'the schema could not be looked at')
      clearInterval(timer)
      tooNew(error)
    }
  }
  const timer = setInterval(() => (looking = look()), everyMs)
  return async () => {
    clearInterval(timer)
    await looking
  }
}
