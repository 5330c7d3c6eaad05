/** Where a world's server keeps its data: a file, or PostgreSQL with two nodes. */
import { Postgres } from '../support/postgres.ts'
import type { WorldOptions } from '../sync/world.ts'

let postgres: Postgres | undefined

export const databases: { name: string; options: () => Promise<WorldOptions> }[] = [
  { name: 'SQLite', options: async () => ({}) },
  {
    name: 'PostgreSQL',
    options: async () => {
      postgres ??= await Postgres.start()
      return { databaseUrl: await postgres.createDatabase(), nodes: 2 }
    },
  },
]

export async function stopDatabases(): Promise<void> {
  await postgres?.stop()
  postgres = undefined
}
