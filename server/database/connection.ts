/**
 * The one way to a database: SQLite in the data folder, or PostgreSQL when `DATABASE_URL` is set.
 * Queries are the same for both; what differs is here and in `dialects/`.
 */
import { Kysely, type Dialect, type SelectQueryBuilder } from 'kysely'
import { isSqliteBusy, isSqliteDuplicate, openSqlite, openSqliteBeside } from './dialects/sqlite.ts'
import { migrate, requireCurrentSchema } from './migrations.ts'
import type { Schema } from './schema.ts'

/** The database itself or a transaction of it; the rest of the server needs no name from Kysely. */
export type Database = Kysely<Schema>

export interface DatabaseConfig {
  dataFolder: string
  /** Null: SQLite in the data folder. */
  databaseUrl: string | null
  /** PostgreSQL's connections of this node. */
  databasePool: number
  /** After this long PostgreSQL ends a statement or an idle transaction, ms. */
  databaseTimeoutMs: number
}

export interface OpenDatabase {
  database: Database
  close(): Promise<void>
}

/** Opens the database and brings its schema up to date. Throws DataFolderInUse. */
export async function openDatabase(config: DatabaseConfig): Promise<OpenDatabase> {
  const { databaseUrl } = config
  if (databaseUrl === null) return openMigrated(openSqlite(config.dataFolder))
  // Its driver takes memory that a server on SQLite has no use for.
  const { openPostgres } = await import('./dialects/postgres.ts')
  await migratePostgres(openPostgres(databaseUrl, { connections: 1, timeoutMs: null }))
  return openedWith(
    openPostgres(databaseUrl, {
      connections: config.databasePool,
      timeoutMs: config.databaseTimeoutMs,
    }),
  )
}

/**
 * The database as it stands, beside the servers that own it: nothing is made or migrated.
 * Throws DatabaseNotReady, DatabaseTooNew.
 */
export async function openDatabaseBeside(config: DatabaseConfig): Promise<OpenDatabase> {
  const opened = openedWith(await openDialectBeside(config))
  try {
    await requireCurrentSchema(opened.database)
    return opened
  } catch (error) {
    await opened.close()
    throw error
  }
}

async function openDialectBeside({ databaseUrl, dataFolder, databaseTimeoutMs }: DatabaseConfig): Promise<OpenDialect> {
  if (databaseUrl === null) return openSqliteBeside(dataFolder)
  const { openPostgres } = await import('./dialects/postgres.ts')
  return openPostgres(databaseUrl, { connections: 2, timeoutMs: databaseTimeoutMs })
}

interface OpenDialect {
  dialect: Dialect
  close(): void | Promise<void>
}

function openedWith(opened: OpenDialect): OpenDatabase {
  const database = new Kysely<Schema>({ dialect: opened.dialect })
  const close = async () => {
    await database.destroy()
    await opened.close()
  }
  return { database, close }
}

async function openMigrated(sqlite: OpenDialect): Promise<OpenDatabase> {
  const opened = openedWith(sqlite)
  try {
    await migrate(opened.database, 'sqlite')
  } catch (error) {
    await opened.close()
    throw error
  }
  return opened
}

/** On a connection without time limits: a migration may take long, and so may waiting for another node's. */
async function migratePostgres({ dialect }: Pick<OpenDialect, 'dialect'>): Promise<void> {
  const database = new Kysely<Schema>({ dialect })
  try {
    await migrate(database, 'postgres')
  } finally {
    await database.destroy()
  }
}

const postgresRetries = new Set(['40001', '40P01'])

function isPostgresRetry(error: unknown): boolean {
  return postgresRetries.has(String((error as { code?: unknown } | null)?.code))
}

/** Whether a row was refused because a unique index has its like already. */
export function isDuplicate(error: unknown): boolean {
  return String((error as { code?: unknown } | null)?.code) === '23505' || isSqliteDuplicate(error)
}

/** Whether the database asks for the whole transaction again: 40001, 40P01, SQLITE_BUSY. */
export function isSerializationFailure(error: unknown): boolean {
  return isPostgresRetry(error) || isSqliteBusy(error)
}

/**
 * Holds the rows against other transactions until this one ends; rows that only refer to them may still be added.
 * SQLite's compiler leaves it out: there one transaction holds everything.
 */
export function lockedForUpdate<DB, TB extends keyof DB, O>(
  query: SelectQueryBuilder<DB, TB, O>,
): SelectQueryBuilder<DB, TB, O> {
  return query.forNoKeyUpdate()
}
