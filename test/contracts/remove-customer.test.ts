// `Remove` of a customer whose invitation nobody accepted (M7), on both databases.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { guessLocale } from '#shared/domain/mail-language.ts'
import type { RelationshipRecord } from '#shared/domain/customer-record.ts'
import type { AuditEntry } from '#shared/domain/audit-entry.ts'
import { linkIn, Tandem, type Person } from '../support/tandem.ts'
import { postgres, stopProviders } from './providers.ts'

const hourMs = 60 * 60 * 1000

afterAll(stopProviders)

async function errorOf(response: Response): Promise<string> {
  return ((await response.json()) as { error: { code: string } }).error.code
}

describe.each(['SQLite', 'PostgreSQL'])('Remove, on %s', (database) => {
  let tandem: Tandem
  let msp: Person
  let companies = 0

  beforeAll(async () => {
    const environment: Record<string, string> = { LOOK_UP_LIMIT: '1000', LINK_LIMIT: '1000' }
    if (database === 'PostgreSQL')
      Object.assign(environment, { DATABASE_URL: (await postgres.provide()).databaseUrl!, SECRET_KEY: 'ab'.repeat(32) })
    tandem = await Tandem.start(environment)
    msp = await tandem.setUp()
  })
  afterAll(() => tandem[Symbol.asyncDispose]())

  /** A customer of its own, and the link that its contact was sent, if any. */
  async function add(managementType: 'fully' | 'jointly' = 'jointly') {
    const email = `jo@company-${database.toLowerCase()}-${++companies}.example`
    await msp.addCustomer({ companyName: `Company ${companies}`, workEmail: email, managementType })
    const record = (await recordOf(email))!
    return { record, email, link: managementType === 'jointly' ? await linkOf(email) : '' }
  }
  const recordOf = async (email: string) => (await msp.relationships()).find(({ workEmail }) => workEmail === email)
  const linkOf = async (email: string) => linkIn((await tandem.mails(email))[0], '/register')
  const remove = async ({ id, version }: RelationshipRecord, by = msp) =>
    (await by.command('remove-customer', { relationshipId: id, version })).answer
  const register = (link: string) =>
    tandem.person().post('/api/invitation/register', {
      link,
      firstName: 'Al',
      lastName: 'Ito',
      password: 'another long password',
      locale: 'en',
    })
  const mailStates = async ({ customerId }: RelationshipRecord) => {
    const rows = tandem.services.database.selectFrom('mail').select('state').where('organisation_id', '=', customerId)
    return (await rows.execute()).map(({ state }) => state)
  }
  const refused = (code: string) => expect.objectContaining({ outcome: 'refused', code })

  it.each(['sent', 'run out', 'declined'])(
    '[M7][FA14] an invitation that was %s: its link is dead for good, and the customer is gone',
    async (how) => {
      const { record, email, link } = await add()
      if (how === 'declined') await tandem.person().post('/api/invitation/decline', { link })
      if (how === 'run out') tandem.clock.advance(169 * hourMs)
      expect(await remove(record)).toMatchObject({ outcome: 'accepted' })

      for (const path of ['look-up', 'decline'])
        expect((await tandem.person().post(`/api/invitation/${path}`, { link })).ok).toBe(false)
      expect((await register(link)).ok).toBe(false)
      expect(await errorOf(await register(link))).toBe(
        how === 'declined' ? 'invitation-declined' : 'invitation-revoked',
      )
      // But for the line that says whom it was (M28).
      const frames = JSON.stringify((await msp.sync()).filter(({ type }) => (type as string) !== 'former-relationship'))
      expect(frames).not.toContain(record.id)
      expect(frames).not.toContain(record.facts.companyName)
      const audit = (await (await msp.post('/api/audit', { event: 'customer-removed', before: null })).json()) as {
        entries: AuditEntry[]
      }
      expect(audit.entries[0]).toMatchObject({ event: 'customer-removed', subject: { name: record.customerId } })
      // Nobody is told, and the address is free again.
      expect(await tandem.mails(email)).toHaveLength(1)
      tandem.clock.advance(hourMs)
      await msp.addCustomer({ companyName: 'Anew', workEmail: email })
      expect((await register(await linkOf(email))).status).toBe(201)
    },
  )

  it('[M7][FA14] mails that wait are not sent', async () => {
    const { record } = await add()
    tandem.clock.advance(hourMs)
    const { database } = tandem.services
    await database
      .updateTable('mail')
      .set({ state: 'waiting', next_attempt_at: tandem.clock.now() + hourMs })
      .where('organisation_id', '=', record.customerId)
      .execute()
    expect(await remove(record)).toMatchObject({ outcome: 'accepted' })
    expect(await mailStates(record)).toEqual(['cancelled'])
  })

  it('[M7][FA14][PUSH2] is refused by its reason, and nothing has changed', async () => {
    const fully = await add('fully')
    expect(await remove(fully.record)).toEqual(refused('not-removable'))

    const invited = await add()
    await msp.command('change-contact', {
      relationshipId: invited.record.id,
      version: invited.record.version,
      firstName: 'Al',
      lastName: 'Ito',
      workEmail: `al-${invited.email}`,
      locale: guessLocale('US'),
    })
    expect(await remove(invited.record)).toEqual(refused('stale-decision'))
    const link = await linkOf(`al-${invited.email}`)
    expect((await tandem.person().post('/api/invitation/look-up', { link })).status).toBe(200)

    expect((await register(link)).status).toBe(201)
    expect(await remove((await recordOf(`al-${invited.email}`))!)).toEqual(refused('registered-meanwhile'))
    expect(await recordOf(`al-${invited.email}`)).toMatchObject({ status: 'active' })
  })

  it('[M7] is its MSP’s alone', async () => {
    const { record, email, link } = await add()
    const other = await add()
    const registered = await register(other.link)
    const jo = tandem.person()
    jo.cookie = registered.headers.getSetCookie()[0]!.split(';')[0]!
    jo.user = ((await registered.json()) as { user: NonNullable<Person['user']> }).user
    expect(await remove(record, jo)).toEqual(refused('not-permitted'))
    expect(await remove(other.record, jo)).toEqual(refused('not-permitted'))
    expect(await recordOf(email)).toMatchObject({ status: 'active' })
    expect((await tandem.person().post('/api/invitation/look-up', { link })).status).toBe(200)
  })

  it('[M7][FA14] of a removal and a registration at the same moment exactly one wins', async () => {
    for (let round = 0; round < 6; round++) {
      const { record, email, link } = await add()
      const [answer, registered] = await Promise.all([remove(record), register(link)])
      const isRemoved = answer.outcome === 'accepted'
      expect(registered.status === 201, JSON.stringify(answer)).toBe(!isRemoved)
      if (isRemoved) expect(await errorOf(registered)).toBe('invitation-revoked')
      else expect(answer).toEqual(refused('registered-meanwhile'))
      expect((await recordOf(email)) === undefined).toBe(isRemoved)
    }
  })
})
