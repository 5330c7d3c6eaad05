/** The kinds of which a team is made: who works for an organisation, and as what (M20, C6). */
import { customerGroupKind } from './customer-group.ts'
import { mspProfileKind } from './msp-profile.ts'
import { personKind } from './person.ts'
import { roleKind } from './role.ts'

export const teamKinds = {
  people: personKind,
  roles: roleKind,
  groups: customerGroupKind,
  profiles: mspProfileKind,
} as const
