/** A person's own keys: made with what they may now, told once, and ended by them at any time. */
import type { Permission } from '#shared/domain/access/permission.ts'
import { mostApiKeys, type ApiKeyForm, type ApiKeySummary } from '#shared/domain/access/api-key.ts'
import { Refusal } from '#shared/domain/refusal.ts'
import { cleanLine } from '#shared/domain/text/clean-line.ts'
import type { Access } from '../../auth/access.ts'
import { createApiKey } from '../../auth/api-key.ts'
import { insertApiKey, listApiKeys, revokeApiKey } from '../../database/repository/api/api-key.ts'
import { lockUser } from '../../database/repository/user.ts'
import type { ApiKeyTable } from '../../database/tables/alert-tables.ts'
import { runUnitOfWork } from '../../database/unit-of-work.ts'
import type { Services } from '../../services.ts'
import { audit, type AuditedSubject } from '../audit.ts'
import { notifyPerson } from '../notification/notify.ts'

const dayMs = 24 * 60 * 60 * 1000

export async function findOwnApiKeys({ database }: Services, { userId }: Access): Promise<ApiKeySummary[]> {
  return (await listApiKeys(database, userId)).map(summaryOf)
}

/** Throws Refusal: more-than-you-have, too-many-keys. */
export async function makeApiKey(
  services: Services,
  { userId, organisationId, permissions: own }: Access,
  { name, permissions, endsInDays }: ApiKeyForm,
): Promise<{ secret: string; key: ApiKeySummary }> {
  const given = [...new Set<Permission>(['view', ...permissions])]
  if (!given.every((permission) => own.has(permission))) throw new Refusal('more-than-you-have')
  const { secret, hash, prefix } = createApiKey()
  const { result } = await runUnitOfWork(services, async (unit) => {
    const { trx, now } = unit
    if (!(await lockUser(trx, userId))) throw new Refusal('signed-out')
    if ((await listApiKeys(trx, userId)).length >= mostApiKeys) throw new Refusal('too-many-keys')
    const row: ApiKeyTable = {
      id: unit.ids.randomId(),
      user_id: userId,
      organisation_id: organisationId,
      name: cleanLine(name),
      hash,
      prefix,
      permissions: JSON.stringify(given),
      made_at: now,
      last_used_at: null,
      ends_at: endsInDays === null ? null : now + endsInDays * dayMs,
      revoked_at: null,
    }
    await insertApiKey(trx, row)
    const person = { id: userId, organisation_id: organisationId }
    await audit({ services, unit }, { event: 'api-key-made', person, subject: subjectOf(row, given) })
    await notifyPerson(unit, person, { event: 'api-key-made', subject: row.name, cause: row.id })
    return row
  })
  return { secret, key: summaryOf(result) }
}

/** Throws Refusal: not-found. */
export async function endApiKey(services: Services, { userId, organisationId }: Access, id: string): Promise<void> {
  await runUnitOfWork(services, async (unit) => {
    const key = await revokeApiKey(unit.trx, { id, userId }, unit.now)
    if (!key) throw new Refusal('not-found')
    const person = { id: userId, organisation_id: organisationId }
    await audit({ services, unit }, { event: 'api-key-revoked', person, subject: subjectOf(key, null) })
    unit.afterCommit(() => services.revocations.keyRevoked(id, unit.now))
  })
}

function subjectOf({ id, name }: ApiKeyTable, permissions: string[] | null): AuditedSubject {
  return { kind: 'api-key', id, name, from: null, to: permissions && { permissions } }
}

function summaryOf(row: ApiKeyTable): ApiKeySummary {
  return {
    id: row.id,
    name: row.name,
    prefix: row.prefix,
    permissions: JSON.parse(row.permissions) as string[],
    madeAt: row.made_at,
    lastUsedAt: row.last_used_at,
    endsAt: row.ends_at,
  }
}
