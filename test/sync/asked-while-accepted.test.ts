// M10, C4: another MSP asks in the very moment in which a company says yes to one. Each could miss the other.
import { setTimeout as pause } from 'node:timers/promises'
import { sql } from 'kysely'
import { afterAll, afterEach, expect, test } from 'vitest'
import type { ItemId, RelationshipId, StoreId } from '#shared/domain/ids.ts'
import { decide } from '#lib/commands/decide.ts'
import { loadAccess } from '../../server/auth/access.ts'
import { runUnitOfWork } from '../../server/database/unit-of-work.ts'
import { carryOut } from '../../server/decisions/carry-out.ts'
import { SharedPostgres } from '../support/shared-postgres.ts'
import { askAs, openCompany, settleIn, type Company } from './company.ts'
import { outboxOf } from './read-world.ts'
import { findRelationship } from './stored.ts'

const dayMs = 24 * 60 * 60 * 1000

let company: Company
const postgres = new SharedPostgres()
afterEach(() => company.world.close())
afterAll(() => postgres.dropDatabases())

/** Mina's yes, done but for its commit, until `finish`. */
async function beginYes({ world, mina }: Company, id: RelationshipId) {
  const { services } = world.anyNode()
  const { version } = (await findRelationship(mina.store, id))!
  const [isDone, finish] = [Promise.withResolvers<undefined>(), Promise.withResolvers<undefined>()]
  const committed = runUnitOfWork(services, async (unit) => {
    const access = (await loadAccess(unit.trx, mina.user.id))!
    const ids = { storeId: world.ids.randomId() as StoreId, itemId: world.ids.randomId() as ItemId }
    const context = { services, unit, access, ...ids, stamp: unit.now, waitedMs: 0 }
    await carryOut(context, 'accept-request', { relationshipId: id, version })
    isDone.resolve(undefined)
    await finish.promise
  })
  await isDone.promise
  return {
    finish: async () => {
      finish.resolve(undefined)
      await committed
    },
  }
}

const isWaiting = async ({ world }: Company) => {
  const found = await sql<{ waits: boolean }>`select exists (
    select 1 from pg_stat_activity where wait_event_type = 'Lock' and datname = current_database()) as waits`.execute(
    world.database,
  )
  return found.rows[0]!.waits
}

test.each(['anew', 'again'] as const)(
  '[M10][C4] an MSP that asks %s while the company says yes to another is told no: no question is left where nobody answers it',
  async (how) => {
    company = await openCompany({ databaseUrl: await postgres.createDatabase(), nodes: 2 })
    const { world, customerId, mina, noa, sam } = company
    if (how === 'again') {
      const id = await askAs(noa, customerId)
      await settleIn(world, noa, mina)
      await decide.on(mina, 'reject-request', id)
      await settleIn(world, mina, noa)
      world.clock.advance(dayMs)
      await decide.on(noa, 'renew-request', id)
    } else await askAs(noa, customerId)
    const accepted = await askAs(sam, customerId, { managementType: 'fully' })
    await settleIn(world, sam, mina)
    const yes = await beginYes(company, accepted)
    let isAnswered = false
    const asked = noa.sync().finally(() => (isAnswered = true))
    while (!isAnswered && !(await isWaiting(company))) await pause(10)
    await yes.finish()
    await asked
    const rows = await world.database
      .selectFrom('relationship')
      .select('status')
      .where('status', '=', 'pending')
      .execute()
    expect(rows).toEqual([])
    expect((await outboxOf(noa)).flatMap(({ code }) => code ?? [])).toEqual(['customer-not-found'])
  },
)
