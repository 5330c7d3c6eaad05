import type { Command } from 'commander'
import { closeAppointment } from '../../commands/appointment/appoint-super-admin.ts'
import { audit, operator } from '../../commands/audit.ts'
import { findOpenAppointment } from '../../database/repository/people/appointment.ts'
import { holdOrganisation } from '../../database/repository/organisation.ts'
import { runUnitOfWork } from '../../database/unit-of-work.ts'
import { CommandFailure } from '../command-line.ts'
import { operate } from './operation.ts'
import { readOrganisationId, requireOrganisation } from './people.ts'

export function define(command: Command): void {
  command
    .description('Stops what reset-super-admin or create-msp began: its links die, and its mail is not sent.')
    .argument('<organisation-id>', 'its ten digits')
    .action((given: string) => {
      const organisationId = readOrganisationId(given)
      return operate(async (services) => {
        const { id } = await requireOrganisation(services, organisationId)
        await runUnitOfWork(services, async (unit) => {
          await holdOrganisation(unit.trx, id)
          const open = await findOpenAppointment(unit.trx, id)
          if (!open) throw new CommandFailure('There is nothing to stop.')
          await closeAppointment({ services, unit }, open, 'stopped')
          const person = { id: operator, organisation_id: id }
          await audit({ services, unit }, { event: 'appointment-stopped', person, journalled: null })
        })
        console.log('It is stopped.')
      })
    })
}
