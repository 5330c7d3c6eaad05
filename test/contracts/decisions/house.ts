// Two MSPs, five companies and two resellers with everything that decisions are about, and people who take them by a real push.
import type { DecisionInput, DecisionName } from '#shared/decisions/registry.ts'
import type { ItemId, OrganisationId, RelationshipId, RoleId, StoreId, UserId } from '#shared/domain/ids.ts'
import type { OrganisationKind } from '#shared/domain/organisation.ts'
import type { Item } from '#shared/protocol/request.ts'
import type { Answer } from '#shared/protocol/response.ts'
import { protocolVersion } from '#shared/protocol/version.ts'
import { readKinds } from '#shared/records/kinds.ts'
import { loadAccess } from '../../../server/auth/access.ts'
import type { Database } from '../../../server/database/connection.ts'
import { createOrganisation } from '../../../server/database/repository/organisation.ts'
import { insertRole } from '../../../server/database/repository/people/role.ts'
import { insertSession } from '../../../server/database/repository/people/session.ts'
import { insertUser } from '../../../server/database/repository/user.ts'
import { runUnitOfWork } from '../../../server/database/unit-of-work.ts'
import type { Services } from '../../../server/services.ts'
import { push } from '../../../server/sync/push.ts'
import { addCustomerInput, type Tandem } from '../../support/tandem.ts'
import { userRow } from '../user-row.ts'

/** Who is there: super admins; of each kind one `…Reader`, whose role only looks; and an admin or two. */
export const people = {
  boss: 'Northwind',
  bossReader: 'Northwind',
  ann: 'Northwind',
  sam: 'Southwind',
  jo: 'Acme',
  joReader: 'Acme',
  jim: 'Acme',
  al: 'Alone',
  fay: 'Free',
  fayReader: 'Free',
  rae: 'Partshop',
  raeReader: 'Partshop',
  ray: 'Elsewhere',
} as const
export type Who = keyof typeof people

const admins: readonly Who[] = ['ann', 'jim']

export interface House {
  tandem: Tandem
  organisations: Record<string, OrganisationId>
  users: Record<Who, UserId>
  sessions: Record<Who, string>
  /** Of Northwind with Acme (jointly), Alone (fully), and Invited (jointly, nobody registered). */
  relations: Record<'acme' | 'alone' | 'invited', RelationshipId>
}

/** Somebody's commands, numbered as their device does. */
export class Visit {
  readonly house: House
  readonly services: Services
  readonly #stores = new Map<Who, { storeId: StoreId; number: number }>()

  #waitedMs = 0

  constructor(house: House, database?: Database) {
    this.house = house
    const { services } = house.tandem
    const clock = { now: () => services.clock.now() + this.#waitedMs }
    this.services = database ? { ...services, clock, database } : services
  }

  /** For this visit alone. */
  wait(ms: number): void {
    this.#waitedMs += ms
  }

  get database(): Database {
    return this.services.database
  }

  get ids() {
    return this.services.ids
  }

  get now(): number {
    return this.services.clock.now()
  }

  item(who: Who, name: string, input: unknown): Item {
    const store = this.#stores.get(who) ?? { storeId: this.ids.randomId() as StoreId, number: 0 }
    this.#stores.set(who, store)
    store.number++
    const body = { kind: 'command', name, input } as Item['body']
    const id = this.ids.randomId() as ItemId
    return { number: store.number, id, dependsOn: [], editedAt: this.now, baseNumber: 0, body }
  }

  async push(who: Who, items: readonly Item[]): Promise<Answer[]> {
    const { users, sessions } = this.house
    const access = (await loadAccess(this.database, users[who]))!
    const { answers } = await push(
      this.services,
      { access, sessionId: sessions[who], spending: undefined },
      {
        ...{ type: 'hello', protocol: protocolVersion, kinds: readKinds, held: readKinds, cursor: null },
        ...{ userId: users[who], storeId: this.#stores.get(who)!.storeId, accessVersion: 0, sentAt: this.now },
      },
      items,
    )
    return answers.map(({ answer }) => answer)
  }

  async ask(who: Who, name: string, input: unknown): Promise<string> {
    return codeOf((await this.push(who, [this.item(who, name, input)]))[0]!)
  }

  /** What comes before: it has to be taken. */
  async did<Name extends DecisionName>(who: Who, name: Name, input: DecisionInput<Name>): Promise<void> {
    const code = await this.ask(who, name, input)
    if (code !== 'accepted') throw new Error(`${who} could not ${name}: ${code}`)
  }

  /** A relationship as everybody sees it now. */
  async seen(
    relation: keyof House['relations'] | RelationshipId,
  ): Promise<{ relationshipId: RelationshipId; version: number }> {
    const relationshipId = this.house.relations[relation as 'acme'] ?? (relation as RelationshipId)
    const row = this.database.selectFrom('relationship').select('version').where('id', '=', relationshipId)
    return { relationshipId, version: (await row.executeTakeFirstOrThrow()).version }
  }

  async person(who: Who): Promise<{ personId: UserId; version: number }> {
    const personId = this.house.users[who]
    const row = this.database.selectFrom('user').select('version').where('id', '=', personId)
    return { personId, version: (await row.executeTakeFirstOrThrow()).version }
  }
}

export const codeOf = (answer: Answer) => (answer.outcome === 'refused' ? answer.code : answer.outcome)

const kindOf: Record<string, OrganisationKind> = {
  Northwind: 'msp',
  Southwind: 'msp',
  Partshop: 'reseller',
  Elsewhere: 'reseller',
}

/** Opens it, with rows where people would take long, and decisions for the rest. */
export async function openHouse(tandem: Tandem): Promise<House> {
  const house = { tandem, organisations: {}, users: {}, sessions: {}, relations: {} } as unknown as House
  for (const [name, kind] of Object.entries(kindOf)) await addOrganisation(house, name, kind)
  for (const who of ['boss', 'bossReader', 'ann', 'sam', 'rae', 'raeReader', 'ray'] as const)
    await addPerson(house, who)
  const visit = new Visit(house)
  const companies = [
    ['boss', 'Acme', 'jointly'],
    ['boss', 'Alone', 'fully'],
    ['boss', 'Invited', 'jointly'],
    ['sam', 'Free', 'jointly'],
  ] as const
  for (const [who, companyName, managementType] of companies) {
    const workEmail = `contact@${companyName.toLowerCase()}.example`
    const input = addCustomerInput(tandem.ids, { companyName, managementType, workEmail })
    await visit.did(who, 'add-customer', input)
    const row = visit.database.selectFrom('relationship').select('customer_id').where('id', '=', input.relationshipId)
    house.organisations[companyName] = (await row.executeTakeFirstOrThrow()).customer_id
    house.relations[companyName.toLowerCase() as 'acme'] = input.relationshipId
  }
  for (const who of ['jo', 'joReader', 'jim', 'al', 'fay', 'fayReader'] as const) await addPerson(house, who)
  const registered = [house.relations.acme, house.relations['free' as 'acme']]
  await visit.database
    .updateTable('invitation')
    .set({ state: 'registered' })
    .where('relationship_id', 'in', registered)
    .execute()
  await visit.database
    .updateTable('invitation')
    .set({ state: 'sent', sent_at: visit.now, sent_count: 1, expires_at: visit.now + 7 * 24 * 60 * 60 * 1000 })
    .where('relationship_id', '=', house.relations.invited)
    .execute()
  await visit.did('fay', 'delink-customer', await visit.seen('free' as 'acme'))
  await visit.did('sam', 'accept-delink', await visit.seen('free' as 'acme'))
  tandem.clock.advance(2 * 24 * 60 * 60 * 1000)
  return house
}

async function addOrganisation({ tandem, organisations }: House, name: string, kind: OrganisationKind): Promise<void> {
  const { result } = await runUnitOfWork(tandem.services, (unit) => createOrganisation(unit, { kind, name }))
  organisations[name] = result.id
}

async function addPerson({ tandem, organisations, users, sessions }: House, who: Who): Promise<void> {
  const { database, ids, clock } = tandem.services
  const organisation_id = organisations[people[who]]!
  const isReader = who.endsWith('Reader')
  const role_id = isReader ? (ids.randomId() as RoleId) : null
  if (role_id) await insertRole(database, { id: role_id, organisation_id, name: who, permissions: ['view'] })
  const role = isReader || admins.includes(who) ? 'admin' : 'super-admin'
  const row = userRow(ids, { organisation_id, role, role_id, first_name: who, email_verified_at: 1 })
  await insertUser(database, row)
  users[who] = row.id
  sessions[who] = ids.randomId()
  const now = clock.now()
  await insertSession(database, {
    ...{ id: sessions[who], organisation_id, user_id: row.id, token_hash: sessions[who], user_agent: '' },
    ...{ created_at: now, last_seen_at: now, valid_until: now * 2, ended_at: null, proved_at: now },
  })
}
