// The databases that must all behave alike: SQLite in a folder and a throw-away PostgreSQL.
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll } from 'vitest'
import {
  openDatabase,
  type Database,
  type DatabaseConfig,
  type OpenDatabase,
} from '../../server/database/connection.ts'
import { SharedPostgres } from '../support/shared-postgres.ts'
import { provideDatabase } from '../support/template-database.ts'

export interface DatabaseProvider {
  name: string
  /** A new database, ready, without a row. */
  provide(): Promise<DatabaseConfig>
  remove(config: DatabaseConfig): Promise<void>
}

const limits = { databasePool: 10, databaseTimeoutMs: 30_000 }

const sqlite: DatabaseProvider = {
  name: 'SQLite',
  async provide() {
    const dataFolder = await mkdtemp(join(tmpdir(), 'tandem-contract-'))
    await provideDatabase(dataFolder)
    return { dataFolder, databaseUrl: null, ...limits }
  },
  remove: ({ dataFolder }) => rm(dataFolder, { recursive: true, force: true }),
}

const server = new SharedPostgres()

export const postgres: DatabaseProvider = {
  name: 'PostgreSQL',
  async provide() {
    return { dataFolder: '/nowhere', databaseUrl: await server.createDatabase(), ...limits }
  },
  remove: async () => {},
}

export const providers = [sqlite, postgres]

/** What a file that used them does at its end. */
export async function stopProviders(): Promise<void> {
  await server.dropDatabases()
}

export interface SuiteDatabase {
  readonly database: Database
  /** Closes it and opens it again, as a server that is restarted. */
  reopen(): Promise<void>
}

/** One database for all tests of a suite: opening a new one costs more than any test. */
export function databaseOf(provider: DatabaseProvider): SuiteDatabase {
  let config: DatabaseConfig
  let opened: OpenDatabase
  beforeAll(async () => {
    config = await provider.provide()
    opened = await openDatabase(config)
  }, 60_000)
  afterAll(async () => {
    await opened.close()
    await provider.remove(config)
  })
  return {
    get database() {
      return opened.database
    },
    async reopen() {
      await opened.close()
      opened = await openDatabase(config)
    },
  }
}
