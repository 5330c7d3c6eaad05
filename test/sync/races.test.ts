// Any two decisions about a customer that meet: both at the same instant, or made on tablets that hear of each other late. In the end
// the state is a legal one that its log explains, each decision has had its effect once or not at all, its maker is told why in
// words, and every device shows the same.
import { afterAll, afterEach, describe, expect, test } from 'vitest'
import { outcomeOf } from '#shared/decisions/outcome.ts'
import { stateOfRecord } from '#shared/decisions/relationship-state.ts'
import type { RelationshipDecision } from '#shared/decisions/define-decision.ts'
import { allDecisions, type Decision, type RelationshipDecisionName } from '#shared/decisions/registry.ts'
import type { RelationshipRecord } from '#shared/domain/customer-record.ts'
import type { ItemId, OrganisationId, RelationshipId } from '#shared/domain/ids.ts'
import { isManaging, isRequest, sideOfKind } from '#shared/domain/relationship.ts'
import { serviceCatalogue } from '#shared/domain/service-catalogue.ts'
import { addCustomer } from '#lib/commands/add-customer.ts'
import { decide } from '#lib/commands/decide.ts'
import { requestCustomer } from '#lib/commands/request-customer.ts'
import { discardItem } from '#lib/commands/waiting/discard-item.ts'
import { refusals } from '../../src/i18n/compiled/words/refusals.js'
import { SharedPostgres } from '../support/shared-postgres.ts'
import { seededIds, seededRandom } from '../support/seeded.ts'
import { lookUpAs, openCompany } from './company.ts'
import { outboxOf } from './read-world.ts'
import { explains, isLegal, type LoggedEvent, type Standing } from './race-oracle.ts'
import { readAllRelationships } from './stored.ts'
import { acme, type TestDevice, type World } from './world.ts'

const hourMs = 60 * 60 * 1000

interface Field {
  world: World
  random: () => number
  /** Two people of one MSP, one of another, two super admins of a company that had an account before anybody asked. */
  devices: TestDevice[]
  companyId: OrganisationId
  /** What had become of each relationship before the race. */
  standings: Map<RelationshipId, Standing>
  /** `name accepted` and `name refused`, to see that the races reached what they are for. */
  outcomes: Set<string>
  pairs: Set<string>
  /** How often each decision was chosen. */
  chosen: Map<string, number>
}

let field: Field | undefined
const postgres = new SharedPostgres()
afterEach(async () => {
  await field?.world.close()
  field = undefined
})
afterAll(() => postgres.dropDatabases())

const pick = <Item>({ random }: Pick<Field, 'random'>, items: readonly Item[]) =>
  items[Math.floor(random() * items.length)]!

async function openField(seed: number, databaseUrl?: string): Promise<Field> {
  const random = seededRandom(seed)
  const options = databaseUrl === undefined ? {} : { databaseUrl, nodes: 2, random }
  const { world, customerId: companyId, mina, noa, sam } = await openCompany(options, seededIds(random))
  const nils = await world.device(await world.user(noa.user.organisationId, 'Nils'))
  const mike = await world.device(await world.user(companyId, 'Mike'))
  // The races take months of their time.
  const later = world.clock.now() + 100 * 365 * 24 * hourMs
  await world.database.updateTable('session').set({ valid_until: later, created_at: later }).execute()
  field = {
    world,
    random,
    devices: [noa, nils, sam, mina, mike],
    companyId,
    standings: new Map(await readStandings(world)),
    outcomes: new Set(),
    pairs: new Set(),
    chosen: new Map(),
  }
  return field
}

async function readStandings({ database }: World): Promise<[RelationshipId, Standing][]> {
  const rows = await database.selectFrom('relationship').selectAll().execute()
  return rows.map(({ id, status, management_type: managementType }) => [id, { status, managementType }])
}

interface Choice {
  name: Decision['name']
  make: (device: TestDevice) => Promise<void>
}

const aboutRelationships = allDecisions.filter((decision) => decision.about === 'relationship')

/** What this person's device offers now; now and then also what it doesn't, as a crafted message or an old page would. */
async function choices(field: Field, device: TestDevice): Promise<Choice[]> {
  const moment = { side: sideOfKind(device.user.organisationKind), now: device.clock.now() }
  const found: Choice[] = []
  const records = await readAllRelationships(device.store)
  for (const record of records)
    for (const decision of aboutRelationships) {
      const fields = fieldsFor(field, decision.name, record)
      const input = { ...fields, relationshipId: record.id, version: record.version }
      const isOffered = !(
        'refusal' in outcomeOf(decision as RelationshipDecision<string, object>, stateOfRecord(record), moment, input)
      )
      if (isOffered || field.random() < 0.02)
        found.push({ name: decision.name, make: (on) => decideOn(on, decision.name, record.id, fields) })
    }
  if (moment.side === 'msp') found.push(...(await beginnings(field, device, records)))
  return found
}

/** What the person says besides. */
function fieldsFor(field: Field, name: RelationshipDecisionName, { services }: RelationshipRecord): object {
  if (name === 'convert-customer' || name === 'change-contact')
    return { firstName: 'Ada', lastName: 'Byron', workEmail: newAddress(field), locale: 'en' }
  const others = serviceCatalogue.map(({ id }) => id).filter((id) => !services.includes(id))
  return name === 'add-service' ? { services: [pick(field, others) ?? 'knox-suite'] } : {}
}

const decideOn = decide.on as (device: TestDevice, name: string, id: RelationshipId, fields: object) => Promise<void>

const newAddress = ({ random }: Field) => `a${Math.floor(random() * 1e9)}@x.example`

/** How something begins: a customer that is added, or a request to the company. */
async function beginnings(field: Field, device: TestDevice, known: RelationshipRecord[]): Promise<Choice[]> {
  const { companyId } = field
  const managementType = field.random() < 0.5 ? 'jointly' : 'fully'
  const found: Choice[] = []
  if (known.length < 3)
    found.push({
      name: 'add-customer',
      make: async (on) => void (await addCustomer.on(on, { ...acme, managementType, workEmail: newAddress(field) })),
    })
  const shown = known.some(({ customerId }) => customerId === companyId)
    ? null
    : await lookUpAs(device, companyId).catch(() => null)
  if (shown)
    found.push({
      name: 'request-customer',
      make: async (on) => {
        await requestCustomer.on(on, { customerId: companyId, shown, managementType, services: ['knox-suite'] })
      },
    })
  return found
}

/** Mostly what was chosen least often: chance alone rarely comes to an answer. */
function choose(field: Field, found: readonly Choice[]): Choice | undefined {
  const countOf = ({ name }: Choice) => field.chosen.get(name) ?? 0
  const rarest = Math.min(...found.map(countOf))
  const choice = pick(field, field.random() < 0.7 ? found.filter((each) => countOf(each) === rarest) : found)
  if (choice) field.chosen.set(choice.name, countOf(choice) + 1)
  return choice
}

interface Racer {
  device: TestDevice
  choice: Choice
  isOffline: boolean
  /** What the choice became; null where the same waited already. */
  item: { id: ItemId; number: number } | null
}

/** Two of them decide, each on what they know; whoever is offline sends it later, perhaps more than once. */
async function race(field: Field): Promise<Racer[]> {
  const { world, random, devices } = field
  const racers: Racer[] = []
  for (const device of shuffled(field, devices)) {
    const isOffline = random() < 0.5
    if (!isOffline) await device.sync()
    const choice = choose(field, await choices(field, device))
    if (choice) racers.push({ device, choice, isOffline, item: null })
    if (racers.length === 2) break
  }
  for (const racer of racers) racer.item = await make(racer)
  await Promise.all(racers.filter(({ isOffline }) => !isOffline).map(({ device }) => device.sync()))
  for (const { device } of racers.filter(({ isOffline }) => isOffline)) {
    // Mostly soon; a consent that waited for more than a day asks again.
    world.clock.advance(Math.floor(random() ** 4 * 30 * hourMs))
    if (random() < 0.3) device.fault = pick(field, ['answer-lost', 'duplicated', 'request-lost'] as const)
    await device.sync().catch(() => device.sync())
  }
  return racers
}

async function make({ device, choice }: Racer): Promise<Racer['item']> {
  const before = (await outboxOf(device)).at(-1)?.number ?? 0
  await choice.make(device)
  const item = (await outboxOf(device)).at(-1)
  return item && item.number > before ? { id: item.id, number: item.number } : null
}

function shuffled<Item>({ random }: Field, items: readonly Item[]): Item[] {
  const placed = items.map((item) => ({ item, at: random() }))
  return placed.toSorted((left, right) => left.at - right.at).map(({ item }) => item)
}

interface Entry extends LoggedEvent {
  relationshipId: RelationshipId | null
  itemId: ItemId | null
}

async function readEntries({ world }: Field): Promise<Map<string, Entry>> {
  const rows = await world.database
    .selectFrom('change')
    .innerJoin('relationship', 'relationship.id', 'change.relationship_id')
    .select(['change.id', 'change.relationship_id', 'change.actor_organisation_id', 'change.item_id', 'change.detail'])
    .select('relationship.msp_id')
    .execute()
  return new Map(
    rows.flatMap((row) => {
      const detail = JSON.parse(row.detail) as { type: string; event?: string }
      if (detail.type !== 'decision') return []
      const side = row.actor_organisation_id === row.msp_id ? ('msp' as const) : ('customer' as const)
      return [[row.id, { event: detail.event!, side, relationshipId: row.relationship_id, itemId: row.item_id }]]
    }),
  )
}

/** The log explains every state, no two MSPs manage the company, and nothing is left over of what has ended. */
async function expectLegal(field: Field, news: readonly Entry[]): Promise<void> {
  const rows = await field.world.database.selectFrom('relationship').selectAll().execute()
  for (const row of rows) {
    const before = field.standings.get(row.id) ?? null
    const after: Standing = { status: row.status, managementType: row.management_type }
    const events = news.filter(({ relationshipId }) => relationshipId === row.id)
    expect({ before, events, after, isExplained: explains(before, events, after) }).toMatchObject({ isExplained: true })
    expect({ row, isLegal: isLegal(row) }).toMatchObject({ isLegal: true })
    field.standings.set(row.id, after)
  }
  const managing = rows.filter((row) => row.customer_id === field.companyId && isManaging(row))
  expect(managing.length).toBeLessThan(2)
}

/** It has had its effect once, or its maker is told in words why not. */
async function expectAnswered(field: Field, { device, choice, item }: Racer, news: readonly Entry[]): Promise<void> {
  if (!item) return
  const kept = await device.store.outbox.get(item.number)
  expect(['queued', 'sent']).not.toContain(kept?.state)
  const effects = news.filter(({ itemId }) => itemId === item.id)
  if (kept?.state === 'refused') {
    expect(effects, choice.name).toEqual([])
    expect(Object.keys(refusals), choice.name).toContain(kept.code)
    field.outcomes.add(`${choice.name} refused`)
    return discardItem.on(device, item.id)
  }
  expect(new Set(effects.map(({ event, relationshipId }) => `${event} ${relationshipId}`)).size, choice.name).toBe(
    effects.length,
  )
  expect(effects.length, choice.name).toBeGreaterThan(0)
  field.outcomes.add(`${choice.name} accepted`)
}

/** Each device, once it has heard of everything, has what its person may see, as it is. */
async function expectShown(field: Field): Promise<void> {
  for (const device of [...field.devices, ...field.devices]) await device.sync()
  const rows = await field.world.database.selectFrom('relationship').selectAll().execute()
  const shutOut = rows.some(
    (row) => row.customer_id === field.companyId && isManaging(row) && row.management_type === 'fully',
  )
  for (const { user, store } of field.devices) {
    const own = rows.filter((row) =>
      user.organisationKind === 'msp'
        ? row.msp_id === user.organisationId && (isManaging(row) || isRequest(row))
        : row.customer_id === user.organisationId && !shutOut && (isManaging(row) || row.status === 'pending'),
    )
    const shown = await readAllRelationships(store)
    const words = (id: string, ...rest: unknown[]) => [id, ...rest].join(' ')
    expect(
      shown.map(({ id, status, managementType, version }) => words(id, status, managementType, version)).toSorted(),
    ).toEqual(own.map((row) => words(row.id, row.status, row.management_type, row.version)).toSorted())
  }
}

async function run(field: Field, count: number): Promise<void> {
  for (const device of field.devices) await device.sync()
  let known = await readEntries(field)
  for (let round = 0; round < count; round++) {
    const racers = await race(field)
    const what = racers.map(({ choice, isOffline }) => `${choice.name}${isOffline ? ' offline' : ''}`).join(' + ')
    field.pairs.add(
      racers
        .map(({ choice }) => choice.name)
        .toSorted()
        .join(' + '),
    )
    const all = await readEntries(field)
    const news = [...all].filter(([id]) => !known.has(id)).map(([, entry]) => entry)
    known = all
    try {
      await expectLegal(field, news)
      for (const racer of racers) await expectAnswered(field, racer, news)
      if (round % 10 === 9) await expectShown(field)
    } catch (error) {
      throw new Error(`race ${round}: ${what}: ${(error as Error).message}`, { cause: error })
    }
    // Whoever stays away meets the next race with what they know.
    for (const device of field.devices) if (field.random() < 0.5) await device.sync()
    field.world.clock.advance(Math.floor(field.random() * 3 * hourMs))
  }
  await expectShown(field)
}

/** What they are for was reached: nearly every decision was taken and refused, and they met in many pairs. */
function expectReached({ outcomes, pairs }: Field): void {
  const names = [...aboutRelationships.map(({ name }) => name), 'add-customer', 'request-customer']
  // No mail leaves here, so no invitation can be sent again.
  expect(names.filter((name) => !outcomes.has(`${name} accepted`)).length).toBeLessThan(5)
  expect(names.filter((name) => !outcomes.has(`${name} refused`)).length).toBeLessThan(5)
  expect(pairs.size).toBeGreaterThan(2 * names.length)
}

/** 100 races on both databases; by `npm run test:seeds` 1,000. */
const isLong = Number(process.env['TANDEM_SEEDS'] ?? 0) >= 200
const races = isLong ? { sqlite: 600, postgres: 400 } : { sqlite: 60, postgres: 40 }

describe('Decisions that meet', () => {
  test('[M10][M13][M14][M16][M18] any two of them, on SQLite', { timeout: 600_000 }, async () => {
    const field = await openField(1)
    await run(field, races.sqlite)
    if (isLong) expectReached(field)
  })

  test('[M10][M13][M14][M16][M18] any two of them, on two nodes with PostgreSQL', { timeout: 600_000 }, async () => {
    const field = await openField(2, await postgres.createDatabase())
    await run(field, races.postgres)
    if (isLong) expectReached(field)
  })
})
