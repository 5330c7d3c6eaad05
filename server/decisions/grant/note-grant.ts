/** What a customer lets its MSP do with its admins, into the journal and out of it: a backup gives no MSP back what was taken (SYNC3). */
import { grantAdmins } from '#shared/decisions/grant/grant-admins.ts'
import { takeBackAdmins } from '#shared/decisions/grant/take-back-admins.ts'
import { findRelationship, type Relationship } from '../../database/repository/relationship.ts'
import type { GrantDecided } from '../../database/journal-entries.ts'
import type { UnitOfWork } from '../../database/unit-of-work.ts'
import type { Effects } from '../effects.ts'
import { enact } from '../enact.ts'

export const grantEffects: Effects<'grant-admins'> & Effects<'take-back-admins'> = {
  async apply({ services, unit, access, itemId, relationship }) {
    const decided = grantDecided(relationship, { itemId, userId: access.userId })
    unit.afterCommit(() => services.revocations.decide(decided))
  },
}

export function grantDecided(
  { id, customer_id, admins_granted_at, admins_decided_at }: Relationship,
  by: Pick<GrantDecided, 'itemId' | 'userId'>,
): GrantDecided {
  const organisationId = customer_id
  return { type: 'grant-decided', id, organisationId, ...by, grantedAt: admins_granted_at, at: admins_decided_at ?? 0 }
}

/** Whether anything had to be done: the database may have this decision or a later one, or no such relationship any more. */
export async function replayGrant(unit: UnitOfWork, entry: GrantDecided): Promise<boolean> {
  const relationship = await findRelationship(unit.trx, entry.id, { lock: true })
  if (!relationship || relationship.ended_at !== null) return false
  if ((relationship.admins_decided_at ?? 0) >= entry.at) return false
  const { grantedAt, userId, organisationId, itemId } = entry
  const decision = grantedAt === null ? takeBackAdmins : grantAdmins
  await enact(unit, relationship, {
    decision,
    patch: { adminsGrantedAt: grantedAt },
    event: grantedAt === null ? 'admins-taken-back' : 'admins-granted',
    actor: { userId, organisationId },
    itemId,
  })
  return true
}
