import type { Command } from 'commander'
import { maskEmail } from '#shared/domain/organisation.ts'
import { emailSchema } from '#shared/domain/user.ts'
import { parseConfig } from '../../config.ts'
import { listMails, makeMailsDue } from '../../database/repository/mail.ts'
import { smtpTransport } from '../../mail/transports/smtp.ts'
import { CommandFailure, printTable, UsageFailure } from '../command-line.ts'
import { operate, printTime } from './operation.ts'

const atMost = 500

export function define(mail: Command): void {
  mail.description('Mail that waits, or was sent.').helpCommand(false)
  addList(mail)
  addResend(mail)
  addTest(mail)
}

function addList(mail: Command): void {
  mail
    .command('list')
    .summary('list mail that no mail server has taken yet')
    .description(`Lists mail that no mail server has taken yet, the longest waiting first, at most ${atMost}.`)
    .option('--sent', 'mail that was sent instead, the latest first')
    .option('--plain', 'with whole addresses')
    .action(({ sent, plain }: { sent?: true; plain?: true }) =>
      operate(async ({ database }) => {
        const rows = await listMails(database, { state: sent ? 'sent' : 'waiting', limit: atMost })
        printTable([
          ['ID', 'KIND', 'TO', 'QUEUED', sent ? 'SENT' : 'NEXT TRY', 'TRIES', 'LAST TROUBLE'],
          ...rows.map((row) => [
            row.id,
            row.kind,
            plain ? row.recipient : maskEmail(row.recipient),
            printTime(row.created_at),
            row.state === 'refused' ? 'refused for good' : printTime(sent ? row.sent_at : row.next_attempt_at),
            String(row.attempts),
            // A mail server's answer names whom it refused.
            plain ? (row.last_error ?? '') : (row.last_error ?? '').replace(/[^\s<>]+@[^\s<>]+/g, '…'),
          ]),
        ])
      }),
    )
}

function addResend(mail: Command): void {
  mail
    .command('resend')
    .summary('try mail again at once')
    .description(
      'Tries mail again at once, with the Message-ID it has: one that waits, or one that was sent; or all that had trouble.',
    )
    .option('--id <mail-id>', 'the one that “mail list” shows under this ID')
    .option('--all', 'every mail that was tried in vain')
    .action(({ id, all }: { id?: string; all?: true }) => {
      if ((id === undefined) === (all === undefined))
        throw new UsageFailure('It takes --id with a mail’s ID, or --all.')
      return operate(async ({ database, clock }) => {
        const count = await makeMailsDue(database, id ?? 'tried', clock.now())
        if (id !== undefined && count === 0)
          throw new CommandFailure('There is no such mail, or it was cancelled: what it was about is over.')
        console.log(`${count} will be tried within seconds, by a server that runs.`)
      })
    })
}

function addTest(mail: Command): void {
  mail
    .command('test')
    .summary('send a mail to see whether it arrives')
    .description('Sends a mail by SMTP_URL, past the queue, and says what the mail server answered.')
    .argument('<address>', 'who gets it')
    .action(async (given: string) => {
      const to = emailSchema.safeParse(given)
      if (!to.success) throw new UsageFailure('That is no email address.')
      const { smtpUrl, mailFrom, smtpMustEncrypt, publicUrl } = parseConfig(process.env)
      if (smtpUrl === null) throw new CommandFailure('No SMTP_URL is set, so no mail leaves.')
      const transport = smtpTransport(smtpUrl, mailFrom, { mustEncrypt: smtpMustEncrypt })
      const text = `The mail server of Tandem${publicUrl === null ? '' : ` at ${publicUrl}`} works. Its operator sent this to see whether it does.`
      try {
        await transport.send({
          to: to.data,
          replyTo: null,
          messageId: `<test-${crypto.randomUUID()}@${new URL(publicUrl ?? 'http://localhost').hostname}>`,
          subject: 'Tandem can send mail',
          text,
          html: `<p>${text}</p>`,
          logo: '',
        })
      } finally {
        transport.close()
      }
      console.log('The mail server has taken it.')
    })
}
