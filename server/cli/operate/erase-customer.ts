import type { Command } from 'commander'
import type { OrganisationId } from '#shared/domain/ids.ts'
import { eraseCustomer, type NotErasable } from '../../commands/erase/erase-customer.ts'
import { listErasures } from '../../database/repository/customer/erasure.ts'
import { runUnitOfWork } from '../../database/unit-of-work.ts'
import { erasureAskers, type ErasureAsker } from '../../database/tables/erasure-table.ts'
import { CommandFailure, printTable, UsageFailure } from '../command-line.ts'
import { operate, printTime, type Operation } from './operation.ts'
import { readOrganisationId, requireOrganisation } from './people.ts'

export function define(command: Command): void {
  command
    .description(
      `Erases for good what is held of a customer that nobody manages: its account and private notes, the values in its log, names,
addresses, phones and mails, invitations, tickets, exports and what waits to be mailed. A record stays of when, how many and on whose
request. There is no way back. What deleted rows leave on the disk and in backups is in server/README.md.`,
    )
    .argument('[customer-id]', 'its ten digits')
    .option('--asked-by <who>', `who asked for it: ${erasureAskers.join(', ')}`)
    .option('--people', 'also where people of the company can sign in: they no longer can')
    .option('--list', 'list what was erased, and on whose request')
    .action(
      (given: string | undefined, { askedBy, people, list }: { askedBy?: string; people?: true; list?: true }) => {
        if ((given === undefined) !== (list === true)) throw new UsageFailure('It takes a Customer ID, or --list.')
        return operate(async (operation) => {
          if (given === undefined) return printErasures(operation)
          const asker = erasureAskers.find((each) => each === askedBy)
          if (!asker) throw new UsageFailure(`It takes --asked-by: ${erasureAskers.join(', ')}.`)
          return erase(operation, readOrganisationId(given), { askedBy: asker, withPeople: people === true })
        })
      },
    )
}

const sentences: Record<NotErasable, string> = {
  managed: 'An MSP manages this customer: it is closed or delinked first.',
  people: 'People of this company can sign in: with --people they are erased, too.',
}

async function erase(
  services: Operation,
  customerId: OrganisationId,
  asked: { askedBy: ErasureAsker; withPeople: boolean },
): Promise<void> {
  const { kind } = await requireOrganisation(services, customerId)
  if (kind !== 'customer') throw new CommandFailure('That is no customer.')
  const { result } = await runUnitOfWork(services, async (unit) => {
    const erased = await eraseCustomer({ services, unit }, customerId, asked)
    if (typeof erased === 'string') throw new CommandFailure(sentences[erased])
    return erased
  })
  printTable([['ERASED', 'COUNT'], ...Object.entries(result).map(([what, count]) => [what, String(count)])])
}

async function printErasures({ database }: Operation): Promise<void> {
  const rows = await listErasures(database)
  printTable([
    ['CUSTOMER ID', 'ERASED', 'ASKED BY', 'WHAT'],
    ...rows.map(({ organisation_id, at, asked_by, kinds }) => [
      organisation_id,
      printTime(at),
      asked_by,
      Object.entries(JSON.parse(kinds) as Record<string, number>)
        .map(([what, count]) => `${what} ${count}`)
        .join(', '),
    ]),
  ])
}
