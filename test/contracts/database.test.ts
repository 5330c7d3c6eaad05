// What every database must do, run against each: SQLite in a folder and PostgreSQL.
import { afterAll, beforeEach, describe, expect, it } from 'vitest'
import type { DocumentId, OrganisationId, UserId } from '#shared/domain/ids.ts'
import { isSerializationFailure } from '../../server/database/connection.ts'
import { feedHead, readFeed } from '../../server/database/feed.ts'
import { insertDocument } from '../../server/database/repository/document.ts'
import { findLatestInvitation, insertInvitation } from '../../server/database/repository/invitation.ts'
import {
  claimMail,
  countMails,
  findDueMails,
  insertMail,
  markMailSent,
  nextMailAt,
  postponeMail,
} from '../../server/database/repository/mail.ts'
import { readMeta } from '../../server/database/repository/meta.ts'
import {
  createOrganisation,
  hasOrganisation,
  organisationIdFrom,
} from '../../server/database/repository/organisation.ts'
import {
  saveDecision,
  findManagingRelationship,
  findRelationship,
  insertRelationship,
  type Relationship,
} from '../../server/database/repository/relationship.ts'
import {
  deleteExpiredSessions,
  endSession,
  endSessions,
  extendSession,
  findFormerSession,
  findSessionByHash,
  insertSession,
  listSessions,
} from '../../server/database/repository/people/session.ts'
import { findUserByEmail, insertUser, raiseAccessVersions } from '../../server/database/repository/user.ts'
import type { MailTable, UserTable } from '../../server/database/schema.ts'
import { runUnitOfWork, type UnitOfWork } from '../../server/database/unit-of-work.ts'
import { seededIds } from '../support/seeded-ids.ts'
import { TestClock } from '../support/test-clock.ts'
import { databaseOf, providers, stopProviders } from './providers.ts'
import { relationshipRow } from './relationship-row.ts'
import { userRow } from './user-row.ts'

afterAll(stopProviders)

describe.each(providers)('$name', (provider) => {
  const clock = new TestClock()
  const ids = seededIds(7)
  const opened = databaseOf(provider)
  let woken: OrganisationId[]

  beforeEach(() => {
    woken = []
  })

  const unitOfWork = <Result>(work: (unit: UnitOfWork) => Promise<Result>) =>
    runUnitOfWork(
      { database: opened.database, clock, ids, wakeFollowers: (organisations) => void woken.push(...organisations) },
      work,
    )

  const newOrganisation = async (kind: 'msp' | 'customer' = 'msp') =>
    (await unitOfWork((unit) => createOrganisation(unit, { kind, name: 'Name' }))).result.id

  const newUser = (organisation_id: OrganisationId, email: string): UserTable =>
    userRow(ids, { organisation_id, email, created_at: clock.now() })

  async function newRelationship(change: Partial<Relationship> = {}): Promise<Relationship> {
    const relationship = relationshipRow(ids, {
      msp_id: await newOrganisation(),
      customer_id: await newOrganisation('customer'),
      added_at: clock.now(),
      modified_at: clock.now(),
      ...change,
    })
    await insertRelationship(opened.database, relationship)
    return relationship
  }

  const newMail = (change: Partial<MailTable> = {}): MailTable => {
    const id = ids.randomId()
    return {
      id,
      organisation_id: '1000000000' as OrganisationId,
      kind: 'verify-email',
      recipient: 'jo@acme.example',
      reply_to: null,
      locale: 'en',
      data: '{}',
      once_key: id,
      message_id: `<${id}@localhost>`,
      state: 'waiting',
      attempts: 0,
      next_attempt_at: clock.now(),
      last_error: null,
      created_at: clock.now(),
      sent_at: null,
      invitation_id: null,
      subject: null,
      html: null,
      text: null,
      ...change,
    }
  }

  it('[X4] opens again with the same incarnation, migrating nothing twice', async () => {
    const before = await readMeta(opened.database, 'incarnation')
    await opened.reopen()
    expect(await readMeta(opened.database, 'incarnation')).toBe(before)
    expect(before).toMatch(/^[\w-]{22}$/)
  })

  it('[SYNC1] an organisation begins with a feed of one entry, and gets a 10-digit id', async () => {
    const id = await newOrganisation()
    expect(id).toMatch(/^[1-9]\d{9}$/)
    const head = await feedHead(opened.database, id)
    expect(head.number).toBe(1)
    expect(await readFeed(opened.database, id, 0, 10)).toHaveLength(1)
    expect(await hasOrganisation(opened.database, 'msp')).toBe(true)
    expect(await hasOrganisation(opened.database, 'reseller')).toBe(false)
  })

  it('[SYNC1] many writers at once number the feed without gap or double, in commit order', async () => {
    const id = await newOrganisation()
    const other = await newOrganisation()
    const write = (n: number) =>
      unitOfWork(async (unit) => {
        // Both orders of publishing, so that unsorted locks would wait for each other.
        const both = n % 2 === 0 ? [id, other] : [other, id]
        for (const organisationId of both)
          unit.publish({ organisationId, collection: 'document', key: `d${n}`, seq: n })
      })
    await Promise.all(Array.from({ length: 30 }, (_, n) => write(n)))
    for (const organisationId of [id, other]) {
      const entries = await readFeed(opened.database, organisationId, 1, 100)
      expect(entries.map((entry) => entry.number)).toEqual(Array.from({ length: 30 }, (_, n) => n + 2))
      expect(new Set(entries.map((entry) => entry.key)).size).toBe(30)
    }
    expect(new Set(woken)).toEqual(new Set([id, other]))
  })

  it('[SYNC1] what fails leaves nothing: no rows, no news, no wake-up, no effect', async () => {
    const id = await newOrganisation()
    woken = []
    let effects = 0
    const failing = unitOfWork(async (unit) => {
      await insertUser(unit.trx, newUser(id, 'gone@northwind.example'))
      unit.publish({ organisationId: id, collection: 'account', key: id })
      unit.afterCommit(() => effects++)
      throw new Error('no')
    })
    await expect(failing).rejects.toThrow('no')
    expect(await findUserByEmail(opened.database, 'gone@northwind.example')).toBeUndefined()
    expect((await feedHead(opened.database, id)).number).toBe(1)
    expect([effects, woken]).toEqual([0, []])
  })

  it('[SYNC1] a unit of work is tried again when the database asks for it, and only then', async () => {
    let tries = 0
    const busy = Object.assign(new Error('busy'), { code: '40001' })
    const { result } = await unitOfWork(async () => {
      tries++
      if (tries < 3) throw busy
      return 'done'
    })
    expect([result, tries]).toEqual(['done', 3])
    expect(isSerializationFailure(Object.assign(new Error(), { code: '40P01' }))).toBe(true)
    expect(isSerializationFailure(Object.assign(new Error(), { code: 'ERR_SQLITE_ERROR', errcode: 5 }))).toBe(true)
    expect(isSerializationFailure(Object.assign(new Error(), { code: '23505' }))).toBe(false)
    expect(isSerializationFailure(null)).toBe(false)
  })

  it('[X2] an email belongs to one person, also when two take it at once', async () => {
    const id = await newOrganisation()
    const attempts = [1, 2, 3].map(() =>
      unitOfWork((unit) => insertUser(unit.trx, newUser(id, 'one@northwind.example'))),
    )
    const outcomes = await Promise.allSettled(attempts)
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
    expect(outcomes.find(({ status }) => status === 'rejected')).toMatchObject({
      reason: { code: 'email-taken', fields: { email: 'email-taken' } },
    })
    expect((await findUserByEmail(opened.database, 'ONE@northwind.example'))?.organisation_id).toBe(id)
  })

  it('[SYNC4] access versions rise for the people concerned and nobody else', async () => {
    const [mine, theirs] = [await newOrganisation(), await newOrganisation()]
    const concerned = newUser(mine, 'a@mine.example')
    await insertUser(opened.database, concerned)
    await insertUser(opened.database, newUser(mine, 'b@mine.example'))
    await insertUser(opened.database, newUser(theirs, 'c@theirs.example'))
    await raiseAccessVersions(opened.database, [concerned.id])
    const version = async (email: string) => (await findUserByEmail(opened.database, email))?.access_version
    expect([
      await version('a@mine.example'),
      await version('b@mine.example'),
      await version('c@theirs.example'),
    ]).toEqual([2, 1, 1])
  })

  it('[X2] sessions are found until they end, revoked only by their own user', async () => {
    const user = newUser(await newOrganisation(), 'session@northwind.example')
    await insertUser(opened.database, user)
    const session = {
      id: ids.randomId(),
      organisation_id: user.organisation_id,
      token_hash: 'h1',
      user_id: user.id,
      user_agent: '',
      created_at: 0,
      last_seen_at: 0,
      valid_until: 100,
      ended_at: null,
      proved_at: null,
    }
    await insertSession(opened.database, session)
    expect((await findSessionByHash(opened.database, 'h1', 99))?.id).toBe(session.id)
    expect(await findSessionByHash(opened.database, 'h1', 100)).toBeUndefined()
    expect(await endSession(opened.database, session.id, { userId: ids.randomId() as UserId, now: 50 })).toBe(false)
    await deleteExpiredSessions(opened.database, { now: 99, endedBefore: 99 })
    expect(await listSessions(opened.database, user.id, 0)).toHaveLength(1)
    await deleteExpiredSessions(opened.database, { now: 100, endedBefore: 0 })
    expect(await endSession(opened.database, session.id, { userId: user.id, now: 50 })).toBe(false)
  })

  it('[FB1] a session that was ended stays ended, and is remembered for the device it was for', async () => {
    const user = newUser(await newOrganisation(), 'ended@northwind.example')
    await insertUser(opened.database, user)
    const session = {
      id: ids.randomId(),
      organisation_id: user.organisation_id,
      token_hash: 'h2',
      user_id: user.id,
      user_agent: 'of a tablet',
      created_at: 0,
      last_seen_at: 0,
      valid_until: 100,
      ended_at: null,
      proved_at: null,
    }
    await insertSession(opened.database, session)
    expect(await endSessions(opened.database, [session.id], 50)).toBe(1)
    expect(await endSessions(opened.database, [session.id], 60)).toBe(0)
    // A request that was under way.
    await extendSession(opened.database, session.id, { last_seen_at: 51, valid_until: 200 })
    expect(await findSessionByHash(opened.database, 'h2', 51)).toBeUndefined()
    await deleteExpiredSessions(opened.database, { now: 1000, endedBefore: 49 })
    expect(await findFormerSession(opened.database, 'h2')).toMatchObject({ ended_at: 50, user_agent: '' })
    await deleteExpiredSessions(opened.database, { now: 1000, endedBefore: 50 })
    expect(await findFormerSession(opened.database, 'h2')).toBeUndefined()
  })

  it('[M10] a customer has at most one managing relationship, whatever is written', async () => {
    const relationship = await newRelationship()
    await expect(
      newRelationship({ customer_id: relationship.customer_id, status: 'delink-requested-by-msp' }),
    ).rejects.toThrow()
    const ended = await newRelationship({ customer_id: relationship.customer_id, status: 'delinked' })
    expect((await findManagingRelationship(opened.database, relationship.customer_id))?.id).toBe(relationship.id)
    await expect(newRelationship({ id: ended.id })).rejects.toMatchObject({ code: 'id-taken' })
  })

  it('[PUSH2] a decision raises the version, and two decisions at once see each other', async () => {
    const { id } = await newRelationship()
    const decide = () =>
      unitOfWork(async (unit) => {
        const seen = await findRelationship(unit.trx, id, { lock: true })
        return saveDecision(unit.trx, seen!, { status: 'active' }, { now: clock.now(), reminds: false })
      })
    await Promise.all([decide(), decide(), decide(), decide()])
    expect((await findRelationship(opened.database, id))?.version).toBe(5)
  })

  it('[M7] the latest invitation is the one that counts', async () => {
    const relationship = await newRelationship()
    const invitation = (created_at: number) => ({
      id: ids.randomId(),
      relationship_id: relationship.id,
      customer_id: relationship.customer_id,
      email: 'jo@acme.example',
      first_name: 'Jo',
      last_name: 'Park',
      state: 'waiting' as const,
      created_at,
      sent_at: null,
      sent_count: 0,
      reminded_count: 0,
      reminded_at: null,
      expires_at: null,
      trouble_at: null,
      answered_at: null,
      locale: null,
    })
    const [old, latest] = [invitation(1), invitation(2)]
    await insertInvitation(opened.database, latest)
    await insertInvitation(opened.database, old)
    expect((await findLatestInvitation(opened.database, relationship.id))?.id).toBe(latest.id)
  })

  it('[X3][FB13] a decision has one mail to a person, a due mail is claimed once, and what fails comes back', async () => {
    const verifications = { kinds: ['verify-email'], limit: 10 }
    await opened.database.deleteFrom('mail').execute()
    const mail = newMail()
    expect(await insertMail(opened.database, mail)).toBe(true)
    expect(await insertMail(opened.database, newMail({ once_key: mail.once_key }))).toBe(false)
    await insertMail(opened.database, newMail({ next_attempt_at: clock.now() + 1 }))
    const [due] = await findDueMails(opened.database, clock.now(), verifications)
    expect(due).toEqual(mail)
    const claims = await Promise.all([1, 2, 3].map(() => claimMail(opened.database, mail, clock.now() + 1000)))
    expect(claims.filter(Boolean)).toHaveLength(1)
    expect(await findDueMails(opened.database, clock.now(), verifications)).toEqual([])
    await postponeMail(opened.database, mail.id, { next_attempt_at: clock.now(), last_error: '451' })
    expect((await findDueMails(opened.database, clock.now(), verifications))[0]).toMatchObject({
      id: mail.id,
      attempts: 1,
      last_error: '451',
    })
    await markMailSent(opened.database, mail.id, { sent_at: clock.now(), subject: null, html: null, text: null })
    expect(await nextMailAt(opened.database, verifications.kinds)).toBe(clock.now() + 1)
    // What a newer server queued is left to it.
    expect(await nextMailAt(opened.database, ['invitation'])).toBeUndefined()
    expect(await findDueMails(opened.database, clock.now() + 1, { ...verifications, kinds: ['invitation'] })).toEqual(
      [],
    )
    expect((await countMails(opened.database)).toSorted((a, b) => (a.state < b.state ? -1 : 1))).toEqual([
      { state: 'sent', count: 1 },
      { state: 'waiting', count: 1 },
    ])
  })

  it('[DOC7] bytes and times come back as they went in', async () => {
    const organisation_id = await newOrganisation()
    const state = Uint8Array.from({ length: 256 }, (_, n) => n)
    const id = ids.randomId() as DocumentId
    await insertDocument(opened.database, {
      id,
      kind: 'account',
      organisation_id,
      customer_id: organisation_id,
      relationship_id: null,
      state,
      seq: 0,
      server_client_id: 0xffffffff,
      facts: '{"name":"한국 ☃"}',
      stamps: '{}',
      modified_at: Date.UTC(2199, 0, 1),
      closed_at: null,
      started_at: null,
    })
    const row = await opened.database.selectFrom('document').selectAll().where('id', '=', id).executeTakeFirstOrThrow()
    expect(Object.getPrototypeOf(row.state)).toBe(Uint8Array.prototype)
    expect(row.state).toEqual(state)
    expect(row).toMatchObject({
      server_client_id: 0xffffffff,
      modified_at: Date.UTC(2199, 0, 1),
      closed_at: null,
      started_at: null,
      facts: '{"name":"한국 ☃"}',
    })
  })
})

describe('Organisation ids', () => {
  it('[M9] have ten digits whatever the random bits are', () => {
    expect(organisationIdFrom('AAAAAAAAAAAAAAAAAAAAAA')).toBe('1000000000')
    expect(organisationIdFrom('_____________________w')).toMatch(/^[1-9]\d{9}$/)
    const ids = seededIds(3)
    const made = new Set(Array.from({ length: 1000 }, () => organisationIdFrom(ids.randomId())))
    expect(made.size).toBe(1000)
  })
})
