// Both sides ask to end it, or answer, at the same moment, and what is left of the MSP afterwards; on both databases.
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { RelationshipDecisionName } from '#shared/decisions/registry.ts'
import { auditedOf } from '../support/audited.ts'
import { linkIn, Tandem, type Person } from '../support/tandem.ts'
import { hire, inviteInput, join, peopleOf, registerCustomer } from '../support/team.ts'
import { postgres, stopProviders } from './providers.ts'

let tandem: Tandem
/** Of the MSP, and the super admin of its customer: of another one in each test. */
let mina: Person
let jo: Person
let customers = 0
const at = (name: string) => `${name}@acme-${customers}.example`
afterAll(stopProviders)

const rowOf = async (person: Person) =>
  (await person.relationships()).find(({ customerId }) => customerId === jo.user!.organisationId)

/** Says it of what the customer's row is now; what became of it. */
async function say(name: RelationshipDecisionName, by: Person, row?: { id: string; version: number }): Promise<string> {
  const { id, version } = row ?? (await rowOf(jo))!
  const { answer } = await by.command(name, { relationshipId: id, version } as never)
  return answer.outcome === 'refused' ? answer.code : answer.outcome
}

describe.each(['SQLite', 'PostgreSQL'])('On %s', (database) => {
  beforeAll(async () => {
    const env: Record<string, string> = { LINK_LIMIT: '1000', MAIL_LIMIT_PER_RECIPIENT: '1000' }
    if (database === 'PostgreSQL')
      Object.assign(env, { DATABASE_URL: (await postgres.provide()).databaseUrl!, SECRET_KEY: 'ab'.repeat(32) })
    tandem = await Tandem.start(env)
    mina = await tandem.setUp()
  })
  afterAll(() => tandem[Symbol.asyncDispose]())
  beforeEach(async () => {
    customers++
    tandem.clock.advance(60 * 60 * 1000)
    await mina.addCustomer({ workEmail: at('jo') })
    jo = await registerCustomer(tandem, at('jo'))
  })

  test('[M18] both ask at once: one request is open, the other side hears that they already asked and may accept it', async () => {
    const row = (await rowOf(jo))!
    const answers = await Promise.all([say('delink-customer', jo, row), say('delink-customer', mina, row)])
    expect(answers.toSorted()).toEqual(['accepted', 'they-already-asked'])
    const [asker, other] = answers[0] === 'accepted' ? [jo, mina] : [mina, jo]
    expect((await rowOf(jo))!.status).toBe(`delink-requested-by-${asker === jo ? 'customer' : 'msp'}`)
    expect(await say('accept-delink', asker)).toBe('not-yours-to-answer')
    expect(await say('accept-delink', other)).toBe('accepted')
    expect(await rowOf(mina)).toBeUndefined()
    expect(await rowOf(jo)).toBeUndefined()
  })

  test('[M18] withdrawn and accepted at once: it has ended or goes on, and only one of them is told that it holds', async () => {
    expect(await say('delink-customer', jo)).toBe('accepted')
    const row = (await rowOf(jo))!
    const [withdrawn, accepted] = await Promise.all([say('withdraw-delink', jo, row), say('accept-delink', mina, row)])
    if (accepted === 'accepted') {
      expect(withdrawn).toBe('relationship-ended')
      expect(await rowOf(mina)).toBeUndefined()
    } else {
      expect([withdrawn, accepted]).toEqual(['accepted', 'no-open-request'])
      expect((await rowOf(mina))!.status).toBe('active')
    }
  })

  test('[C5] who is made an admin at the same second has asked before it, or is refused; after it they withdraw nothing', async () => {
    const bo = await hire(tandem, jo, { workEmail: at('bo'), role: 'super-admin' })
    const { id: personId, version } = (await peopleOf(jo))[at('bo')]!
    const row = (await rowOf(jo))!
    const [asked, changed] = await Promise.all([
      say('delink-customer', bo, row),
      jo.command('change-person', { personId, version, role: 'admin', scope: null }),
    ])
    expect(changed.answer.outcome).toBe('accepted')
    expect(['accepted', 'not-permitted']).toContain(asked)
    expect((await rowOf(jo))!.status).toBe(asked === 'accepted' ? 'delink-requested-by-customer' : 'active')
    for (const name of ['delink-customer', 'withdraw-delink', 'remind-delink'] as const)
      expect(await say(name, bo), name).toBe('not-permitted')
  })

  test('[C5][X3] RESEND EMAIL: once an hour and three times; withdrawn, the MSP is told, and asked anew it counts from nothing', async () => {
    const active = (await rowOf(jo))!
    expect(await say('remind-delink', jo, active)).toBe('no-open-request')
    expect(await say('delink-customer', jo, active)).toBe('accepted')
    const open = { id: active.id, version: active.version + 1 }
    for (const expected of ['accepted', 'accepted', 'accepted', 'reminded-enough']) {
      expect(await say('remind-delink', jo, open)).toBe(expected)
      if (expected === 'accepted') expect(await say('remind-delink', jo, open)).toMatch(/^reminded-/)
      tandem.clock.advance(60 * 60 * 1000)
    }
    expect(await say('withdraw-delink', jo, open)).toBe('accepted')
    const subjects = (await tandem.mails(mina.user!.email)).map(({ subject }) => subject)
    expect(subjects).toContain('The delink request for Acme Tools was withdrawn')
    expect(await say('delink-customer', jo, { id: open.id, version: open.version + 1 })).toBe('accepted')
    const anew = { id: open.id, version: open.version + 2 }
    expect(await say('remind-delink', jo, anew)).toBe('accepted')
    expect(await say('remind-delink', mina, anew)).toBe('no-open-request')
  })

  test('[M17][C7] whom the MSP made is the customer’s to review afterwards, once each; its open invitation is dead, and the MSP decides nothing', async () => {
    const grant = async () => {
      expect(await say('grant-admins', jo)).toBe('accepted')
      const { id: relationshipId, adminsGrantedAt } = (await rowOf(jo))!
      return { relationshipId, grantedAt: adminsGrantedAt! }
    }
    const under = await grant()
    for (const name of ['tom', 'una']) {
      const input = { ...inviteInput(tandem, { workEmail: at(name) }), under }
      expect((await mina.command('invite-person', input)).answer.outcome).toBe('accepted')
    }
    await join(tandem, at('tom'))
    const dead = linkIn((await tandem.mails(at('una')))[0], '/join')
    expect((await peopleOf(jo))[at('tom')]).toMatchObject({ state: 'active', reviewSince: null })
    const keep = async (by: Person, version?: number) => {
      const { id: personId, ...tom } = (await peopleOf(jo))[at('tom')]!
      const { answer } = await by.command('keep-person', { personId, version: version ?? tom.version })
      return answer.outcome === 'refused' ? answer.code : answer.outcome
    }
    expect(await keep(jo), 'nothing to review yet').toBe('stale-decision')

    expect(await say('delink-customer', jo)).toBe('accepted')
    expect(await say('accept-delink', mina)).toBe('accepted')
    const people = await peopleOf(jo)
    expect(people[at('tom')]).toMatchObject({
      state: 'active',
      reviewSince: tandem.clock.now(),
      madeBy: 'Northwind IT',
    })
    expect(people[at('una')]).toMatchObject({ state: 'revoked', reviewSince: null })
    const looked = await tandem.person().post('/api/person-invitation/look-up', { link: dead })
    expect(await looked.json()).toMatchObject({ error: { code: 'invitation-revoked' } })
    expect(await keep(mina)).toBe('not-permitted')
    expect(await keep(jo, 99)).toBe('stale-decision')
    expect(await keep(jo)).toBe('accepted')
    expect(await keep(jo), 'once').toBe('stale-decision')
    const kept = (await auditedOf(tandem.services.database, jo.user!.id)).filter((event) => event === 'person-kept')
    expect(kept).toHaveLength(1)
    expect((await peopleOf(jo))[at('tom')]).toMatchObject({
      state: 'active',
      reviewSince: null,
      madeBy: 'Northwind IT',
    })
  })
})
