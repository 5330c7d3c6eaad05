// An MSP asks the operator about a customer's service, and the operator answers by the command line, on both databases.
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import type { RelationshipRecord } from '#shared/domain/customer-record.ts'
import type { SupportTicket } from '#shared/domain/support/support-ticket.ts'
import { runUnitOfWork } from '../../server/database/unit-of-work.ts'
import { endRelationship } from '../../server/decisions/delink/end-relationship.ts'
import { lockDocuments } from '../../server/database/repository/document.ts'
import { findRelationship } from '../../server/database/repository/relationship.ts'
import { runTandemHere } from '../support/run-command.ts'
import { acmeForm, setUpForm, Tandem, type Person } from '../support/tandem.ts'
import { hire, registerCustomer } from '../support/team.ts'
import { postgres, stopProviders } from './providers.ts'

const support = 'help@tandem.example'
const words = 'Remove it, please.\n\nMARK-TICKET'

afterAll(stopProviders)

async function ticketsOf(person: Person): Promise<SupportTicket[]> {
  const frames = (await person.sync()) as { type: string; record: SupportTicket }[]
  return frames.filter(({ type }) => type === 'support-ticket').map(({ record }) => record)
}

const open = async (person: Person, record: RelationshipRecord, given: object = {}) => {
  const input = { service: record.services[0], ticketText: words, ...given }
  const seen = { relationshipId: record.id, version: record.version }
  return (await person.command('open-ticket', { ...seen, ...input } as never)).answer
}

describe.each(['SQLite', 'PostgreSQL'])('A support ticket, on %s', (database) => {
  let tandem: Tandem
  let msp: Person
  let customer: Person
  let record: RelationshipRecord
  let environment: Record<string, string>

  beforeAll(async () => {
    environment = { SUPPORT_EMAIL: support }
    if (database === 'PostgreSQL')
      Object.assign(environment, { DATABASE_URL: (await postgres.provide()).databaseUrl!, SECRET_KEY: 'ab'.repeat(32) })
    tandem = await Tandem.start(environment)
    msp = await tandem.setUp()
    await msp.addCustomer()
    customer = await registerCustomer(tandem)
    record = (await msp.relationships())[0]!
  })
  afterAll(() => tandem[Symbol.asyncDispose]())

  const run = (...args: string[]) =>
    runTandemHere(
      ['tickets', ...args],
      { TANDEM_DATA: tandem.folder, REVOCATION_JOURNAL: join(tandem.folder, 'revocations.log'), ...environment },
      tandem.clock.now(),
    )
  const later = () => tandem.clock.advance(60_000)

  async function mailTo(to: string, subject: string) {
    tandem.services.wakeMail()
    return vi.waitFor(async () => {
      const mail = (await tandem.mails(to)).find((each) => each.subject.includes(subject))
      expect(mail).toBeDefined()
      return mail!
    })
  }

  it('[M15] is kept and mailed to the operator’s address; answered it says so, and whoever wrote it is mailed', async () => {
    later()
    expect(await open(msp, record)).toMatchObject({ outcome: 'accepted' })
    // The state of the relationship is none of it: an answer to a question of before still holds.
    expect((await msp.relationships())[0]!.version).toBe(record.version)
    const [ticket] = await ticketsOf(msp)
    expect(ticket).toMatchObject({ service: record.services[0], text: words, state: 'open', answer: '' })
    const mail = await mailTo(support, 'Support ticket')
    expect(mail.text).toContain('MARK-TICKET')
    expect(mail.text).toContain(`tickets answer ${ticket!.id}`)
    expect(mail.text).not.toContain(setUpForm.email)

    const listed = await run('list')
    expect(listed.out).toMatch(new RegExp(`${ticket!.id} .*${acmeForm.companyName}.* open`))
    expect(listed.out).not.toMatch(/MARK-TICKET/)
    expect((await run('show', ticket!.id)).out).toContain('MARK-TICKET')
    later()
    const answered = await run('answer', ticket!.id, '--text', 'Done\r\nby Monday')
    expect([answered.code, answered.err]).toEqual([0, ''])
    expect(await ticketsOf(msp)).toMatchObject([{ state: 'answered', answer: 'Done\nby Monday' }])
    expect((await mailTo(setUpForm.email, 'was answered')).text).toContain('by Monday')
    later()
    expect((await run('close', ticket!.id)).code).toBe(0)
    expect(await ticketsOf(msp)).toMatchObject([{ state: 'closed', answer: 'Done\nby Monday' }])
    await mailTo(setUpForm.email, 'is closed')
    const again = await run('answer', ticket!.id, '--text', 'More')
    expect([again.code, again.err]).toEqual([1, 'It is closed already.\n'])
    expect((await run('list')).out).not.toContain(ticket!.id)
    expect((await run('list', '--closed')).out).toContain(ticket!.id)
    expect((await run('close', '-nothing')).code).not.toBe(0)
    expect((await run('answer', ticket!.id)).code).toBe(2)
  })

  it('[M15] empty words, too many, a service that isn’t managed, a second open one, and the customer are refused', async () => {
    expect(await open(msp, record, { ticketText: ' \n ' })).toMatchObject({ fields: { ticketText: 'required' } })
    expect(await open(msp, record, { ticketText: 'x'.repeat(2001) })).toMatchObject({
      fields: { ticketText: 'too-long' },
    })
    expect(await open(msp, record, { service: 'knox-guard' })).toMatchObject({ code: 'service-not-managed' })
    expect(await open(customer, record)).toMatchObject({ code: 'not-permitted' })
    expect(await open(msp, record)).toMatchObject({ outcome: 'accepted' })
    expect(await open(msp, record)).toMatchObject({ code: 'ticket-open-already' })
  })

  it('[M15][SYNC5] whoever doesn’t see the customer has none of it, nor the customer; its log says only that it was sent', async () => {
    const blind = await hire(tandem, msp, {
      workEmail: 'blind@northwind.example',
      scope: { kind: 'only', allow: [], deny: [] },
    })
    for (const person of [blind, customer]) {
      const sent = JSON.stringify(await person.sync())
      expect(sent).not.toContain('MARK-TICKET')
    }
    expect(JSON.stringify(await customer.sync())).toContain('ticket-opened')
    expect(await ticketsOf(blind)).toEqual([])
  })

  it('[M15][M17] after a delink it is gone from the MSP; the operator still has it, and an answer is mailed to nobody', async () => {
    const { id } = (await ticketsOf(msp)).find(({ state }) => state === 'open')!
    await runUnitOfWork(tandem.services, async (unit) => {
      await lockDocuments(unit.trx, [record.accountDocumentId, record.mspPrivate!.documentId])
      const row = (await findRelationship(unit.trx, record.id, { lock: true }))!
      await endRelationship(unit, row, { actor: { userId: null, organisationId: row.customer_id }, itemId: null })
    })
    expect(await ticketsOf(msp)).toEqual([])
    expect(await open(msp, record)).toMatchObject({ outcome: 'refused' })
    later()
    const before = (await tandem.mails(setUpForm.email)).length
    const answered = await run('answer', id, '--text', 'Too late')
    expect(answered.out).toContain('gets no mail')
    expect((await tandem.mails(setUpForm.email)).length).toBe(before)
  })
})

it('[M15] without an address for support it is kept, and the operator finds it at the command line', async () => {
  await using tandem = await Tandem.start()
  const msp = await tandem.setUp()
  await msp.addCustomer()
  expect(await open(msp, (await msp.relationships())[0]!)).toMatchObject({ outcome: 'accepted' })
  const listed = await runTandemHere(['tickets', 'list'], { TANDEM_DATA: tandem.folder }, tandem.clock.now())
  expect(listed.out).toContain(acmeForm.companyName)
})
