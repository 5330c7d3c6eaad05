import { resolve } from '$app/paths'
import type { OrganisationKind } from '#shared/domain/organisation.ts'

/** Where an organisation's people are: `Admins & roles` of an MSP, `Manage Administrators` of a customer. */
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
