import { findRole } from '#shared/decisions/team/team.ts'
import type { InvitePersonInput } from '#shared/decisions/team/invite-person.ts'
import { invitePersonSchema } from '#shared/decisions/team/team-inputs.ts'
import { Refusal } from '#shared/domain/refusal.ts'
import { findUserByEmail } from '../../database/repository/user.ts'
import { requireLookUpsLeft } from '../look-up-limit.ts'
import { issuePersonInvitation } from './issue-person-invitation.ts'
import type { TeamEffects } from './team-effects.ts'

/** The mail, to an address with which nobody has an account anywhere: where they have it is never said. */
export const invitePersonEffects: TeamEffects<InvitePersonInput> = {
  input: invitePersonSchema,
  async apply(carried, input) {
    const { access, team, unit } = carried
    await requireLookUpsLeft(carried)
    if (await findUserByEmail(unit.trx, input.workEmail))
      throw new Refusal('email-taken', { workEmail: 'alternate-email' })
    const { firstName, lastName, workEmail, details, locale } = input
    const { role, ownRole } = findRole(team, input.role, access.organisationKind)!
    await issuePersonInvitation(
      carried,
      { id: input.personId, firstName, lastName, email: workEmail, role, ownRole },
      { details, locale },
    )
  },
}
