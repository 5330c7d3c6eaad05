// What holds of every decision there is, taken as a device sends it, on both databases: who may, once, on what was seen, and what it leaves.
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { allDecisions, type DecisionName } from '#shared/decisions/registry.ts'
import { Tandem } from '../support/tandem.ts'
import type { DecisionCase } from './decisions/decision-case.ts'
import { contradictions, foretell, hold } from './decisions/foretell.ts'
import { codeOf, openHouse, people, Visit, type House, type Who } from './decisions/house.ts'
import { deviceCases } from './decisions/of-devices.ts'
import { relationshipCases } from './decisions/of-relationships.ts'
import { settingCases } from './decisions/of-settings.ts'
import { teamCases } from './decisions/of-teams.ts'
import { changedTables, listTables, readTables } from './decisions/read-tables.ts'
import { undone } from './decisions/undone-database.ts'
import { postgres, stopProviders } from './providers.ts'

afterAll(stopProviders)

const cases: { [Name in DecisionName]: DecisionCase<Name> } = {
  ...relationshipCases,
  ...teamCases,
  ...deviceCases,
  ...settingCases,
}

/** Of another organisation of the same kind, with every permission there. */
const elsewhere: Record<string, Who> = { Northwind: 'sam', Acme: 'fay', Alone: 'jo', Free: 'jo', Partshop: 'ray' }

const ofNews: ReadonlySet<string> = new Set(['feed_entry', 'feed_head'])

/** What it is about as it wasn't seen; null where it answers nothing. */
function unseen(input: object): object | null {
  const said = JSON.parse(JSON.stringify(input)) as Record<string, unknown>
  if ('uploads' in said)
    return {
      ...input,
      uploads: (said['uploads'] as { version: number }[]).map((each) => ({ ...each, version: each.version + 1 })),
    }
  if ('version' in said) return { ...input, version: Number(said['version']) + 1 }
  return 'since' in said ? { ...input, since: Number(said['since']) + 1 } : null
}

describe.each(['SQLite', 'PostgreSQL'])('On %s', (name) => {
  const isPostgres = name === 'PostgreSQL'
  let tandem: Tandem
  let house: House
  let tables: string[]

  beforeAll(async () => {
    const environment: Record<string, string> = { LINK_LIMIT: '1000', LOOK_UP_LIMIT: '1000' }
    if (isPostgres)
      Object.assign(environment, { DATABASE_URL: (await postgres.provide()).databaseUrl!, SECRET_KEY: 'ab'.repeat(32) })
    tandem = await Tandem.start(environment)
    house = await openHouse(tandem)
    tables = await listTables(tandem.services.database)
  })
  afterAll(() => tandem[Symbol.asyncDispose]())

  const inside = (work: (visit: Visit) => Promise<void>) =>
    undone(tandem.services.database, (database) => work(new Visit(house, database)))
  const read = ({ database }: Visit) => readTables(database, tables, isPostgres)

  /** What it left in the log, in the audit log and in the queue of mails, apart from what was there. */
  async function leftBy({ database }: Visit, itemId: string, before: ReadonlySet<string>): Promise<string> {
    const log = await database
      .selectFrom('change')
      .select('detail')
      .where('item_id', '=', itemId as never)
      .execute()
    const events = log.map(({ detail }) => (JSON.parse(detail as unknown as string) as { event: string }).event)
    const audited = await database.selectFrom('audit_entry').select(['id', 'event']).execute()
    const mails = await database.selectFrom('mail').select(['id', 'kind']).execute()
    const words = [
      ...events.map((event) => `log ${event}`),
      ...audited.filter(({ id }) => !before.has(id)).map(({ event }) => `audit ${event}`),
      ...mails.filter(({ id }) => !before.has(id)).map(({ kind }) => `mail ${kind}`),
    ]
    return words.toSorted().join(', ')
  }
  async function entries({ database }: Visit): Promise<Set<string>> {
    const audited = await database.selectFrom('audit_entry').select('id').execute()
    const mails = await database.selectFrom('mail').select('id').execute()
    return new Set([...audited, ...mails].map(({ id }) => id))
  }

  describe.each(allDecisions)('$name', ({ name, about }) => {
    const told = cases[name] as unknown as DecisionCase<never>
    const { by } = told

    test('[PUSH2][M20] refused, it leaves nothing', async () => {
      await inside(async (visit) => {
        const input = (await told.ask(visit)) as object
        const before = await read(visit)
        const reader = `${by}Reader` as Who
        if (told.lacking !== null && reader in people)
          expect(await visit.ask(reader, name, input), 'only looks').toBe('not-permitted')
        if (told.elsewhere !== null)
          expect(await visit.ask(elsewhere[people[by]]!, name, input), 'elsewhere').toBe(
            told.elsewhere ?? 'not-permitted',
          )
        // What is read is read before any database is asked.
        for (const field of isPostgres ? [] : Object.keys(input))
          expect(await visit.ask(by, name, { ...input, [field]: { wrong: true } }), field).toBe('invalid-input')
        const stale = unseen(input)
        if (stale) expect(await visit.ask(by, name, stale), 'unseen').toBe('stale-decision')
        expect(changedTables(before, await read(visit))).toEqual([])
      })
    })

    test('[PUSH1] it is done once, leaves what its table says, and the same again is the same', async () => {
      await inside(async (visit) => {
        const input = await told.ask(visit)
        const known = await entries(visit)
        const item = visit.item(by, name, input)
        expect((await visit.push(by, [item])).map(codeOf)).toEqual(['accepted'])
        expect(await leftBy(visit, item.id, known)).toBe(told.leaves)
        const after = await read(visit)
        expect((await visit.push(by, [item])).map(codeOf)).toEqual(['accepted'])
        expect(changedTables(after, await read(visit))).toEqual([])
        const again = await visit.ask(by, name, input)
        const changed = changedTables(after, await read(visit))
        const taken = changed.length === 0 ? 'nothing' : changed.every((table) => ofNews.has(table)) ? 'news' : 'more'
        expect(again === 'accepted' ? taken : again).toBe(told.again)
        if (again !== 'accepted') expect(changed).toEqual([])
      })
    })

    // Which database it is a device can't tell.
    if (isPostgres) return
    test('[H5] a device shows at once what it will be, and of what it decides itself says why not', async () => {
      await inside(async (visit) => {
        const input = (await told.ask(visit)) as object
        const foretold = await foretell(visit, by, await hold(visit, by), name, input)
        expect(foretold).toHaveProperty('shown')
        await visit.did(by, name, input as never)
        const held = await hold(visit, by)
        const shown = 'shown' in foretold ? foretold.shown : []
        expect(contradictions(shown, held)).toEqual(told.unforetold ?? [])
        const again = await foretell(visit, by, held, name, input)
        const isDecided = about === 'team' || about === 'relationship'
        expect('refusal' in again ? again.refusal : '-').toBe(isDecided ? (told.againHere ?? told.again) : '-')
      })
    })
  })
})
