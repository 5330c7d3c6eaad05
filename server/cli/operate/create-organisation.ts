/** Making a party whose super admin registers by a link in a mail. */
import type { Command } from 'commander'
import { companyNameSchema, type OrganisationKind } from '#shared/domain/organisation.ts'
import { appointSuperAdmin } from '../../commands/appointment/appoint-super-admin.ts'
import { createOrganisation } from '../../database/repository/organisation.ts'
import { runUnitOfWork } from '../../database/unit-of-work.ts'
import { UsageFailure } from '../command-line.ts'
import { addAppointeeOptions, readAppointee, sayWhyRefused, type AppointeeOptions } from './appointee.ts'
import { operate } from './operation.ts'

interface Created {
  kind: OrganisationKind
  /** In sentences of the help. */
  what: string
  whose: string
  /** What its ID is called. */
  id: string
}

export function defineCreation(command: Command, { kind, what, whose, id }: Created): void {
  addAppointeeOptions(
    command
      .description(`Makes ${what} and mails its super admin a link to register by, good for seven days.`)
      .requiredOption('--name <company>', whose),
  ).action((options: AppointeeOptions & { name: string }) => {
    const name = companyNameSchema.safeParse(options.name)
    if (!name.success) throw new UsageFailure('That is no company name.')
    const appointee = readAppointee(options)
    return operate(async (services) => {
      const work = runUnitOfWork(services, async (unit) => {
        const organisation = await createOrganisation(unit, { kind, name: name.data })
        await appointSuperAdmin({ services, unit }, organisation, appointee)
        return organisation
      })
      const { result } = await sayWhyRefused(work)
      console.log(`${result.name} has the ${id} ${result.id}. Its super admin gets a link by mail.`)
    })
  })
}
