import type { Team } from '#shared/decisions/team/team.ts'
import type { OrganisationId } from '#shared/domain/ids.ts'
import type { Database } from '../../database/connection.ts'
import { buildPeople } from '../../database/reading/build-people.ts'
import { findCustodyOf } from '../../database/reading/visible.ts'
import { listGroups, listRoles } from '../../database/repository/people/role.ts'
import { listServices } from '../../database/repository/customer/service-record.ts'
import { findMspProfile } from '../../database/repository/msp-profile.ts'
import { listAsking } from '../../database/repository/requests/asking-msp.ts'
import { listTeam } from '../../database/repository/user.ts'

/** All of an organisation's people, roles and groups, as decisions about them are taken on: an MSP's on no more addresses than it knows. */
export async function readTeam(
  database: Database,
  organisationId: OrganisationId,
  known: { knownTo?: OrganisationId } = {},
): Promise<Team> {
  const rows = await listTeam(database, organisationId)
  const people = await buildPeople(database, rows, { withScopes: true, ...known })
  const roles = await listRoles(database, organisationId)
  const groups = await listGroups(database, organisationId)
  const profile = await findMspProfile(database, organisationId)
  // Whom a customer lets ask it is nothing that its MSP manages.
  const custody = known.knownTo ? null : await findCustodyOf(database, organisationId)
  const asking = known.knownTo ? [] : await listAsking(database, organisationId)
  const services = await listServices(database, organisationId)
  return {
    people,
    roles: roles.map(({ id, name, permissions, version }) => ({
      id,
      name,
      permissions: JSON.parse(permissions) as string[],
      version,
    })),
    groups: groups.map(({ id, name, version }) => ({ id, name, version })),
    profiles: profile ? [profile] : [],
    asking,
    custodies: custody ? [custody] : [],
    // Through whom each came is no reason for anything.
    services: services.map(({ id, service, status, since, reason }) => ({
      id,
      service,
      status,
      since,
      through: null,
      reason: reason ?? '',
    })),
  }
}
