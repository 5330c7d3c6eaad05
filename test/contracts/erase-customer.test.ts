// Personal data of a customer that nobody manages are erased by the operator's command (M25), on both databases.
import { join } from 'node:path'
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { emptySupport } from '#shared/domain/service-application.ts'
import type { SignedInUser } from '#shared/domain/user.ts'
import type { RelationshipRecord } from '#shared/domain/customer-record.ts'
import { insertFormerState } from '../../server/database/repository/document.ts'
import { runTandemHere } from '../support/run-command.ts'
import { linkIn, Tandem, type Person } from '../support/tandem.ts'
import { hire } from '../support/team.ts'
import { postgres, stopProviders } from './providers.ts'

afterAll(stopProviders)

/** In everything that is said of the company and its people, so that one search finds what is left. */
const mark = 'Zyxmark'

describe.each(['SQLite', 'PostgreSQL'])('Erasing, on %s', (database) => {
  let tandem: Tandem
  let msp: Person
  let environment: Record<string, string>

  beforeAll(async () => {
    environment = { SUPPORT_EMAIL: 'help@tandem.example' }
    if (database === 'PostgreSQL')
      Object.assign(environment, { DATABASE_URL: (await postgres.provide()).databaseUrl!, SECRET_KEY: 'ab'.repeat(32) })
    tandem = await Tandem.start(environment)
    msp = await tandem.setUp()
  })
  afterAll(() => tandem[Symbol.asyncDispose]())

  const run = (...args: string[]) =>
    runTandemHere(
      ['erase-customer', ...args],
      { TANDEM_DATA: tandem.folder, REVOCATION_JOURNAL: join(tandem.folder, 'commands.log'), ...environment },
      tandem.clock.now(),
    )
  const later = () => tandem.clock.advance(60_000)

  /** Every row of every table that there is, whatever is in it. */
  async function everything(): Promise<string> {
    const { database: db } = tandem.services
    const names = await (
      database === 'PostgreSQL'
        ? sql<{
            name: string
          }>`select table_name as name from information_schema.tables where table_schema = current_schema()`
        : sql<{ name: string }>`select name from sqlite_master where type = 'table'`
    ).execute(db)
    expect(names.rows.length).toBeGreaterThan(30)
    const tables = await Promise.all(
      names.rows.map(
        async ({ name }) => [name, (await sql`select * from ${sql.table(name)}`.execute(db)).rows] as const,
      ),
    )
    return tables.flatMap(([name, rows]) => rows.map((row) => `${name} ${textOf(row as object)}`)).join('\n')
  }
  const textOf = (row: object) =>
    Object.values(row)
      .map((value) => (value instanceof Uint8Array ? Buffer.from(value).toString('latin1') : String(value)))
      .join(' ')
  const linesWith = async (word: string) =>
    (await everything()).split('\n').filter((line) => line.toLowerCase().includes(word.toLowerCase()))

  async function add(companyName: string, workEmail: string): Promise<RelationshipRecord> {
    const contact = { contactFirstName: `${companyName}Jo`, contactLastName: companyName, address1: companyName }
    await msp.addCustomer({
      ...contact,
      companyName,
      workEmail,
      internalReference: companyName,
      managementType: 'fully',
    })
    return (await msp.relationships()).find((record) => record.workEmail === workEmail.toLowerCase())!
  }
  const seen = ({ id, version }: RelationshipRecord) => ({ relationshipId: id, version })

  it('[M25][X4] leaves nothing of a closed one in any row, but that it was done; what is another’s stays whole', async () => {
    const kept = await add('Keptcompany', 'jo@kept.example')
    const record = await add(mark, `jo@${mark}.example`)
    const ticket = { service: record.services[0]!, ticketText: `${mark} asks` }
    await msp.command('open-ticket', { ...seen(record), ...ticket } as never)
    const managed = await run(record.customerId!, '--asked-by', 'person')
    expect([managed.code, managed.err]).toEqual([1, 'An MSP manages this customer: it is closed or delinked first.\n'])
    later()
    expect((await msp.command('close-customer', seen(record))).answer).toMatchObject({ outcome: 'accepted' })
    await vi.waitFor(async () => expect((await tandem.mails(`jo@${mark.toLowerCase()}.example`)).length).toBe(2))
    const ofDocument = { document_id: record.accountDocumentId, organisation_id: record.customerId, seq: 0 }
    await insertFormerState(tandem.services.database, { ...ofDocument, state: Buffer.from(mark) })
    const before = await linesWith('Keptcompany')
    expect((await linesWith(mark)).length).toBeGreaterThan(8)

    later()
    const erased = await run(record.customerId!, '--asked-by', 'person')
    expect([erased.code, erased.err]).toEqual([0, ''])
    expect(await linesWith(mark)).toEqual([])
    expect(await linesWith('Keptcompany')).toEqual(before)
    const frames = await msp.sync()
    expect(JSON.stringify(frames).toLowerCase()).not.toContain(mark.toLowerCase())
    expect(frames.filter((frame) => (frame.type as string) === 'former-relationship')).toMatchObject([
      { record: { partyId: record.customerId, partyName: '', exportUntil: null, event: 'customer-closed' } },
    ])
    const listed = await run('--list')
    expect(listed.out).toMatch(new RegExp(`${record.customerId} .* person .*documents 3`))
    expect((await msp.relationships()).map(({ id }) => id)).toEqual([kept.id])
  })

  it('[M25] of a company that registered itself only with --people: they are shut out, and their address is free again', async () => {
    const bea = tandem.person()
    const email = `bea@${mark}.example`.toLowerCase()
    const form = { companyName: mark, country: 'DE', firstName: mark, lastName: mark, email, locale: 'en' }
    expect((await bea.post('/api/sign-up', form)).status).toBe(202)
    await vi.waitFor(async () => expect(await tandem.mails(email)).toHaveLength(1), { timeout: 20_000 })
    const link = linkIn((await tandem.mails(email))[0], '/complete-registration')
    const complete = { link, password: 'quiet meadow walk', locale: 'en' }
    bea.user = ((await (await bea.post('/api/sign-up/complete', complete)).json()) as { user: SignedInUser }).user
    const said = { ...emptySupport, businessContext: mark }
    await bea.command('apply-for-service', { service: 'knox-manage', ...said })
    await hire(tandem, bea, { workEmail: `kim@${mark}.example`.toLowerCase(), details: mark })
    const id = bea.user.organisationId
    const people = await run(id, '--asked-by', 'company')
    expect([people.code, people.err]).toEqual([
      1,
      'People of this company can sign in: with --people they are erased, too.\n',
    ])
    later()
    const erased = await run(id, '--asked-by', 'company', '--people')
    expect([erased.code, erased.err]).toEqual([0, ''])
    expect(await linesWith(mark)).toEqual([])
    expect((await bea.get('/api/session')).status).toBeGreaterThanOrEqual(401)
    const anew = tandem.person()
    expect((await anew.post('/api/sign-up', form)).status).toBe(202)
    await vi.waitFor(async () => expect(await tandem.mails(email)).toHaveLength(1), { timeout: 20_000 })
    expect((await tandem.mails(email))[0]?.text).toContain('/complete-registration')
  })

  it('[M25] says what it takes, and refuses what is no customer', async () => {
    expect((await run()).code).toBe(2)
    expect((await run('1234567890')).code).toBe(2)
    expect((await run('1234567890', '--asked-by', 'Jo Park')).code).toBe(2)
    expect((await run('1234567890', '--asked-by', 'person')).err).toBe('There is no organisation 1234567890.\n')
    expect((await run(msp.user!.organisationId, '--asked-by', 'person')).err).toBe('That is no customer.\n')
  })
})
