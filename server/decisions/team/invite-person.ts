import { findRole } from '#shared/decisions/team/team.ts'
import type { InvitePersonInput } from '#shared/decisions/team/invite-person.ts'
import { invitePersonSchema } from '#shared/decisions/team/team-inputs.ts'
import { Refusal } from '#shared/domain/refusal.ts'
import { findUserByEmail, isInvitedBeside } from '../../database/repository/user.ts'
import { requireLookUpsLeft } from '../look-up-limit.ts'
import { issuePersonInvitation } from './issue-person-invitation.ts'
import { isOutsider, type CarriedOnTeam, type TeamEffects } from './team-effects.ts'

/** An address that this MSP wasn't told is here and invited, too. */
async function isTaken(
  carried: CarriedOnTeam,
  { personId: id, workEmail: email }: InvitePersonInput,
): Promise<boolean> {
  const { trx } = carried.unit
  if (await findUserByEmail(trx, email)) return true
  return isOutsider(carried) && isInvitedBeside(trx, { id, organisation_id: carried.organisation.id, email })
}

/** The mail, to an address with which nobody has an account anywhere: where they have it is never said. */
export const invitePersonEffects: TeamEffects<InvitePersonInput> = {
  input: invitePersonSchema,
  async apply(carried, input) {
    const { organisation, team } = carried
    await requireLookUpsLeft(carried)
    if (await isTaken(carried, input)) throw new Refusal('email-taken', { workEmail: 'alternate-email' })
    const { firstName, lastName, workEmail, details, locale } = input
    const { role, ownRole } = findRole(team, input.role, organisation.kind)!
    await issuePersonInvitation(
      carried,
      { id: input.personId, firstName, lastName, email: workEmail, role, ownRole },
      { details, locale },
    )
  },
}
