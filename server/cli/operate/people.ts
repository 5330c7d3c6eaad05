import type { Command } from 'commander'
import { organisationIdSchema, type OrganisationId } from '#shared/domain/ids.ts'
import { maskEmail } from '#shared/domain/organisation.ts'
import { fullName } from '#shared/domain/text/person-name.ts'
import { findOpenAppointment } from '../../database/repository/people/appointment.ts'
import { findOrganisation } from '../../database/repository/organisation.ts'
import { listTeam } from '../../database/repository/user.ts'
import type { OrganisationTable } from '../../database/schema.ts'
import { CommandFailure, printTable, UsageFailure } from '../command-line.ts'
import { operate, printTime, type Operation } from './operation.ts'

export function define(command: Command): void {
  command
    .description("Lists an organisation's people: id, role, state and masked address.")
    .argument('<organisation-id>', 'its ten digits')
    .option('--plain', 'with whole addresses and names')
    .action((given: string, { plain }: { plain?: true }) => {
      const organisationId = readOrganisationId(given)
      return operate(async (operation) => {
        const { id } = await requireOrganisation(operation, organisationId)
        const people = await listTeam(operation.database, id)
        const rows = people.map((person) => [
          person.id,
          person.own_role ?? person.role,
          person.status,
          plain ? person.email : maskEmail(person.email),
          ...(plain ? [fullName(person.first_name, person.last_name)] : []),
        ])
        printTable([['ID', 'ROLE', 'STATE', 'EMAIL', ...(plain ? ['NAME'] : [])], ...rows])
        const open = await findOpenAppointment(operation.database, id)
        if (open)
          console.log(
            `${plain ? open.email : maskEmail(open.email)} is to become super admin: link from ${printTime(open.due_at)}`,
          )
      })
    })
}

/** Throws UsageFailure. */
export function readOrganisationId(given: string): OrganisationId {
  const id = organisationIdSchema.safeParse(given.replace(/\s/g, ''))
  if (!id.success) throw new UsageFailure('An organisation’s ID has ten digits.')
  return id.data
}

/** Throws CommandFailure. */
export async function requireOrganisation({ database }: Operation, id: OrganisationId): Promise<OrganisationTable> {
  const organisation = await findOrganisation(database, id)
  if (!organisation) throw new CommandFailure(`There is no organisation ${id}.`)
  return organisation
}
