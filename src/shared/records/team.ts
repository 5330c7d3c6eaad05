/** The kinds of which a team is made: who works for an organisation, as what (M20, C6), and what else is its own to decide about. */
import { askingMspKind } from './asking-msp.ts'
import { custodyKind } from './custody.ts'
import { customerGroupKind } from './customer-group.ts'
import { customerTeamKind } from './customer-team.ts'
import { mspProfileKind } from './msp-profile.ts'
import { personKind } from './person.ts'
import { roleKind } from './role.ts'
import { serviceRecordKind } from './service-record.ts'

export const teamKinds = {
  people: personKind,
  roles: roleKind,
  groups: customerGroupKind,
  profiles: mspProfileKind,
  asking: askingMspKind,
  custodies: custodyKind,
  services: serviceRecordKind,
} as const

/** A customer's, as its MSP holds it under a grant: one record, whose parts are of these kinds (C7). */
export const grantedTeam = { kind: customerTeamKind, people: personKind.name, roles: roleKind.name } as const
