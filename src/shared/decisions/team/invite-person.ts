import { allCustomers, type ScopeSetting } from '../../domain/access/scope.ts'
import type { UserId } from '../../domain/ids.ts'
import type { Locale } from '../../domain/organisation.ts'
import type { RoleChoice } from '../../domain/team/person.ts'
import { waitingInvitation } from './resend-person-invitation.ts'
import {
  defineTeamDecision,
  findRole,
  isBeyondTheirs,
  isMoreThanTheirs,
  type TeamChange,
  type TeamOutcome,
} from './team.ts'
import { emptyInviteForm } from './invite-form.ts'

export interface InvitePersonInput {
  /** Who it will be: the device's choice, so that what follows can name them. */
  personId: UserId
  firstName: string
  lastName: string
  workEmail: string
  role: RoleChoice
  scope: ScopeSetting
  /** What the mail says besides (C6). */
  details: string
  locale: Locale
}

/** `Invite Admins`: somebody becomes a colleague once they have registered (M20, C6). */
export const invitePerson = defineTeamDecision('invite-person', {
  subjectOf: ({ personId }: InvitePersonInput) => ({ kind: 'person', id: personId }),
  audit: 'person-invited',
  form: emptyInviteForm,
  decide(team, deciding, input: InvitePersonInput): TeamOutcome {
    const { personId, firstName, lastName, workEmail, scope } = input
    if (team.people.some(({ id }) => id === personId)) return { refusal: 'id-taken' }
    const role = findRole(team, input.role, deciding.organisationKind)
    if (!role) return { refusal: 'not-found', fields: { role: 'required' } }
    if (isMoreThanTheirs(deciding, role) || isBeyondTheirs(deciding, scope)) return { refusal: 'more-than-you-have' }
    if (scope.kind !== 'all' && deciding.organisationKind !== 'msp') return { refusal: 'invalid-input' }
    const namesake = team.people.find(({ email }) => email.toLowerCase() === workEmail.toLowerCase())
    if (namesake && namesake.state !== 'revoked') {
      const refusal = namesake.state === 'pending' ? 'already-invited' : 'already-here'
      return { refusal, fields: { workEmail: refusal } }
    }
    const { permissions: _permissions, ...given } = role
    const invited: TeamChange = {
      kind: 'person',
      id: personId,
      patch: {
        ...given,
        id: personId,
        firstName,
        lastName,
        email: workEmail,
        isEmailVerified: false,
        state: 'pending',
        addedAt: deciding.now,
        version: 1,
        scope: deciding.organisationKind === 'msp' ? scope : allCustomers,
        invitation: waitingInvitation,
      },
    }
    // Whoever's invitation was taken back is invited as somebody new.
    return { changes: [...(namesake ? [{ kind: 'person', id: namesake.id, patch: null } as const] : []), invited] }
  },
})
