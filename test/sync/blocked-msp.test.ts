// C12: a company blocks an MSP from asking. The MSP hears a no and nothing else, in no byte and by no count of questions; what
// is decided and counted of the two outlives every request and every backup.
import type { Kysely } from 'kysely'
import { afterAll, afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { OrganisationId, RelationshipId } from '#shared/domain/ids.ts'
import { askingMspKind } from '#shared/records/asking-msp.ts'
import { decide } from '#lib/commands/decide.ts'
import { decideOnTeam } from '#lib/commands/team/decide-on-team.ts'
import { readAllRecords } from '#lib/local-store/stored-records.ts'
import { changePerson } from '../../server/auth/change-access.ts'
import { findAskable } from '../../server/commands/look-up-customer.ts'
import type { Schema } from '../../server/database/schema.ts'
import { runUnitOfWork } from '../../server/database/unit-of-work.ts'
import { backupKeepers } from './backup.ts'
import { askAs, lookUpAs, openCompany, settleIn, type Company } from './company.ts'
import { LiveDevice } from './live-device.ts'
import { recordAnswers } from './raw-exchange.ts'
import { dumpStore, outboxOf } from './read-world.ts'
import { findRelationship, readAllChanges } from './stored.ts'
import type { TestDevice, World } from './world.ts'

const dayMs = 24 * 60 * 60 * 1000

let company: Company
let world: World
let customerId: OrganisationId
let mina: TestDevice
let noa: TestDevice
let sam: TestDevice

async function begin(options: Parameters<typeof openCompany>[0] = {}): Promise<void> {
  company = await openCompany(options)
  ;({ world, customerId, mina, noa, sam } = company)
}
beforeEach(() => begin())
afterEach(() => world.close())

const settle = (...devices: TestDevice[]) => settleIn(world, ...devices)
const ask = (device: TestDevice) => askAs(device, customerId)
const askingOn = ({ store }: TestDevice) => readAllRecords(store, askingMspKind)
const refusalsOf = async (device: TestDevice) => (await outboxOf(device)).flatMap(({ code }) => code ?? [])
const statusOn = async ({ store }: TestDevice, id: RelationshipId) => (await findRelationship(store, id))?.status

async function decideAbout(by: TestDevice, name: 'block-msp' | 'unblock-msp', msp: TestDevice): Promise<void> {
  const { organisationId: mspId } = msp.user
  const { version, name: called } = (await askingOn(by)).find(({ id }) => id === mspId)!
  expect(await decideOnTeam.on(by, { decision: name, input: { mspId, version } }, { name: called })).toBeNull()
}

/** All that an MSP has of its question, without what differs from one MSP to another. */
async function allOf(device: TestDevice, id: RelationshipId): Promise<string> {
  const { organisationId, id: userId, email } = device.user
  const mails = await world.database.selectFrom('mail').selectAll().where('recipient', '=', email).execute()
  const logged = (await readAllChanges(device.store)).map(({ actor, detail }) => JSON.stringify({ actor, detail }))
  const text = JSON.stringify({
    record: await findRelationship(device.store, id),
    logged: logged
      .map((line) => line.replaceAll(/Noa|Sam/g, 'PERSON'))
      .toSorted((left, right) => eventIn(left).localeCompare(eventIn(right))),
    mails: mails.map(({ kind, data, reply_to }) => ({ kind, data, reply_to })),
  })
  return text
    .replaceAll(organisationId, 'MSP')
    .replaceAll(userId, 'PERSON')
    .replaceAll(/Northwind|Southwind/g, 'NAME')
    .replaceAll(/(\W)[\w-]{22}(\W)/g, '$1ID$2')
    .replaceAll(/\d{13}/g, 'TIME')
}

const eventIn = (line: string) => /"event":"([^"]+)/.exec(line)?.[1] ?? ''

describe('A blocked MSP', () => {
  test('[C12] gets what a rejected one gets, and not a byte more: rows, log, mails', async () => {
    const [rejected, blocked] = [await ask(noa), await ask(sam)]
    const answers = recordAnswers(sam)
    await settle(noa, sam, mina)
    await decide.on(mina, 'reject-request', rejected)
    await decideAbout(mina, 'block-msp', sam)
    await settle(mina, noa, sam)
    expect(await statusOn(sam, blocked)).toBe('rejected')
    expect(await allOf(sam, blocked)).toBe(await allOf(noa, rejected))
    // Blocked later, it hears nothing at all.
    const quiet = recordAnswers(noa)
    const feedOf = async ({ user }: TestDevice) =>
      world.database
        .selectFrom('feed_head')
        .select('number')
        .where('organisation_id', '=', user.organisationId)
        .executeTakeFirst()
    const head = await feedOf(noa)
    await decideAbout(mina, 'block-msp', noa)
    await settle(mina)
    expect(await feedOf(noa)).toEqual(head)
    await settle(noa)
    for (const device of [noa, sam]) {
      const sent = Buffer.concat([...answers, ...quiet].flat()).toString('latin1') + (await dumpStore(device))
      expect(sent).not.toMatch(/block/i)
      expect(await askingOn(device)).toEqual([])
    }
    expect(await askingOn(mina)).toMatchObject([
      { blockedAt: expect.any(Number), blockedBy: 'Mina Test', version: 2 },
      { blockedAt: expect.any(Number), blockedBy: 'Mina Test', version: 2 },
    ])
    const logged = await world.database
      .selectFrom('audit_entry')
      .selectAll()
      .where('event', '=', 'msp-blocked')
      .execute()
    expect(logged.map(({ organisation_id }) => organisation_id)).toEqual([customerId, customerId])
  })

  test('[C12][M9] is told by LOOK UP what it is told of an ID that nobody has, after as many questions to the database', async () => {
    const shown = await lookUpAs(noa, customerId)
    await ask(sam)
    await ask(noa)
    await settle(noa, sam, mina)
    await decideAbout(mina, 'block-msp', noa)
    await settle(mina, noa)
    await expect(lookUpAs(noa, customerId)).rejects.toMatchObject({ code: 'customer-not-found' })
    await expect(lookUpAs(sam, customerId)).resolves.toEqual(shown)
    const counts = [customerId, '1234567890', noa.user.organisationId].map((id) =>
      questionsOf((database) =>
        findAskable(database, { mspId: noa.user.organisationId, customerId: id as OrganisationId }),
      ),
    )
    const [known, unknown, other] = await Promise.all(counts)
    expect([unknown, other]).toEqual([known, known])
    expect(known).toBeGreaterThan(3)
  })

  test('[C12][M10] can’t ask again, nor take its question back and ask anew: in the words of LOOK UP, until it is unblocked', async () => {
    const id = await ask(noa)
    await settle(noa, mina)
    const { shown } = { shown: await lookUpAs(noa, customerId) }
    await decideAbout(mina, 'block-msp', noa)
    await settle(mina, noa)
    await decide.on(noa, 'renew-request', id)
    await settle(noa)
    expect(await refusalsOf(noa), 'as anybody on that day').toEqual(['asked-today'])
    world.clock.advance(dayMs)
    await decide.on(noa, 'renew-request', id)
    await settle(noa)
    expect(await refusalsOf(noa)).toEqual(['asked-today', 'customer-not-found'])
    await decide.on(noa, 'withdraw-request', id)
    await settle(noa)
    await askAs(noa, customerId, { shown })
    await settle(noa, mina)
    expect((await refusalsOf(noa)).at(-1)).toBe('customer-not-found')
    const mails = await world.database.selectFrom('mail').selectAll().where('kind', '=', 'management-request').execute()
    expect(mails).toHaveLength(1)

    await decideAbout(mina, 'unblock-msp', noa)
    await settle(mina)
    expect(await askingOn(mina)).toMatchObject([{ blockedAt: null, blockedBy: '', version: 3 }])
    const again = await ask(noa)
    await settle(noa, mina)
    expect(await statusOn(mina, again)).toBe('pending')
  })

  test('[C12] blocks and their ends are the super admins’ alone, as they saw it, and wait offline', async () => {
    const kim = await world.device(await world.user(customerId, 'Kim'))
    const live = LiveDevice.of(kim)
    const id = await ask(noa)
    await settle(noa, mina)
    await live.follow()
    expect(await askingOn(kim)).toMatchObject([{ name: 'Northwind', blockedAt: null }])
    await decideAbout(kim, 'block-msp', noa)
    await decideAbout(mina, 'block-msp', noa)
    await settle(mina)
    await live.sync()
    expect(await refusalsOf(kim)).toEqual(['stale-decision'])
    await settle(noa)
    expect(await statusOn(noa, id)).toBe('rejected')
    await runUnitOfWork(world.services, (unit) => changePerson(unit, kim.user.id, { role: 'admin' }))
    await expect.poll(() => live.inTurn(() => askingOn(kim)), { timeout: 2000 }).toEqual([])
    await runUnitOfWork(world.services, (unit) => changePerson(unit, kim.user.id, { role: 'super-admin' }))
    await expect.poll(() => live.inTurn(() => askingOn(kim)), { timeout: 2000 }).toHaveLength(1)
    await live.leave()
    // An MSP of which nobody was ever asked, one's own, and a stranger's.
    for (const mspId of [sam.user.organisationId, customerId]) {
      const input = { mspId, version: 1 }
      expect(await decideOnTeam.on(mina, { decision: 'block-msp', input }, { name: '' })).toEqual({
        refusal: 'not-found',
      })
      expect(await decideOnTeam.on(sam, { decision: 'block-msp', input }, { name: '' })).toEqual({
        refusal: 'not-permitted',
      })
    }
  })
})

describe('Once a day', () => {
  test('[M10] counts for the two, whatever becomes of the question: withdrawn or removed, and asked anew by a colleague', async () => {
    const nils = await world.device(await world.user(noa.user.organisationId, 'Nils'))
    const first = await ask(noa)
    await settle(noa, nils)
    await decide.on(noa, 'withdraw-request', first)
    await settle(noa, nils)
    await ask(nils)
    await settle(nils, mina)
    expect(await refusalsOf(nils)).toEqual(['asked-today'])
    world.clock.advance(dayMs)
    const second = await ask(nils)
    await settle(nils, noa, mina)
    await decide.on(mina, 'reject-request', second)
    await settle(mina, noa, nils)
    await decide.on(nils, 'withdraw-request', second)
    await settle(nils)
    await ask(nils)
    await settle(nils)
    expect(await refusalsOf(nils)).toEqual(['asked-today', 'asked-today'])
    const mails = await world.database.selectFrom('mail').selectAll().where('kind', '=', 'management-request').execute()
    expect(mails).toHaveLength(2)
    // Another MSP asks as ever, and a yes ends the count.
    const other = await ask(sam)
    await settle(sam, mina)
    await decide.on(mina, 'accept-request', other)
    await settle(mina, sam)
    await decide.on(sam, 'delink-customer', other)
    await settle(sam, mina)
    await decide.on(mina, 'accept-delink', other)
    await settle(mina, sam)
    await ask(sam)
    await settle(sam)
    expect(await refusalsOf(sam)).toEqual([])
  })
})

describe.each(backupKeepers)('A backup from before, $name', (keeper) => {
  afterAll(() => keeper.stop())

  test(
    '[C12][M10][SYNC3] lets no blocked MSP ask again, brings no withdrawn question back, and blocks nobody who was let ask again',
    { timeout: 120_000 },
    async () => {
      await world.close()
      await begin(await keeper.options())
      const west = await world.device(await world.user(await world.organisation('msp', 'Westwind'), 'Wim'))
      const [blocked, withdrawn, unblocked] = [await ask(noa), await ask(sam), await ask(west)]
      await settle(noa, sam, west, mina)
      await decideAbout(mina, 'block-msp', west)
      await settle(mina)
      const putBack = await keeper.backUp(world)
      await decideAbout(mina, 'block-msp', noa)
      await decideAbout(mina, 'unblock-msp', west)
      await decide.on(sam, 'withdraw-request', withdrawn)
      await settle(mina, noa, sam, west)
      await putBack()
      const kim = await world.device(await world.user(customerId, 'Kim'))
      for (const device of [kim, mina, noa, sam, west]) await device.sync()
      const byName = Object.fromEntries((await askingOn(kim)).map(({ name, blockedAt }) => [name, blockedAt !== null]))
      expect(byName).toEqual({ Northwind: true, Southwind: false, Westwind: false })
      expect([await statusOn(noa, blocked), await statusOn(west, unblocked)]).toEqual(['rejected', 'rejected'])
      for (const device of [sam, mina, kim]) expect(await statusOn(device, withdrawn)).toBeUndefined()
      expect(await statusOn(kim, blocked)).toBeUndefined()
      for (const device of [mina, noa, sam, west]) expect(await refusalsOf(device)).toEqual([])
      await expect(lookUpAs(noa, customerId)).rejects.toMatchObject({ code: 'customer-not-found' })
    },
  )
})

/** How many statements some work asks the database. */
async function questionsOf(work: (database: Kysely<Schema>) => Promise<unknown>): Promise<number> {
  let count = 0
  const counting = world.database.withPlugin({
    transformQuery: ({ node }) => {
      count++
      return node
    },
    transformResult: async ({ result }) => result,
  })
  await work(counting)
  return count
}
