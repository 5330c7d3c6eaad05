/** PostgreSQL for Kysely: the same values come back as from SQLite (numbers for int8, plain bytes for bytea). */
import { PostgresDialect } from 'kysely'
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

const retryable = new Set(['40001', '40P01'])

export function isPostgresRetry(error: unknown): boolean {
  return retryable.has(String((error as { code?: unknown } | null)?.code))
}

export function openPostgres(url: string): { dialect: PostgresDialect; close(): void } {
  const pool = new pg.Pool({ connectionString: url, types: portableTypes, max: 10, connectionTimeoutMillis: 10_000 })
  // An idle connection that breaks is replaced at its next use; without a listener it would end the process.
  pool.on('error', () => {})
  return { dialect: new PostgresDialect({ pool }), close: () => {} }
}
