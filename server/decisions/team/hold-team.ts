/**
 * Whose team is decided about: one's own, or that of a customer that lets this MSP manage its admins (C7). Held until the
 * transaction ends, with who decides as they are by then.
 */
import { decidingUnderGrant } from '#shared/decisions/team/deciding.ts'
import type { GrantSeen } from '#shared/decisions/grant/grant-seen.ts'
import type { Deciding, Team, TeamDecision } from '#shared/decisions/team/team.ts'
import { can } from '#shared/domain/access/can.ts'
import { isInScope } from '#shared/domain/access/scope.ts'
import { Refusal } from '#shared/domain/refusal.ts'
import { loadAccess, relationshipFacts, requireRelationship, type Access } from '../../auth/access.ts'
import { getOrganisation, holdOrganisation } from '../../database/repository/organisation.ts'
import type { DecisionContext } from '../decision-context.ts'
import { readTeam } from './read-team.ts'
import type { TeamContext } from './team-effects.ts'

export interface HeldTeam {
  context: TeamContext
  team: Team
  deciding: Deciding
}

type Asked = Pick<TeamDecision, 'permission'>

/** Throws Refusal: not-permitted. */
export async function holdOwnTeam(context: DecisionContext, { permission }: Asked): Promise<HeldTeam> {
  const { unit } = context
  const { organisationId, userId, organisationKind: kind, organisationName: name } = context.access
  await holdOrganisation(unit.trx, organisationId)
  const access = await loadAccess(unit.trx, userId)
  if (!access || !can(access, permission, { type: 'organisation', organisationId })) throw new Refusal('not-permitted')
  return {
    context: { ...context, access, organisation: { id: organisationId, kind, name } },
    team: await readTeam(unit.trx, organisationId),
    deciding: decidingAs(access, unit.now),
  }
}

/** Throws Refusal: admins-not-granted, not-permitted, relationship-ended. */
export async function holdCustomersTeam(
  context: DecisionContext,
  { permission }: Asked,
  { relationshipId, grantedAt }: GrantSeen,
): Promise<HeldTeam> {
  const { unit } = context
  const relationship = await requireRelationship(unit.trx, context.access, relationshipId, { lock: true })
  const organisationId = relationship.customer_id
  await holdOrganisation(unit.trx, organisationId)
  const access = await loadAccess(unit.trx, context.access.userId)
  if (!access || access.organisationId !== relationship.msp_id) throw new Refusal('not-permitted')
  if (relationship.admins_granted_at !== grantedAt) throw new Refusal('admins-not-granted')
  const manager = relationshipFacts(relationship)
  if (!can(access, permission, { type: 'person', organisationId, role: 'admin', manager }))
    throw new Refusal('not-permitted')
  const { kind, name } = await getOrganisation(unit.trx, organisationId)
  return {
    context: { ...context, access, organisation: { id: organisationId, kind, name } },
    team: await readTeam(unit.trx, organisationId, { knownTo: access.organisationId }),
    deciding: decidingUnderGrant({ userId: access.userId, permissions: access.permissions, now: unit.now }),
  }
}

function decidingAs({ userId, role, permissions, organisationKind, scope }: Access, now: number): Deciding {
  return {
    userId,
    role,
    permissions,
    gives: permissions,
    organisationKind,
    seesAll: scope.kind === 'all',
    isInScope: (customerId) => isInScope(scope, customerId),
    now,
  }
}
