import type { Command } from 'commander'
import { maskEmail } from '#shared/domain/organisation.ts'
import { findService } from '#shared/domain/service-catalogue.ts'
import { cleanLine } from '#shared/domain/text/clean-line.ts'
import { decideApplication } from '../../commands/service/decide-application.ts'
import { findApplication, listApplications } from '../../database/repository/customer/service-application.ts'
import { holdOrganisation } from '../../database/repository/organisation.ts'
import { runUnitOfWork } from '../../database/unit-of-work.ts'
import type { ServiceApplicationTable } from '../../database/tables/service-record-table.ts'
import { CommandFailure, printTable, UsageFailure } from '../command-line.ts'
import { operate, printTime } from './operation.ts'

const atMost = 500
const reasonLimit = 500

export function define(applications: Command): void {
  applications.description('Services that companies apply for.').helpCommand(false)
  addList(applications)
  addShow(applications)
  addApprove(applications)
  addReject(applications)
}

const nameOf = ({ service }: Pick<ServiceApplicationTable, 'service'>) => findService(service)?.name ?? service

function addList(applications: Command): void {
  applications
    .command('list')
    .summary('list applications that nobody has decided yet')
    .description(`Lists applications that nobody has decided yet, the longest waiting first, at most ${atMost}.`)
    .option('--decided', 'those that were decided instead, the latest first')
    .option('--plain', 'with whole addresses')
    .action(({ decided, plain }: { decided?: true; plain?: true }) =>
      operate(async ({ database }) => {
        const rows = await listApplications(database, { open: !decided, limit: atMost })
        printTable([
          ['ID', 'CUSTOMER ID', 'COMPANY', 'SERVICE', 'APPLIED', 'BY', ...(decided ? ['STATE', 'DECIDED'] : [])],
          ...rows.map((row) => [
            row.id,
            row.organisation_id,
            row.company_name,
            nameOf(row),
            printTime(row.applied_at),
            plain ? (row.email ?? '') : maskEmail(row.email ?? ''),
            ...(decided ? [row.state, printTime(row.decided_at)] : []),
          ]),
        ])
      }),
    )
}

function addShow(applications: Command): void {
  applications
    .command('show')
    .summary('print what a company says in support')
    .description('Prints what a company says in support of its application.')
    .argument('<id>', 'the one that “applications list” shows under this ID')
    .action((id: string) =>
      operate(async ({ database }) => {
        const application = await findApplication(database, id)
        if (!application) throw new CommandFailure('There is no such application.')
        printTable([
          ['Service', nameOf(application)],
          ['Reseller contact', application.reseller_contact],
          ['Sales representative', application.sales_representative],
          ['Business context', application.business_context],
        ])
      }),
    )
}

function addApprove(applications: Command): void {
  applications
    .command('approve')
    .summary('let a company have the service')
    .description('Makes the service active, and mails the company’s super admins what to do first.')
    .argument('<id>', 'the one that “applications list” shows under this ID')
    .action((id: string) => decide(id, null))
}

function addReject(applications: Command): void {
  applications
    .command('reject')
    .summary('refuse a company the service')
    .description('Refuses the service, and mails the company’s super admins why. They may apply again.')
    .argument('<id>', 'the one that “applications list” shows under this ID')
    .requiredOption('--reason <words>', 'why, in words that the company reads')
    .action((id: string, { reason }: { reason: string }) => {
      const said = cleanLine(reason)
      if (said === '' || said.length > reasonLimit)
        throw new UsageFailure(`It takes --reason, of at most ${reasonLimit} letters.`)
      return decide(id, said)
    })
}

async function decide(id: string, reason: string | null): Promise<void> {
  await operate(async (services) => {
    const known = await findApplication(services.database, id)
    if (!known) throw new CommandFailure('There is no such application.')
    await runUnitOfWork(services, async (unit) => {
      await holdOrganisation(unit.trx, known.organisation_id)
      const application = await findApplication(unit.trx, id, { lock: true })
      if (application?.state !== 'open') throw new CommandFailure(`It was ${application?.state ?? 'decided'} already.`)
      await decideApplication({ services, unit }, application, reason)
    })
    const state = reason === null ? 'is active' : 'was refused'
    console.log(`${nameOf(known)} ${state}. The company's super admins hear of it by mail.`)
  })
}
