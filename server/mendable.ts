/** One sentence for what an operator can mend: the server says it when it doesn't start, a command when it fails. */
import { KeyError } from './auth/key.ts'
import { ConfigError } from './config.ts'
import { DataFolderInUse } from './database/dialects/sqlite.ts'
import { DatabaseNotReady, DatabaseTooNew } from './database/migrating/must-know.ts'
import { JournalNotUnderstood } from './database/revocation-journal.ts'

const mendable = [ConfigError, DataFolderInUse, KeyError, DatabaseNotReady, DatabaseTooNew, JournalNotUnderstood]
const unreachable = new Set(['ECONNREFUSED', '28P01', '3D000'])

/** Null for what nobody foresaw. Its values stay out, which may be secrets. */
export function explainMendable(error: unknown): string | null {
  if (mendable.some((kind) => error instanceof kind)) return (error as Error).message
  const { code, errcode } = error as NodeJS.ErrnoException & { errcode?: number }
  if (unreachable.has(code ?? ''))
    return 'The database at DATABASE_URL does not let Tandem in. Check the address, user and password.'
  // SQLite's own: read only, may not be opened.
  if (code === 'ERR_SQLITE_ERROR' && (errcode === 8 || errcode === 14))
    return 'The database may not be written: use the user that the server runs as.'
  return null
}
