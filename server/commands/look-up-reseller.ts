/** `Lookup` of a reseller before it is registered (M22). IDs must not become a directory: each look counts, found or not. */
import { can } from '#shared/domain/access/can.ts'
import type { OrganisationId } from '#shared/domain/ids.ts'
import { Refusal, type RefusalCode } from '#shared/domain/refusal.ts'
import { requireAccess, type Access } from '../auth/access.ts'
import { findOrganisation } from '../database/repository/organisation.ts'
import { spend } from '../database/repository/people/throttle.ts'
import { runUnitOfWork, type UnitOfWork } from '../database/unit-of-work.ts'
import type { Services } from '../services.ts'
import { partyLookUps } from './party-look-ups.ts'

interface Asked {
  userId: Access['userId']
  resellerId: OrganisationId
}

/** Throws Refusal: not-permitted, reseller-not-found, too-many-requests. */
export async function lookUpReseller(services: Services, asked: Asked): Promise<{ name: string }> {
  const { result } = await runUnitOfWork(services, (unit) => look(services, unit, asked))
  if (typeof result === 'string') throw new Refusal(result)
  return result
}

/** A look that finds nothing counts as well, so that its refusal is returned instead of thrown. */
async function look(
  services: Services,
  unit: UnitOfWork,
  { userId, resellerId }: Asked,
): Promise<{ name: string } | RefusalCode> {
  const access = await requireAccess(unit.trx, userId)
  const { organisationId } = access
  if (access.organisationKind !== 'msp' || !can(access, 'manage-devices', { type: 'organisation', organisationId }))
    return 'not-permitted'
  const { key, allowance } = partyLookUps(services, organisationId)
  if ((await spend(unit.trx, key, allowance, unit.now)) > 0) return 'too-many-requests'
  const found = await findOrganisation(unit.trx, resellerId)
  return found?.kind === 'reseller' ? { name: found.name } : 'reseller-not-found'
}
