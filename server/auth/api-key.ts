/** A key acts as its person may now, and as no more than it was made for: it ends with whatever ends theirs (X5). */
import type { Clock } from '#shared/domain/clock.ts'
import type { Database } from '../database/connection.ts'
import { findApiKey, findApiKeyById } from '../database/repository/api/api-key.ts'
import type { ApiKeyTable } from '../database/tables/alert-tables.ts'
import { loadAccess, type Access } from './access.ts'
import { createToken, hashToken } from './token.ts'

/** Whoever finds one lying about knows what it is. */
const mark = 'tdm_'
/** As much of it as tells it from others. */
const prefixLength = mark.length + 6

export interface KeyAccess {
  access: Access
  key: ApiKeyTable
}

/** `secret` is shown once; the server keeps only its hash. */
export function createApiKey(): { secret: string } & Pick<ApiKeyTable, 'hash' | 'prefix'> {
  const secret = `${mark}${createToken()}`
  return { secret, hash: hashToken(secret), prefix: secret.slice(0, prefixLength) }
}

/** Null: there is no such key, it has ended, or its person isn't let in. */
export async function loadKeyAccess(database: Database, clock: Clock, secret: string): Promise<KeyAccess | null> {
  if (!secret.startsWith(mark)) return null
  return accessOf(database, clock.now(), await findApiKey(database, hashToken(secret)))
}

/** As {@link loadKeyAccess}, of one that was let in a moment ago. */
export async function reloadKeyAccess(database: Database, now: number, id: string): Promise<KeyAccess | null> {
  return accessOf(database, now, await findApiKeyById(database, id))
}

async function accessOf(database: Database, now: number, key: ApiKeyTable | undefined): Promise<KeyAccess | null> {
  if (!key || key.revoked_at !== null || (key.ends_at !== null && key.ends_at <= now)) return null
  const access = await loadAccess(database, key.user_id)
  if (!access) return null
  const given = JSON.parse(key.permissions) as string[]
  const permissions = new Set([...access.permissions].filter((permission) => given.includes(permission)))
  return { key, access: { ...access, permissions } }
}
