import type { ManagementType } from '#shared/domain/relationship.ts'
import { Refusal } from '#shared/domain/refusal.ts'
import { hasOpenInvitation } from '../../database/repository/invitation.ts'
import { holdOrganisation } from '../../database/repository/organisation.ts'
import { findUserByEmail } from '../../database/repository/user.ts'
import type { DecisionContext } from '../decision-context.ts'
import { requireLookUpsLeft } from '../look-up-limit.ts'

/**
 * Whether the address may become a customer's. Somebody who has an account is asked for their consent, not added anew;
 * only one's own colleagues may stand as the contact of a fully managed customer. Ask last: the answer says something
 * about other people, and an act that could not be done must not be a way to hear it.
 * Throws Refusal: email-taken, invitation-open, too-many-requests.
 */
export async function requireFreeAddress(
  context: DecisionContext,
  email: string,
  managementType: ManagementType,
): Promise<void> {
  const { unit, access } = context
  await requireLookUpsLeft(context)
  const person = await findUserByEmail(unit.trx, email)
  const isColleague = person?.organisation_id === access.organisationId
  if (person && !(isColleague && managementType === 'fully'))
    throw new Refusal('email-taken', { workEmail: 'email-taken' })
  if (managementType === 'fully') return
  // Of two colleagues who invite one person at the same moment the second waits here, and then sees the first's.
  await holdOrganisation(unit.trx, access.organisationId)
  if (await hasOpenInvitation(unit.trx, { mspId: access.organisationId, email, now: unit.now }))
    throw new Refusal('invitation-open', { workEmail: 'email-invited' })
}
