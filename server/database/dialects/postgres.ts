/** PostgreSQL for Kysely: the same values come back as from SQLite (numbers for int8, plain bytes for bytea). */
import { Socket } from 'node:net'
import { PostgresDialect, PostgresDriver, type CompiledQuery, type DatabaseConnection, type QueryResult } from 'kysely'
import pg from 'pg'

const int8 = 20
const numeric = 1700
const bytea = 17

type TypeParsers = NonNullable<pg.PoolConfig['types']>

/** Times and counters stay below 2^53, so a number loses nothing. */
const portableTypes = {
  getTypeParser(oid: number, format?: 'text' | 'binary') {
    if (oid === int8 || oid === numeric) return Number
    const standard = pg.types.getTypeParser(oid, format as 'text') as (value: string) => unknown
    if (oid === bytea) return (value: string) => new Uint8Array(standard(value) as Buffer)
    return standard
  },
} as TypeParsers

type InnerConnection = Parameters<PostgresDriver['releaseConnection']>[0]

/**
 * PostgreSQL's text can't hold U+0000. Documents keep it (their facts are JSON, where it is escaped); what is
 * copied from them, as an organisation's name is, loses it here rather than failing a whole batch.
 */
function withoutNull(query: CompiledQuery): CompiledQuery {
  const parameters = query.parameters.map((value) => (typeof value === 'string' ? value.replaceAll('\0', '') : value))
  return { ...query, parameters }
}

class TextConnection implements DatabaseConnection {
  readonly inner: InnerConnection

  constructor(inner: InnerConnection) {
    this.inner = inner
  }

  executeQuery<R>(query: CompiledQuery): Promise<QueryResult<R>> {
    return this.inner.executeQuery<R>(withoutNull(query))
  }

  streamQuery<R>(query: CompiledQuery, chunkSize: number): AsyncIterableIterator<QueryResult<R>> {
    return this.inner.streamQuery<R>(withoutNull(query), chunkSize)
  }
}

/** What Kysely's own driver releases and discards must be the connection that it made. */
class TextDriver extends PostgresDriver {
  override async acquireConnection(): Promise<DatabaseConnection> {
    return new TextConnection((await super.acquireConnection()) as InnerConnection)
  }

  override releaseConnection(connection: DatabaseConnection): Promise<void> {
    return super.releaseConnection((connection as TextConnection).inner)
  }

  override rollbackTransaction(connection: DatabaseConnection): Promise<void> {
    return super.rollbackTransaction((connection as TextConnection).inner)
  }
}

class NodePostgresDialect extends PostgresDialect {
  readonly #pool: pg.Pool

  constructor(pool: pg.Pool) {
    super({ pool })
    this.#pool = pool
  }

  override createDriver(): PostgresDriver {
    return new TextDriver({ pool: this.#pool })
  }
}

const connectWithinMs = 10_000

/** A connection that is cut when nothing at all passes for `silentMs`: a database that vanished says no goodbye. */
export function reachPostgres(url: string, name: string, silentMs: number): pg.ClientConfig {
  return {
    connectionString: url,
    application_name: name,
    connectionTimeoutMillis: connectWithinMs,
    stream: () => {
      const socket = new Socket()
      socket.setTimeout(silentMs, () => socket.destroy())
      return socket
    },
  }
}

export interface PostgresLimits {
  /** Connections of this node; each transaction holds one. */
  connections: number
  /** A statement that takes longer, or a transaction idle for longer, is ended by the database; null: never. */
  timeoutMs: number | null
}

/** Longer than the database's own limit, so that its answer comes first. */
const answerWithinMs = 5000
const unlimitedMs = 24 * 60 * 60 * 1000

export function openPostgres(url: string, limits: PostgresLimits): { dialect: PostgresDialect; close(): void } {
  const { connections, timeoutMs } = limits
  const pool = new pg.Pool({
    ...reachPostgres(url, 'tandem', timeoutMs === null ? unlimitedMs : timeoutMs + answerWithinMs),
    types: portableTypes,
    max: connections,
    ...(timeoutMs !== null && {
      statement_timeout: timeoutMs,
      // A node that lost its network mid-transaction must not hold feed heads until TCP gives up.
      idle_in_transaction_session_timeout: timeoutMs,
    }),
  })
  // A connection that breaks, idle or between two statements of a transaction, fails its next use and is replaced;
  // without listeners it would end the process.
  pool.on('error', () => {})
  pool.on('connect', (client) => client.on('error', () => {}))
  return { dialect: new NodePostgresDialect(pool), close: () => {} }
}
