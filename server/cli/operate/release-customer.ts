import type { Command } from 'commander'
import type { OrganisationId } from '#shared/domain/ids.ts'
import { maskEmail } from '#shared/domain/organisation.ts'
import {
  announceRelease,
  findReleasable,
  type NotReleasable,
  type Releasable,
} from '../../commands/release/announce-release.ts'
import { isReleasable } from '../../commands/release/release-parties.ts'
import { stopReleaseByOperator } from '../../commands/release/stop-release.ts'
import { partyNames } from '../../commands/recipients.ts'
import type { CustomerReleaseTable } from '../../database/tables/former-relationship-table.ts'
import { listReleases } from '../../database/repository/customer/customer-release.ts'
import { runUnitOfWork } from '../../database/unit-of-work.ts'
import { CommandFailure, printTable, UsageFailure } from '../command-line.ts'
import { operate, printTime, type Operation } from './operation.ts'
import { readOrganisationId, requireOrganisation } from './people.ts'

const atMost = 500

export function define(command: Command): void {
  command
    .description(
      `Gives a company back to its people where the MSP that manages it alone answers no more. Both sides are mailed at once, and
any super admin of the MSP can stop it. After 72 hours it happens by itself: the MSP loses all access, the company's people
have their account again, each in their former role, and the services stay. Where nobody of the company has registered, its contact
gets a link to register by.`,
    )
    .argument('[customer-id]', 'its ten digits')
    .option('--stop', 'stop it instead')
    .option('--list', 'list what was announced, and what became of it')
    .action((given: string | undefined, { stop, list }: { stop?: true; list?: true }) => {
      if ((given === undefined) !== (list === true) || (stop && list))
        throw new UsageFailure('It takes a Customer ID, with or without --stop, or --list.')
      return operate((operation) => {
        if (given === undefined) return printReleases(operation)
        const id = readOrganisationId(given)
        return stop ? stopIt(operation, id) : announceIt(operation, id)
      })
    })
}

const sentences: Record<NotReleasable, string> = {
  'not-managed': 'No MSP manages this company: its people have their account.',
  'jointly-managed': 'Its people have their account: they can delink it themselves, under Requests.',
  'announced-already': 'That is announced already: --list says for when.',
  'contact-elsewhere':
    'Nobody of this company has registered, and its contact’s address belongs to a person of another organisation: make somebody else its super admin first, with reset-super-admin.',
}

async function announceIt(services: Operation, customerId: OrganisationId): Promise<void> {
  await requireOrganisation(services, customerId)
  const { result: lines } = await runUnitOfWork(services, async (unit) => {
    const found = await findReleasable(unit, customerId)
    if (typeof found === 'string') throw new CommandFailure(sentences[found])
    const names = await partyNames(unit.trx, found.relationship)
    const release = await announceRelease({ services, unit }, found.relationship)
    return describe(found, names, release)
  })
  lines.forEach((line) => console.log(line))
}

function describe(
  { relationship, people }: Releasable,
  { companyName, mspName }: { companyName: string; mspName: string },
  { due_at }: CustomerReleaseTable,
): string[] {
  const { customer_id, msp_id, added_at, work_email } = relationship
  const superAdmins = people.filter(({ role }) => role === 'super-admin')
  const who = superAdmins.map(({ email }) => maskEmail(email)).join(', ')
  return [
    `${companyName} (${customer_id}) is managed by ${mspName} (${msp_id}) alone since ${printTime(added_at)}.`,
    superAdmins.length > 0
      ? `It is given back to its people, ${people.length} in all, with ${who} as super admin.`
      : `Nobody answers for it yet: its contact ${maskEmail(work_email)} gets a link to register by as super admin.`,
    `${mspName} loses all access to it. The services stay the company's.`,
    `That happens at ${printTime(due_at)}, unless a super admin of ${mspName} stops it. Both sides hear of it by mail.`,
  ]
}

async function stopIt(services: Operation, customerId: OrganisationId): Promise<void> {
  await requireOrganisation(services, customerId)
  const { result } = await runUnitOfWork(services, (unit) => stopReleaseByOperator({ services, unit }, customerId))
  if (!result) throw new CommandFailure('There is nothing to stop.')
  console.log('It is stopped. Both sides hear of it by mail.')
}

async function printReleases({ database }: Operation): Promise<void> {
  const rows = await listReleases(database, { limit: atMost })
  printTable([
    ['CUSTOMER ID', 'COMPANY', 'MSP', 'ANNOUNCED', 'DUE', 'STATE', 'SINCE'],
    ...rows.map((row) => [
      row.customer_id,
      row.company_name,
      row.msp_name,
      printTime(row.made_at),
      printTime(row.due_at),
      // What has moved meanwhile is found out when it would be due.
      row.state === 'open' && !isReleasable(row) ? 'void' : row.state,
      printTime(row.ended_at),
    ]),
  ])
}
