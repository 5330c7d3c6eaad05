/** How an organisation's people sign in: whether with a second factor. It holds from everybody's next sign-in on. */
import { Refusal } from '#shared/domain/refusal.ts'
import type { SignInRules } from '#shared/protocol/sign-in-requests.ts'
import type { Access } from '../../auth/access.ts'
import { getOrganisation, holdOrganisation, requireSecondFactor } from '../../database/repository/organisation.ts'
import { runUnitOfWork } from '../../database/unit-of-work.ts'
import type { Services } from '../../services.ts'
import { audit } from '../audit.ts'

/** Throws Refusal: not-permitted. */
export async function viewSignInRules({ database }: Services, access: Access): Promise<SignInRules> {
  requirePermission(access)
  const { second_factor_required_at } = await getOrganisation(database, access.organisationId)
  return { requiresSecondFactor: second_factor_required_at !== null }
}

/** Throws Refusal: not-permitted. */
export async function changeSignInRules(
  services: Services,
  access: Access,
  { requiresSecondFactor }: SignInRules,
): Promise<void> {
  requirePermission(access)
  const { organisationId, userId } = access
  await runUnitOfWork(services, async (unit) => {
    await holdOrganisation(unit.trx, organisationId)
    await requireSecondFactor(unit.trx, organisationId, requiresSecondFactor ? unit.now : null)
    const person = { id: userId, organisation_id: organisationId }
    await audit({ services, unit }, { event: 'second-factor-rule-changed', person, facts: { requiresSecondFactor } })
  })
}

function requirePermission({ permissions }: Access): void {
  if (!permissions.has('sign-in-rules')) throw new Refusal('not-permitted')
}
