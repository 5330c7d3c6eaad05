import { permissionsOf } from '../../domain/access/permissions-of.ts'
import type { SignedInUser } from '../../domain/user.ts'
import type { Deciding, Team } from './team.ts'

/** Who decides at a device: what it has of customers is in its person's scope. Whoever sees all is told everybody's scope. */
export function decidingHere(user: SignedInUser, team: Team, now: number): Deciding {
  const own = team.people.find(({ id }) => id === user.id)
  return {
    userId: user.id,
    role: user.role === 'super-admin' ? 'super-admin' : 'admin',
    permissions: permissionsOf(user),
    organisationKind: user.organisationKind,
    seesAll: user.organisationKind !== 'msp' || (own?.scope ?? null) !== null,
    isInScope: (id) => /^\d{10}$/.test(id),
    now,
  }
}
