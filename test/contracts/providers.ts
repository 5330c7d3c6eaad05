// The databases that must all behave alike: SQLite in a folder and a throw-away PostgreSQL.
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { DatabaseConfig } from '../../server/database/connection.ts'
import { Postgres } from '../support/postgres.ts'

export interface DatabaseProvider {
  name: string
  /** A new, empty database. */
  provide(): Promise<DatabaseConfig>
  remove(config: DatabaseConfig): Promise<void>
  stop(): Promise<void>
}

const limits = { databasePool: 10, databaseTimeoutMs: 30_000 }

const sqlite: DatabaseProvider = {
  name: 'SQLite',
  provide: async () => ({
    dataFolder: await mkdtemp(join(tmpdir(), 'tandem-contract-')),
    databaseUrl: null,
    ...limits,
  }),
  remove: ({ dataFolder }) => rm(dataFolder, { recursive: true, force: true }),
  stop: async () => {},
}

let server: Postgres | undefined

export const postgres: DatabaseProvider = {
  name: 'PostgreSQL',
  async provide() {
    server ??= await Postgres.start()
    return { dataFolder: '/nowhere', databaseUrl: await server.createDatabase(), ...limits }
  },
  remove: async () => {},
  async stop() {
    await server?.stop()
    server = undefined
  },
}

export const providers = [sqlite, postgres]
