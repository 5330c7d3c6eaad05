import type { ScopeSetting } from '../../domain/access/scope.ts'
import type { RoleChoice } from '../../domain/team/person.ts'
import type { SeenPerson } from './seen.ts'
import { decideOnPerson, defineTeamDecision, findRole, isBeyondTheirs, isMoreThanTheirs } from './team.ts'

export interface ChangePersonInput extends SeenPerson {
  role: RoleChoice
  /** Null: as it is; also from whoever may not know it. */
  scope: ScopeSetting | null
}

/** Another role, other customers, or both. */
export const changePerson = defineTeamDecision('change-person', {
  subjectOf: ({ personId }: ChangePersonInput) => ({ kind: 'person', id: personId }),
  audit: 'person-access-changed',
  decide(team, deciding, { role: choice, scope, ...seen }: ChangePersonInput) {
    const role = findRole(team, choice, deciding.organisationKind)
    const takes = choice !== 'super-admin' || (scope !== null && scope.kind !== 'all')
    return decideOnPerson(team, deciding, seen, { takes }, () => {
      if (!role) return { refusal: 'not-found' }
      if (isMoreThanTheirs(deciding, role)) return { refusal: 'more-than-you-have' }
      if (scope && isBeyondTheirs(deciding, scope)) return { refusal: 'more-than-you-have' }
      if (scope && deciding.organisationKind !== 'msp') return { refusal: 'invalid-input' }
      const { permissions: _permissions, ...given } = role
      return { patch: { ...given, ...(scope && { scope }) } }
    })
  },
})
