import { invitationTransition, resendAction } from '../../domain/invitation.ts'
import type { PersonInvitation, PersonRecord } from '../../domain/team/person.ts'
import type { SeenPerson } from './seen.ts'
import { decideOnPerson, defineTeamDecision } from './team.ts'

/** A reminder while the invitation is open, a new one once it has run out or was revoked. Whether it is too soon the server knows. */
export const resendPersonInvitation = defineTeamDecision('resend-person-invitation', {
  subjectOf: ({ personId }: SeenPerson) => ({ kind: 'person', id: personId }),
  audit: 'person-invitation-resent',
  proof: false,
  decide: (team, deciding, input) =>
    decideOnPerson(team, deciding, input, { takes: false }, (person) => {
      if (isInvitedAnew(person, deciding.now)) return { patch: { state: 'pending', invitation: waitingInvitation } }
      const transition = invitationTransition(person.invitation, 'remind', deciding.now)
      if (person.state !== 'pending') return { refusal: 'invitation-used' }
      return transition.allowed ? { patch: {} } : { refusal: transition.code }
    }),
})

export const waitingInvitation: PersonInvitation = {
  state: 'waiting',
  sentAt: null,
  sentCount: 0,
  expiresAt: null,
  troubleAt: null,
}

/** Whether `Resend email invite` makes a new invitation, whose links are others. */
export function isInvitedAnew({ state, invitation }: Pick<PersonRecord, 'state' | 'invitation'>, now: number): boolean {
  return state === 'revoked' || (state === 'pending' && resendAction(invitation, now) === 'renew')
}
