import type { Command } from 'commander'
import { companyNameSchema } from '#shared/domain/organisation.ts'
import { appointSuperAdmin } from '../../commands/appointment/appoint-super-admin.ts'
import { createOrganisation } from '../../database/repository/organisation.ts'
import { runUnitOfWork } from '../../database/unit-of-work.ts'
import { UsageFailure } from '../command-line.ts'
import { addAppointeeOptions, readAppointee, sayWhyRefused, type AppointeeOptions } from './appointee.ts'
import { operate } from './operation.ts'

export function define(command: Command): void {
  addAppointeeOptions(
    command
      .description('Makes a further MSP and mails its super admin a link to register by, good for seven days.')
      .requiredOption('--name <company>', "the MSP's name"),
  ).action((options: AppointeeOptions & { name: string }) => {
    const name = companyNameSchema.safeParse(options.name)
    if (!name.success) throw new UsageFailure('That is no company name.')
    const appointee = readAppointee(options)
    return operate(async (services) => {
      const work = runUnitOfWork(services, async (unit) => {
        const msp = await createOrganisation(unit, { kind: 'msp', name: name.data })
        await appointSuperAdmin({ services, unit }, msp, appointee)
        return msp
      })
      const { result } = await sayWhyRefused(work)
      console.log(`${result.name} has the MSP ID ${result.id}. Its super admin gets a link by mail.`)
    })
  })
}
