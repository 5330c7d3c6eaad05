/**
 * SQLite for Kysely through `node:sqlite`. One process at a time may own a data folder: a second file
 * carries that lock for the process's life, so that a command can use the database beside it.
 */
import {
  CompiledQuery,
  SqliteAdapter,
  SqliteDialect,
  SqliteDriver,
  SqliteQueryCompiler,
  type DatabaseConnection,
  type QueryResult,
  type SelectModifierNode,
  type SqliteDatabase,
  type SqliteStatement,
} from 'kysely'
import { DatabaseSync, type SQLInputValue } from 'node:sqlite'
import { chmodSync, closeSync, existsSync, mkdirSync, openSync } from 'node:fs'
import { join } from 'node:path'
import { giveWay } from '../give-way.ts'
import { DatabaseNotReady } from '../migrating/must-know.ts'
import { pagesAtMost, pagesWithoutThread, WalCheckpointer } from './wal-checkpointer.ts'

/** Thrown when another server owns the data folder; the message is for the operator. */
export class DataFolderInUse extends Error {}

const busyTimeoutMs = 2000
const keptStatements = 400

/** SQLite's own result code of an error, with what it adds to it in the upper bits; null when it isn't one. */
function sqliteResultCode(error: unknown): number | null {
  const candidate = error as { code?: unknown; errcode?: unknown } | null
  if (candidate?.code !== 'ERR_SQLITE_ERROR' || typeof candidate.errcode !== 'number') return null
  return candidate.errcode
}

const busy = 5
const uniqueViolated = 2067

export function isSqliteBusy(error: unknown): boolean {
  return ((sqliteResultCode(error) ?? 0) & 0xff) === busy
}

export function isSqliteDuplicate(error: unknown): boolean {
  return sqliteResultCode(error) === uniqueViolated
}

/** Made here, rows share one shape, which is read faster than the objects that `node:sqlite` makes. */
function rowOf(columns: readonly string[], values: readonly unknown[]): Record<string, unknown> {
  const row: Record<string, unknown> = {}
  for (let place = 0; place < columns.length; place++) row[columns[place]!] = values[place]
  return row
}

function adaptStatements(raw: DatabaseSync): SqliteDatabase {
  // Preparing costs more than most queries; the oldest go first so that odd queries can't pile up.
  const statements = new Map<string, SqliteStatement>()
  return {
    close: () => raw.close(),
    prepare(sql) {
      const known = statements.get(sql)
      if (known) return known
      const statement = raw.prepare(sql)
      const values = (parameters: readonly unknown[]) => parameters as SQLInputValue[]
      const readColumns = () => statement.columns().map(({ name }) => name)
      let columns = readColumns()
      statement.setReturnArrays(true)
      const shaped = (row: readonly unknown[]) => {
        // A `select *` has one more after a migration that adds a column.
        if (row.length !== columns.length) columns = readColumns()
        return rowOf(columns, row)
      }
      const adapted: SqliteStatement = {
        reader: columns.length > 0,
        all: (parameters) => (statement.all(...values(parameters)) as unknown as unknown[][]).map(shaped),
        run: (parameters) => statement.run(...values(parameters)),
        *iterate(parameters) {
          for (const row of statement.iterate(...values(parameters))) yield shaped(row as unknown as unknown[])
        },
      }
      statements.set(sql, adapted)
      if (statements.size > keptStatements) statements.delete(statements.keys().next().value!)
      return adapted
    },
  }
}

/** What waits for the connection waits as long either way; all else goes on between two statements. */
class ConsiderateConnection implements DatabaseConnection {
  readonly inner: DatabaseConnection

  constructor(inner: DatabaseConnection) {
    this.inner = inner
  }

  async executeQuery<R>(query: CompiledQuery): Promise<QueryResult<R>> {
    const pause = giveWay()
    if (pause) await pause
    return this.inner.executeQuery<R>(query)
  }

  streamQuery<R>(query: CompiledQuery, chunkSize: number): AsyncIterableIterator<QueryResult<R>> {
    return this.inner.streamQuery<R>(query, chunkSize)
  }
}

/** A transaction that starts as a reader can't become a writer once somebody else wrote; this one never has to. */
class ImmediateDriver extends SqliteDriver {
  readonly #committed: () => void

  constructor(database: SqliteDatabase, committed: () => void) {
    super({ database })
    this.#committed = committed
  }

  override async acquireConnection(): Promise<DatabaseConnection> {
    return new ConsiderateConnection(await super.acquireConnection())
  }

  override async beginTransaction(connection: DatabaseConnection): Promise<void> {
    await connection.executeQuery(CompiledQuery.raw('begin immediate'))
  }

  override async commitTransaction(connection: DatabaseConnection): Promise<void> {
    await super.commitTransaction(connection)
    this.#committed()
  }
}

/** Row locks have no meaning where a transaction holds the whole database. */
class LocklessCompiler extends SqliteQueryCompiler {
  protected override visitSelectModifier(node: SelectModifierNode): void {
    if (node.modifier !== 'ForNoKeyUpdate') super.visitSelectModifier(node)
  }
}

class TransactionalAdapter extends SqliteAdapter {
  override get supportsTransactionalDdl(): boolean {
    return true
  }
}

class NodeSqliteDialect extends SqliteDialect {
  readonly #database: SqliteDatabase
  readonly #committed: () => void

  constructor(database: SqliteDatabase, committed: () => void) {
    super({ database })
    this.#database = database
    this.#committed = committed
  }

  override createDriver(): SqliteDriver {
    return new ImmediateDriver(this.#database, this.#committed)
  }

  override createQueryCompiler(): SqliteQueryCompiler {
    return new LocklessCompiler()
  }

  override createAdapter(): SqliteAdapter {
    return new TransactionalAdapter()
  }
}

/** Only the server's own user reads what is in it, and in the files that SQLite makes beside it, which get the same mode. */
function makePrivate(file: string): void {
  closeSync(openSync(file, 'a', 0o600))
  for (const each of [file, `${file}-wal`, `${file}-shm`]) if (existsSync(each)) chmodSync(each, 0o600)
}

/** Holds an operating-system lock until closed or the process ends, however it ends. */
function lockDataFolder(folder: string): DatabaseSync {
  const file = join(folder, 'server.lock')
  makePrivate(file)
  const lock = new DatabaseSync(file, { timeout: 0 })
  try {
    lock.exec('pragma journal_mode = delete; begin exclusive')
    return lock
  } catch (error) {
    lock.close()
    if (!isSqliteBusy(error)) throw error
    throw new DataFolderInUse(
      `Another Tandem server is using the data folder ${folder}. Stop it first, or set TANDEM_DATA to another folder.`,
    )
  }
}

const databaseFile = (folder: string) => join(folder, 'tandem.sqlite')

function openFile(file: string): DatabaseSync {
  const raw = new DatabaseSync(file, { timeout: busyTimeoutMs, enableForeignKeyConstraints: true })
  raw.exec('pragma synchronous = full; pragma cache_size = -4000')
  return raw
}

/** The database in `folder`, whether or not a server has it open too. Throws DatabaseNotReady. */
export function openSqliteBeside(folder: string): { dialect: SqliteDialect; close(): void } {
  const file = databaseFile(folder)
  if (!existsSync(file)) throw new DatabaseNotReady(`There is no database in the folder ${folder}: start Tandem first.`)
  const raw = openFile(file)
  return {
    dialect: new NodeSqliteDialect(adaptStatements(raw), () => {}),
    close: () => {
      if (raw.isOpen) raw.close()
    },
  }
}

/** Opens `tandem.sqlite` in `folder` as its only server. Throws DataFolderInUse. */
export function openSqlite(folder: string): { dialect: SqliteDialect; close(): Promise<void> } {
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  const lock = lockDataFolder(folder)
  try {
    const file = databaseFile(folder)
    makePrivate(file)
    const raw = openFile(file)
    raw.exec('pragma journal_mode = wal')
    const checkpointItself = (pages: number) => raw.isOpen && raw.exec(`pragma wal_autocheckpoint = ${pages}`)
    checkpointItself(pagesAtMost)
    const checkpointer = new WalCheckpointer(file, () => checkpointItself(pagesWithoutThread))
    return {
      dialect: new NodeSqliteDialect(adaptStatements(raw), () => checkpointer.committed()),
      close: async () => {
        await checkpointer.close()
        if (raw.isOpen) raw.close()
        lock.close()
      },
    }
  } catch (error) {
    lock.close()
    throw error
  }
}
