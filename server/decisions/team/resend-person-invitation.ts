import { isInvitedAnew } from '#shared/decisions/team/resend-person-invitation.ts'
import type { SeenPerson } from '#shared/decisions/team/seen.ts'
import { seenPersonSchema } from '#shared/decisions/team/team-inputs.ts'
import { Refusal } from '#shared/domain/refusal.ts'
import { reminderRefusal } from '#shared/domain/reminder.ts'
import { findLatestPersonInvitation } from '../../database/repository/people/person-invitation.ts'
import { findUserByEmail } from '../../database/repository/user.ts'
import { requireLookUpsLeft } from '../look-up-limit.ts'
import { revokePersonInvitation } from './close-person-invitation.ts'
import { issuePersonInvitation, remindPersonInvitation } from './issue-person-invitation.ts'
import type { TeamEffects } from './team-effects.ts'

/** A reminder of the open invitation, or a new one. */
export const resendPersonInvitationEffects: TeamEffects<SeenPerson> = {
  input: seenPersonSchema,
  async apply(carried, { personId }) {
    const { unit, team } = carried
    const person = team.people.find(({ id }) => id === personId)!
    const invitation = await findLatestPersonInvitation(unit.trx, personId)
    if (!invitation) throw new Refusal('no-invitation')
    if (!isInvitedAnew(person, unit.now)) {
      const refusal = reminderRefusal({ count: invitation.reminded_count, lastAt: invitation.reminded_at }, unit.now)
      if (refusal) throw new Refusal(refusal)
      return remindPersonInvitation(carried, person, { ...invitation, expires_at: invitation.expires_at! })
    }
    await requireLookUpsLeft(carried)
    if (await findUserByEmail(unit.trx, invitation.email)) throw new Refusal('email-taken')
    await revokePersonInvitation(carried, personId)
    await issuePersonInvitation(carried, { ...person, email: invitation.email }, invitation)
  },
}
