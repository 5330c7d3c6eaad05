// What many writers, and many nodes on one PostgreSQL, must never do to each other.
import { setTimeout as pause } from 'node:timers/promises'
import { sql } from 'kysely'
import { afterAll, describe, expect, it } from 'vitest'
import type { DocumentId, OrganisationId } from '#shared/domain/ids.ts'
import { openDatabase, type OpenDatabase } from '../../server/database/connection.ts'
import { readFeed } from '../../server/database/feed.ts'
import { insertDocument } from '../../server/database/repository/document.ts'
import { readMeta } from '../../server/database/repository/meta.ts'
import {
  createOrganisation,
  findOrganisation,
  renameOrganisation,
} from '../../server/database/repository/organisation.ts'
import { touchRelationships } from '../../server/database/repository/relationship.ts'
import { insertUser, raiseAccessVersions } from '../../server/database/repository/user.ts'
import { runUnitOfWork, type UnitOfWork } from '../../server/database/unit-of-work.ts'
import { writePayloads } from '../../server/database/wake-up-channel.ts'
import { seededIds } from '../support/seeded-ids.ts'
import { seededRandom } from '../support/seeded.ts'
import { TestClock } from '../support/test-clock.ts'
import { databaseOf, postgres, providers, stopProviders } from './providers.ts'
import { relationshipRow } from './relationship-row.ts'
import { userRow } from './user-row.ts'

afterAll(stopProviders)

const clock = new TestClock()
const ids = seededIds(11)

function unitOfWork<Result>(opened: Pick<OpenDatabase, 'database'>, work: (unit: UnitOfWork) => Promise<Result>) {
  return runUnitOfWork({ database: opened.database, clock, ids, wakeFollowers: () => {} }, work)
}

async function newOrganisation(opened: Pick<OpenDatabase, 'database'>): Promise<OrganisationId> {
  const { result } = await unitOfWork(opened, (unit) => createOrganisation(unit, { kind: 'msp', name: 'Name' }))
  return result.id
}

describe.each(providers)('$name', (provider) => {
  const opened = databaseOf(provider)

  it('[SYNC1] a reader that polls while 30 write never steps over an entry that commits late', async () => {
    const random = seededRandom(3)
    const feeds = await Promise.all([1, 2, 3].map(() => newOrganisation(opened)))
    const perWriter = 8
    let writing = true
    const write = async (writer: number) => {
      for (let n = 0; n < perWriter; n++) {
        await unitOfWork(opened, async (unit) => {
          const [first, second] = random() < 0.5 ? [feeds[0]!, feeds[1]!] : [feeds[2]!, feeds[0]!]
          for (const organisationId of [first, second])
            unit.publish({ organisationId, collection: 'change', key: `${writer}.${n}` })
          // Those that began first often commit last.
          await pause(random() * 6)
        })
      }
    }
    const read = async (organisationId: OrganisationId) => {
      const seen: number[] = []
      for (let last = false; ;) {
        const entries = await readFeed(opened.database, organisationId, seen.at(-1) ?? 1, 7)
        seen.push(...entries.map((entry) => entry.number))
        if (entries.length === 0 && last) return seen
        last = !writing
        await pause(1)
      }
    }
    const readers = feeds.map(read)
    await Promise.all(Array.from({ length: 30 }, (_, writer) => write(writer)))
    writing = false
    const seen = await Promise.all(readers)
    for (const numbers of seen) expect(numbers).toEqual(numbers.map((_, index) => index + 2))
    expect(seen.flat()).toHaveLength(30 * perWriter * 2)
    expect(seen[0]).toHaveLength(30 * perWriter)
  })

  it('[SYNC1] every row of a party carries its organisation', async () => {
    const tables = await opened.database.introspection.getTables()
    const organisationOf = ['organisation_id', 'customer_id']
    const bare = tables.filter(({ columns }) => !columns.some(({ name }) => organisationOf.includes(name)))
    // `sign_up` is of whoever has no organisation yet, `throttle` counts keyed hashes of whom nobody can tell.
    expect(bare.map(({ name }) => name).toSorted()).toEqual(['database_fact', 'organisation', 'sign_up', 'throttle'])
  })

  it('[PUSH2] a name with a character that no text column can hold fails nothing', async () => {
    const id = await newOrganisation(opened)
    await unitOfWork(opened, (unit) => renameOrganisation(unit.trx, id, 'Acme\0 ☃'))
    expect((await findOrganisation(opened.database, id))?.name.replace('\0', '')).toBe('Acme ☃')
  })

  it('[M6] a document id that two take at once belongs to one of them', async () => {
    const organisation_id = await newOrganisation(opened)
    const id = ids.randomId() as DocumentId
    const take = () =>
      unitOfWork(opened, (unit) =>
        insertDocument(unit.trx, {
          id,
          kind: 'account',
          organisation_id,
          customer_id: organisation_id,
          relationship_id: null,
          state: new Uint8Array(),
          seq: 0,
          server_client_id: 1,
          facts: '{}',
          stamps: '{}',
          modified_at: 0,
          closed_at: null,
          started_at: null,
        }),
      )
    const outcomes = await Promise.allSettled([take(), take(), take()])
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
    expect(outcomes.find(({ status }) => status === 'rejected')).toMatchObject({ reason: { code: 'id-taken' } })
  })
})

describe('Several nodes on one PostgreSQL', () => {
  it('[X4] that start at once migrate once, and each is ready', async () => {
    const config = await postgres.provide()
    const nodes = await Promise.all([1, 2, 3, 4].map(() => openDatabase(config)))
    const incarnations = await Promise.all(nodes.map(({ database }) => readMeta(database, 'incarnation')))
    expect(new Set(incarnations).size).toBe(1)
    await Promise.all(nodes.map(({ close }) => close()))
  })

  it('[X4] an older node starts beside a newer one, whose migration it does not know', async () => {
    const config = await postgres.provide()
    const newer = await openDatabase(config)
    await sql`alter table organisation add column nickname text`.execute(newer.database)
    await sql`insert into kysely_migration values ('2199-01-01-nickname', '2199-01-01T00:00:00.000Z')`.execute(
      newer.database,
    )
    const older = await openDatabase(config)
    expect(await newOrganisation(older)).toMatch(/^\d{10}$/)
    await older.close()
    await newer.close()
  })

  it('[SYNC1] [X7] every transaction is READ COMMITTED and has its limits, whatever the database was set to', async () => {
    const config = await postgres.provide()
    const operator = await openDatabase(config)
    const name = new URL(config.databaseUrl!).pathname.slice(1)
    await sql`alter database ${sql.id(name)} set default_transaction_isolation = 'serializable'`.execute(
      operator.database,
    )
    await operator.close()
    const node = await openDatabase({ ...config, databaseTimeoutMs: 1000 })
    const { result } = await unitOfWork(node, async ({ trx }) => {
      const { rows } = await sql`select current_setting('transaction_isolation') as isolation,
        current_setting('statement_timeout') as statement,
        current_setting('idle_in_transaction_session_timeout') as idle`.execute(trx)
      return rows[0]
    })
    expect(result).toEqual({ isolation: 'read committed', statement: '1s', idle: '1s' })
    await expect(sql`select pg_sleep(3)`.execute(node.database)).rejects.toMatchObject({ code: '57014' })
    // A transaction whose node went silent gives back what it held.
    const silent = unitOfWork(node, () => pause(2500))
    await expect(silent).rejects.toThrow()
    await node.close()
  })

  it('[SYNC1] batches that touch the same rows in other orders never wait for each other', async () => {
    const config = await postgres.provide()
    const nodes = [await openDatabase(config), await openDatabase(config)]
    const [{ database }] = nodes as [OpenDatabase]
    const msp_id = await newOrganisation(nodes[0]!)
    const rows = await Promise.all(
      Array.from({ length: 12 }, async () =>
        relationshipRow(ids, { msp_id, customer_id: await newOrganisation(nodes[0]!) }),
      ),
    )
    await database.insertInto('relationship').values(rows).execute()
    const people = Array.from({ length: 6 }, () => userRow(ids, { organisation_id: msp_id }))
    for (const person of people) await insertUser(database, person)
    let tries = 0
    const random = seededRandom(9)
    const touch = (node: OpenDatabase) =>
      unitOfWork(node, async (unit) => {
        tries++
        const shuffled = rows.map((row) => row.id).toSorted(() => random() - 0.5)
        await touchRelationships(unit.trx, shuffled.slice(0, 8), tries)
        const some = people.map(({ id }) => id).toSorted(() => random() - 0.5)
        await raiseAccessVersions(unit.trx, some.slice(0, 4))
        for (const { customer_id } of rows.toSorted(() => random() - 0.5).slice(0, 6))
          unit.publish({ organisationId: customer_id, collection: 'account', key: customer_id })
      })
    await Promise.all(Array.from({ length: 80 }, (_, n) => touch(nodes[n % 2]!)))
    // A deadlock would have ended one of them and run it again.
    expect(tries).toBe(80)
    await Promise.all(nodes.map(({ close }) => close()))
  })

  it('[SYNC1] a transaction that PostgreSQL ends for a deadlock runs again as a whole', async () => {
    const opened = await openDatabase(await postgres.provide())
    const [first, second] = [await newOrganisation(opened), await newOrganisation(opened)]
    let tries = 0
    let holding = 0
    const bothHoldOne = Promise.withResolvers<null>()
    const rename = (order: OrganisationId[]) =>
      unitOfWork(opened, async (unit) => {
        const isFirstTry = ++tries <= 2
        for (const id of order) {
          await unit.trx.updateTable('organisation').set({ name: 'new' }).where('id', '=', id).execute()
          if (!isFirstTry) continue
          if (++holding === 2) bothHoldOne.resolve(null)
          await bothHoldOne.promise
        }
        unit.publish({ organisationId: first, collection: 'account', key: first })
      })
    await Promise.all([rename([first, second]), rename([second, first])])
    // Two detectors may each end one.
    expect(tries).toBeGreaterThanOrEqual(3)
    expect((await readFeed(opened.database, first, 1, 10)).map((entry) => entry.number)).toEqual([2, 3])
    await opened.close()
  })

  it('[SYNC6] a wake-up for however many organisations fits into payloads below 8000 bytes', () => {
    const organisations = new Set(Array.from({ length: 5000 }, (_, n) => String(1_000_000_000 + n) as OrganisationId))
    const payloads = writePayloads(organisations)
    expect(Math.max(...payloads.map((payload) => Buffer.byteLength(payload)))).toBeLessThan(8000)
    expect(new Set(payloads.join(',').split(','))).toEqual(organisations)
    expect(writePayloads(new Set())).toEqual([])
  })
})
