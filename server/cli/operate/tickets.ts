import type { Command } from 'commander'
import { maskEmail } from '#shared/domain/organisation.ts'
import { findService } from '#shared/domain/service-catalogue.ts'
import { ticketTextLimit } from '#shared/domain/support/support-ticket.ts'
import { cleanText } from '#shared/domain/text/clean-text.ts'
import { answerTicket, type TicketAnswer } from '../../commands/ticket/answer-ticket.ts'
import { findTicket, listTickets } from '../../database/repository/customer/support-ticket.ts'
import { runUnitOfWork } from '../../database/unit-of-work.ts'
import type { SupportTicketTable } from '../../database/tables/service-record-table.ts'
import { CommandFailure, printTable, UsageFailure } from '../command-line.ts'
import { operate, printTime } from './operation.ts'

const atMost = 500

export function define(tickets: Command): void {
  tickets.description('Support tickets that MSPs write about services of their customers.').helpCommand(false)
  addList(tickets)
  addShow(tickets)
  addAnswer(tickets)
  addClose(tickets)
}

const nameOf = ({ service }: Pick<SupportTicketTable, 'service'>) => findService(service)?.name ?? service

function addList(tickets: Command): void {
  tickets
    .command('list')
    .summary('list tickets that aren’t closed')
    .description(`Lists tickets that aren’t closed, the longest waiting first, at most ${atMost}.`)
    .option('--closed', 'closed ones instead, the latest first')
    .option('--plain', 'with whole addresses')
    .action(({ closed, plain }: { closed?: true; plain?: true }) =>
      operate(async ({ database }) => {
        const rows = await listTickets(database, { closed: closed === true, limit: atMost })
        printTable([
          ['ID', 'MSP', 'CUSTOMER ID', 'COMPANY', 'SERVICE', 'WRITTEN', 'BY', 'STATE'],
          ...rows.map((row) => [
            row.id,
            row.msp_name,
            row.customer_id,
            row.company_name,
            nameOf(row),
            printTime(row.opened_at),
            plain ? (row.email ?? '') : maskEmail(row.email ?? ''),
            row.state,
          ]),
        ])
      }),
    )
}

function addShow(tickets: Command): void {
  tickets
    .command('show')
    .summary('print what a ticket says')
    .description('Prints what a ticket says, and what was answered.')
    .argument('<id>', 'the one that “tickets list” shows under this ID')
    .action((id: string) =>
      operate(async ({ database }) => {
        const ticket = await findTicket(database, id)
        if (!ticket) throw new CommandFailure('There is no such ticket.')
        console.log(ticket.body)
        if (ticket.answer) console.log(`\nAnswered ${printTime(ticket.answered_at)}:\n${ticket.answer}`)
      }),
    )
}

function addAnswer(tickets: Command): void {
  tickets
    .command('answer')
    .summary('answer a ticket')
    .description(
      'Answers a ticket: whoever wrote it is mailed, and reads it where it was written. Answered again, the last answer stands there.',
    )
    .argument('<id>', 'the one that “tickets list” shows under this ID')
    .requiredOption('--text <words>', 'the answer, in words that the MSP reads')
    .action((id: string, { text }: { text: string }) => say(id, { state: 'answered', answer: readText(text) }))
}

function addClose(tickets: Command): void {
  tickets
    .command('close')
    .summary('close a ticket')
    .description('Closes a ticket for good: whoever wrote it is mailed that it is closed, and may write another.')
    .argument('<id>', 'the one that “tickets list” shows under this ID')
    .option('--text <words>', 'a last answer, in words that the MSP reads')
    .action((id: string, { text }: { text?: string }) =>
      say(id, { state: 'closed', answer: text === undefined ? null : readText(text) }),
    )
}

function readText(text: string): string {
  const said = cleanText(text)
  if (said === '' || said.length > ticketTextLimit)
    throw new UsageFailure(`It takes --text, of at most ${ticketTextLimit} letters.`)
  return said
}

async function say(id: string, answer: TicketAnswer): Promise<void> {
  await operate(async (services) => {
    const { result } = await runUnitOfWork(services, async (unit) => {
      const ticket = await findTicket(unit.trx, id, { lock: true })
      if (!ticket) throw new CommandFailure('There is no such ticket.')
      if (ticket.state === 'closed') throw new CommandFailure('It is closed already.')
      return answerTicket({ services, unit }, ticket, answer)
    })
    const done = answer.state === 'closed' ? 'It is closed.' : 'It is answered.'
    console.log(
      `${done} ${result.isMailed ? 'Whoever wrote it hears of it by mail.' : 'Whoever wrote it no longer sees this customer, and gets no mail.'}`,
    )
  })
}
