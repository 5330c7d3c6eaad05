// The operator's command line beside a running server, on both databases.
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { findFreePort } from '../support/free-port.ts'
import { runTandemHere } from '../support/run-command.ts'
import { CapturingSmtp } from '../support/smtp.ts'
import { setUpForm, Tandem, type Person } from '../support/tandem.ts'
import { postgres, stopProviders } from './providers.ts'

afterAll(stopProviders)

describe.each(['SQLite', 'PostgreSQL'])('The command line, on %s', (database) => {
  let tandem: Tandem
  let msp: Person
  let smtpPort: number
  let environment: Record<string, string>

  beforeAll(async () => {
    smtpPort = await findFreePort()
    environment = { SMTP_URL: `smtp://127.0.0.1:${smtpPort}` }
    if (database === 'PostgreSQL')
      Object.assign(environment, { DATABASE_URL: (await postgres.provide()).databaseUrl!, SECRET_KEY: 'ab'.repeat(32) })
    tandem = await Tandem.start(environment)
    // As the machine's clock, which the doctor holds against the database's.
    tandem.clock.advance(Date.now() - tandem.clock.now())
    msp = await tandem.setUp()
    await tandem.application.mailSettled()
  })
  afterAll(() => tandem[Symbol.asyncDispose]())

  const run = (args: string[], env: Record<string, string> = {}) =>
    runTandemHere(args, {
      TANDEM_DATA: tandem.folder,
      REVOCATION_JOURNAL: join(tandem.folder, 'revocations.log'),
      ...environment,
      ...env,
    })

  it('[X4] lists organisations and their people, addresses masked unless asked for', async () => {
    const { organisationId, id } = msp.user!
    const organisations = await run(['organisations'])
    const named = await run(['organisations', '--name', 'NORTHWIND'])
    const none = await run(['organisations', '--kind', 'customer'])
    const masked = await run(['people', organisationId])
    const plain = await run(['people', organisationId, '--plain'])
    for (const { code, err } of [organisations, named, none, masked, plain]) expect([code, err]).toEqual([0, ''])
    const line = new RegExp(`^${organisationId} .*Northwind IT$`, 'm')
    expect(organisations.out).toMatch(line)
    expect(named.out).toMatch(line)
    expect(none.out).not.toMatch(line)
    expect(masked.out).toContain(`${id}  super-admin  active  m•••@northwind.example`)
    expect(masked.out).not.toContain('Cho')
    expect(plain.out).toContain(`${id}  super-admin  active  ${setUpForm.email}  Mina Cho`)
  })

  it('[X4] says in one sentence what is wrong, with an exit code', async () => {
    const wrong: [args: string[], code: number, sentence: RegExp, env?: Record<string, string>][] = [
      [['people', '9999999999'], 1, /no organisation/],
      [['people', 'northwind'], 2, /ten digits/],
      [['mail', 'resend'], 2, /--id/],
      [['mail', 'resend', '--id', '-nothing'], 1, /no such mail/],
      [['mail', 'test', 'nobody'], 2, /no email/],
      [['people', '9999999999'], 1, /start Tandem/, { TANDEM_DATA: '/nowhere', DATABASE_URL: '' }],
      [['people', '9999999999'], 1, /PORT/, { PORT: 'many' }],
    ]
    for (const [args, code, sentence, env] of wrong) {
      const said = await run(args, env)
      expect([said.code, said.out, said.err.split('\n').length], args.join(' ')).toEqual([code, '', 2])
      expect(said.err).toMatch(sentence)
    }
  })

  it('[X4] stuck mail is listed with its reason, and leaves when it is sent again', async () => {
    const stuck = await run(['mail', 'list'])
    expect(stuck.out).toMatch(/verify-email +m•••@northwind\.example .* 1 +ESOCKET/)
    expect((await run(['doctor'])).out).toMatch(/^wrong {2}mail queue: 1 tried in vain/m)

    const smtp = await CapturingSmtp.start({ port: smtpPort })
    try {
      const again = await run(['mail', 'resend', '--all'])
      const test = await run(['mail', 'test', 'me@op.example'])
      expect([again.code, again.out, test.code]).toEqual([0, expect.stringMatching(/^1 will be tried/), 0])
      expect((await smtp.nextMail('me@op.example')).message.subject).toBe('Tandem can send mail')
      tandem.clock.advance(60_000)
      const first = await smtp.nextMail(setUpForm.email)
      await tandem.application.mailSettled()
      expect((await run(['mail', 'list'])).out).not.toContain('verify-email')

      const id = /^(\S+) +verify-email/m.exec((await run(['mail', 'list', '--sent'])).out)![1]!
      expect((await run(['mail', 'resend', '--id', id])).code).toBe(0)
      tandem.clock.advance(60_000)
      tandem.services.wakeMail()
      expect((await smtp.nextMail(setUpForm.email)).message.messageId).toBe(first.message.messageId)
    } finally {
      await smtp.stop()
    }
  }, 40_000)

  it('[X4] the doctor looks at each thing by itself, and only names what is wrong', async () => {
    const smtp = await CapturingSmtp.start({ port: smtpPort })
    const well = await run(['doctor'])
    await smtp.stop()
    expect(well.out.match(/^ok /gm)).toHaveLength(8)
    expect([well.code, well.err]).toEqual([0, ''])

    const withoutMail = await run(['doctor'])
    const elsewhere = { DATABASE_URL: 'postgres://secret:word@127.0.0.1:1/none', SECRET_KEY: 'ab'.repeat(32) }
    const withoutDatabase = await run(['doctor'], elsewhere)
    expect(withoutMail.code).toBe(1)
    expect(withoutMail.out).toMatch(/^wrong {2}mail server: .*ESOCKET/m)
    expect(withoutMail.err).toBe('One thing is wrong.\n')
    expect(withoutDatabase.out).toMatch(/^wrong {2}database: The database at DATABASE_URL does not let Tandem in/m)
    expect(withoutDatabase.out + withoutDatabase.err).not.toContain('secret')
  })
})
