import { resolve } from '$app/paths'
import type { OrganisationKind } from '#shared/domain/organisation.ts'

/** Where a team is: `Admins & roles` of an MSP, `Manage Administrators` of a customer, `Manage admins` at a customer's page. */
export interface TeamPaths {
  people: string
  invite: string
  person(id: string): string
  roles: string
  /** A customer has none. */
  groups: string
}

export function teamPaths(kind: OrganisationKind | undefined): TeamPaths {
  if (kind === 'customer')
    return {
      people: resolve('/administrators'),
      invite: resolve('/administrators/invite'),
      person: (id) => resolve('/administrators/[id]', { id }),
      roles: resolve('/administrators/roles'),
      groups: resolve('/administrators/roles'),
    }
  return {
    people: resolve('/team'),
    invite: resolve('/team/invite'),
    person: (id) => resolve('/team/[id]', { id }),
    roles: resolve('/team/roles'),
    groups: resolve('/team/groups'),
  }
}

/** Of a customer, by its Customer ID or the relationship's. */
export function customerTeamPaths(id: string): TeamPaths {
  return {
    people: resolve('/customers/[id]/admins', { id }),
    invite: resolve('/customers/[id]/admins/invite', { id }),
    person: (person) => resolve('/customers/[id]/admins/[person]', { id, person }),
    roles: resolve('/customers/[id]/admins/roles', { id }),
    groups: resolve('/customers/[id]/admins/roles', { id }),
  }
}
