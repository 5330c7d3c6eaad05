// `Close customer account` of one that only its MSP has (M25), on both databases.
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { RelationshipRecord } from '#shared/domain/customer-record.ts'
import { insertUser } from '../../server/database/repository/user.ts'
import { Tandem, type Person } from '../support/tandem.ts'
import { registerCustomer } from '../support/team.ts'
import { postgres, stopProviders } from './providers.ts'
import { userRow } from './user-row.ts'

afterAll(stopProviders)

describe.each(['SQLite', 'PostgreSQL'])('Closing an account, on %s', (database) => {
  let tandem: Tandem
  let msp: Person
  let companies = 0

  beforeAll(async () => {
    const environment: Record<string, string> = { LOOK_UP_LIMIT: '1000' }
    if (database === 'PostgreSQL')
      Object.assign(environment, { DATABASE_URL: (await postgres.provide()).databaseUrl!, SECRET_KEY: 'ab'.repeat(32) })
    tandem = await Tandem.start(environment)
    msp = await tandem.setUp()
  })
  afterAll(() => tandem[Symbol.asyncDispose]())

  async function add(managementType: 'fully' | 'jointly' = 'fully') {
    const workEmail = `jo@company-${++companies}.example`
    await msp.addCustomer({ companyName: `Company ${companies}`, workEmail, managementType })
    return (await msp.relationships()).find((record) => record.workEmail === workEmail)!
  }
  const close = async ({ id, version }: RelationshipRecord, by = msp) =>
    (await by.command('close-customer', { relationshipId: id, version })).answer

  it('[M25][M8][M28] it is gone from the MSP, its services end, its contact is told, a line and an export stay, and the journal keeps it', async () => {
    const record = await add()
    tandem.clock.advance(60_000)
    expect(await close(record)).toMatchObject({ outcome: 'accepted' })
    const frames = await msp.sync()
    const isLine = ({ type }: { type: string }) => type === 'former-relationship'
    expect(JSON.stringify(frames.filter((frame) => !isLine(frame)))).not.toContain(record.id)
    expect(frames.filter(isLine)).toMatchObject([
      {
        record: { partyName: 'Company 1', event: 'customer-closed', acceptedBy: null, exportUntil: expect.any(Number) },
      },
    ])
    const { database: db } = tandem.services
    const services = await db
      .selectFrom('service_record')
      .select(['status', 'since'])
      .where('organisation_id', '=', record.customerId)
      .execute()
    expect(services.length).toBeGreaterThan(0)
    for (const service of services) expect(service).toEqual({ status: 'suspended', since: tandem.clock.now() })
    const [mail] = await tandem.mails(record.workEmail)
    expect(mail?.subject).toBe('The account of Company 1 is closed')
    expect(await readFile(join(tandem.folder, 'revocations.log'), 'utf8').catch(() => '')).toContain('customer-closed')
    const audit = await msp.post('/api/audit', { event: 'customer-closed', before: null })
    expect(await audit.json()).toMatchObject({ entries: [{ event: 'customer-closed' }] })
    // What is said twice is done once.
    expect(await close(record)).toMatchObject({ outcome: 'refused' })
  })

  it('[M25][PUSH2] one that is shared, has people, was seen otherwise, or is somebody else’s is not closed', async () => {
    const shared = await add('jointly')
    expect(await close(shared)).toMatchObject({ code: 'not-closable' })
    const jo = await registerCustomer(tandem, shared.workEmail)
    expect(await close(shared, jo)).toMatchObject({ code: 'not-permitted' })
    const alone = await add()
    expect(await close({ ...alone, version: alone.version + 1 })).toMatchObject({ code: 'stale-decision' })
    const { database: db, ids } = tandem.services
    await insertUser(db, userRow(ids, { organisation_id: alone.customerId, role: 'admin', status: 'blocked' }))
    expect(await close(alone)).toMatchObject({ code: 'has-people' })
    expect((await msp.relationships()).map(({ id }) => id)).toContain(alone.id)
    expect(await tandem.mails(alone.workEmail)).toHaveLength(1)
  })
})
