import type { UserId } from '#shared/domain/ids.ts'
import { findScopeSetting } from '../../database/repository/scope.ts'
import { findUser } from '../../database/repository/user.ts'
import type { UserTable } from '../../database/schema.ts'
import type { Database } from '../../database/connection.ts'
import type { PersonDecided } from '../../database/revocation-journal.ts'
import type { DecisionContext } from '../decision-context.ts'

/** Writes into the journal, once it is committed, what somebody's access is now (SYNC3). */
export async function noteDecided({ services, unit, itemId }: DecisionContext, userId: UserId): Promise<void> {
  const user = await findUser(unit.trx, userId)
  if (!user) return
  const decided = await decidedOf(unit.trx, user, { itemId, at: user.decided_at ?? unit.now })
  unit.afterCommit(() => services.revocations.decide(decided))
}

export async function decidedOf(
  database: Database,
  user: UserTable,
  { itemId, at }: Pick<PersonDecided, 'itemId' | 'at'>,
): Promise<PersonDecided> {
  const { id, organisation_id, status, role, role_id } = user
  const scope = await findScopeSetting(database, user)
  return {
    type: 'person-decided',
    id,
    organisationId: organisation_id,
    itemId,
    at,
    status,
    role,
    roleId: role_id,
    scope,
  }
}
