import { Option, type Command } from 'commander'
import { organisationKindSchema, type OrganisationKind } from '#shared/domain/organisation.ts'
import { fold } from '#shared/domain/search/fold.ts'
import { listOrganisations } from '../../database/repository/organisation.ts'
import { printTable } from '../command-line.ts'
import { operate, printTime } from './operation.ts'

const atMost = 1000

export function define(command: Command): void {
  command
    .description(`Lists organisations with their IDs, at most ${atMost}.`)
    .addOption(new Option('--kind <kind>', 'which').choices(organisationKindSchema.options).default('msp'))
    .option('--name <part>', 'only those whose name has it')
    .action(({ kind, name }: { kind: OrganisationKind; name?: string }) =>
      operate(async ({ database }) => {
        const sought = fold(name ?? '')
        const all = await listOrganisations(database, kind)
        const rows = all.filter((row) => fold(row.name).includes(sought)).slice(0, atMost)
        printTable([['ID', 'SINCE', 'NAME'], ...rows.map((row) => [row.id, printTime(row.created_at), row.name])])
      }),
    )
}
