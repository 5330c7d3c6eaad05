import type { Command } from 'commander'
import { appointSuperAdmin } from '../../commands/appointment/appoint-super-admin.ts'
import { runUnitOfWork } from '../../database/unit-of-work.ts'
import { addAppointeeOptions, readAppointee, sayWhyRefused, type AppointeeOptions } from './appointee.ts'
import { operate, printTime } from './operation.ts'
import { readOrganisationId, requireOrganisation } from './people.ts'

export function define(command: Command): void {
  const described = command
    .description(
      `Makes somebody super admin of an organisation whose super admins can't get in: a new person, or one of its own, who
then sets a new password and has no second factor. Everybody there is mailed at once, and any super admin can stop it.
The person's link is mailed after 72 hours; at once where nobody has registered yet. An open one is replaced.`,
    )
    .argument('<organisation-id>', 'its ten digits')
  addAppointeeOptions(described).action((given: string, options: AppointeeOptions) => {
    const organisationId = readOrganisationId(given)
    const appointee = readAppointee(options)
    return operate(async (services) => {
      const organisation = await requireOrganisation(services, organisationId)
      const work = runUnitOfWork(services, (unit) => appointSuperAdmin({ services, unit }, organisation, appointee))
      const { due_at } = (await sayWhyRefused(work)).result
      console.log(`The link is mailed at ${printTime(due_at)}, unless a super admin stops it.`)
    })
  })
}
