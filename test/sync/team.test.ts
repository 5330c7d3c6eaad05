// A team decided from several tablets: offline, at the same moment, and after a restore. On both databases where they could differ.
import { afterAll, afterEach, describe, expect, onTestFinished, test } from 'vitest'
import { addCustomer } from '#lib/commands/add-customer.ts'
import { editField } from '#lib/commands/facts/edit-field.ts'
import { decideOnTeam, type TeamQuestion } from '#lib/commands/team/decide-on-team.ts'
import type { Permission } from '#shared/domain/access/permission.ts'
import { allCustomers, type ScopeSetting } from '#shared/domain/access/scope.ts'
import type { GroupId, OrganisationId, RoleId, UserId } from '#shared/domain/ids.ts'
import { Refusal } from '#shared/domain/refusal.ts'
import type { PersonRecord, RoleChoice } from '#shared/domain/team/person.ts'
import { encodeRequest } from '#shared/protocol/request.ts'
import { loadAccess } from '../../server/auth/access.ts'
import { linkToken, type LinkPurpose } from '../../server/auth/link-token.ts'
import { stopOpenAppointment } from '../../server/commands/appointment/stop-appointment.ts'
import { declineInvitation } from '../../server/commands/invitation/decline-invitation.ts'
import { requireInvitation } from '../../server/commands/invitation/requested-invitation.ts'
import { findResetUser, resetPassword, sendPasswordReset } from '../../server/commands/sign-in/reset-password.ts'
import { lookUpPersonInvitation } from '../../server/commands/team/look-up-person-invitation.ts'
import { findAppointment, insertAppointment } from '../../server/database/repository/people/appointment.ts'
import { findLatestInvitation } from '../../server/database/repository/invitation.ts'
import { findUser } from '../../server/database/repository/user.ts'
import { LiveHub } from '../../server/sync/live-hub.ts'
import { SharedPostgres } from '../support/shared-postgres.ts'
import { inviteInput } from '../support/team.ts'
import * as liveEnds from './live-ends.ts'
import { LiveDevice } from './live-device.ts'
import { backupKeepers } from './backup.ts'
import { commandItem, helloOf } from './raw-exchange.ts'
import { accountIdOf, outboxOf, outboxStates } from './read-world.ts'
import { findRelationship, listRelationshipIds, readPeople } from './stored.ts'
import { acme, openPair, type Pair, type TestDevice, type World, type WorldOptions } from './world.ts'

let pair: Pair
let world: World
const postgres = new SharedPostgres()
afterEach(() => world.close())
afterAll(async () => {
  await postgres.dropDatabases()
  for (const keeper of backupKeepers) await keeper.stop()
})

async function begin(options: WorldOptions = {}): Promise<void> {
  pair = await openPair(undefined, options)
  world = pair.world
}

/** Somebody of the MSP, a super admin, with a synced device. */
async function colleague(name: string): Promise<TestDevice> {
  const device = await world.device(await world.user(pair.msp.user.organisationId, name))
  await device.sync()
  return device
}

const on = async ({ store }: TestDevice, id: UserId): Promise<PersonRecord> =>
  (await readPeople(store)).find((each) => each.id === id)!
const said = { name: 'Somebody' }
const stands = (person: Awaited<ReturnType<typeof standsAs>>) =>
  person.role === 'super-admin' && person.status === 'active' && person.scope === 'all'

type Plain = 'block-person' | 'reactivate-person' | 'remove-person'
async function decide(by: TestDevice, decision: Plain, personId: UserId) {
  const { version } = await on(by, personId)
  return decideOnTeam.on(by, { decision, input: { personId, version } }, said)
}
async function change(by: TestDevice, personId: UserId, role: RoleChoice, scope: ScopeSetting | null = null) {
  const { version } = await on(by, personId)
  return decideOnTeam.on(by, { decision: 'change-person', input: { personId, version, role, scope } }, said)
}
const statusOf = async (id: UserId) =>
  (await world.database.selectFrom('user').select(['role', 'status']).where('id', '=', id).executeTakeFirst())!
const standsAs = async (id: UserId) =>
  (await world.database.selectFrom('user').select(['role', 'status', 'scope']).where('id', '=', id).execute())[0]!

const databases: [name: string, options: () => Promise<WorldOptions>][] = [
  ['SQLite', async () => ({})],
  [
    'two nodes on PostgreSQL',
    async () => {
      return { databaseUrl: await postgres.createDatabase(), nodes: 2 }
    },
  ],
]

describe.each(databases)('At the same moment, on %s', (_name, options) => {
  test('[M20] two super admins who queued each other’s demotion or block: exactly one decision is taken', async () => {
    await begin(await options())
    const { msp } = pair
    const acts = [
      (by: TestDevice, id: UserId) => change(by, id, 'admin'),
      (by: TestDevice, id: UserId) => decide(by, 'block-person', id),
      (by: TestDevice, id: UserId) => decide(by, 'remove-person', id),
      (by: TestDevice, id: UserId) => change(by, id, 'super-admin', { kind: 'only', allow: [], deny: [] }),
    ]
    for (const [round, first] of acts.entries()) {
      const second = acts[(round + 1) % acts.length]!
      const one = round === 0 ? msp : await colleague(`One${round}`)
      const other = await colleague(`Other${round}`)
      // Only these two count.
      await world.database.updateTable('user').set({ email_verified_at: null }).execute()
      await one.sync()
      const both = [one.user.id, other.user.id]
      await world.database.updateTable('user').set({ email_verified_at: 1 }).where('id', 'in', both).execute()
      expect(await first(one, other.user.id)).toBeNull()
      expect(await second(other, one.user.id)).toBeNull()
      await Promise.allSettled([one.sync(), other.sync()])
      const after = [await standsAs(one.user.id), await standsAs(other.user.id)]
      expect(after.filter(stands), JSON.stringify(after)).toHaveLength(1)
    }
  })

  test('[M20][PUSH1] the same over the live lane, each by a node of its own', async () => {
    await begin(await options())
    const { msp } = pair
    const kim = await colleague('Kim')
    await msp.sync()
    const both = [msp, kim]
    const hubs = both.map((_, place) => new LiveHub(world.nodes[place % world.nodes.length]!.services))
    onTestFinished(() => {
      for (const hub of hubs) hub.close()
    })
    const items = [
      { by: msp, name: 'change-person', about: kim, role: { role: 'admin', scope: null } },
      { by: kim, name: 'block-person', about: msp, role: {} },
    ].map(async ({ by, name, about, role }) => {
      const personId = about.user.id
      const { version } = await on(by, personId)
      return commandItem(by, 1, name, { personId, version, ...role })
    })
    const lanes = await Promise.all(both.map((device, place) => liveEnds.follow(hubs[place]!, device)))
    const sent = await Promise.all(
      both.map(async (device, place) => encodeRequest(await helloOf(device), [(await items[place])!])),
    )
    await Promise.all(lanes.map((lane, place) => lane.pushed(sent[place]!)))
    const states = async () => Promise.all(both.map(({ user }) => standsAs(user.id)))
    await expect.poll(async () => (await states()).filter(stands)).toHaveLength(1)
    for (let turn = 0; turn < 20; turn++) await liveEnds.settle()
    expect((await states()).filter(stands), JSON.stringify(await states())).toHaveLength(1)
  })

  test('[C6] the same of a customer’s two super admins', async () => {
    await begin(await options())
    const { customer } = pair
    const jo = await world.device(await world.user(customer.user.organisationId, 'Jo'))
    await customer.sync()
    await jo.sync()
    expect(await change(customer, jo.user.id, 'admin')).toBeNull()
    expect(await decide(jo, 'remove-person', customer.user.id)).toBeNull()
    await Promise.allSettled([customer.sync(), jo.sync()])
    const after = [await standsAs(customer.user.id), await standsAs(jo.user.id)]
    expect(after.filter(stands), JSON.stringify(after)).toHaveLength(1)
  })

  test('[M20] two tablets that invited one address offline, once in capitals: one person, one refusal with its text', async () => {
    await begin(await options())
    const kim = await colleague('Kim')
    await pair.msp.sync()
    const devices = [pair.msp, kim]
    for (const [place, device] of devices.entries()) {
      const workEmail = place === 0 ? 'new@northwind.example' : 'NEW@northwind.example'
      const input = inviteInput(world, { workEmail: workEmail.toLowerCase() })
      const form = { firstName: 'Kim', lastName: 'Ito', workEmail }
      expect(await decideOnTeam.on(device, { decision: 'invite-person', input }, { name: 'Kim', form })).toBeNull()
    }
    await Promise.all(devices.map((device) => device.sync()))
    const states = (await Promise.all(devices.map(outboxStates))).flat().filter((state) => state !== 'settled')
    expect(states).toEqual(['refused: already-invited'])
    const rows = await world.database
      .selectFrom('user')
      .select('id')
      .where('email', '=', 'new@northwind.example')
      .execute()
    expect(rows).toHaveLength(1)
    const mails = await world.database.selectFrom('mail').select('id').where('kind', '=', 'person-invitation').execute()
    expect(mails).toHaveLength(1)
  })
})

describe('Foretold, and decided once', () => {
  test('[M20] an invitation shows as waiting on the tablet that made it, and the same about an address that is here is refused at once', async () => {
    await begin()
    const { msp } = pair
    await msp.sync()
    const input = inviteInput(world)
    await decideOnTeam.on(msp, { decision: 'invite-person', input }, said)
    expect(await decideOnTeam.on(msp, { decision: 'invite-person', input: inviteInput(world) }, said)).toEqual({
      refusal: 'already-invited',
      fields: { workEmail: 'already-invited' },
    })
    await msp.sync()
    expect(await on(msp, input.personId)).toMatchObject({ state: 'pending', version: 1 })
    expect(await outboxStates(msp)).toEqual(expect.arrayContaining(['settled']))
  })

  test('[M20] what follows on it offline names what it foretells: invited and made less, in order', async () => {
    await begin()
    const { msp } = pair
    await msp.sync()
    const input = inviteInput(world, { role: 'super-admin' })
    const { personId } = input
    await decideOnTeam.on(msp, { decision: 'invite-person', input }, said)
    const next = { personId, version: 1, role: 'admin', scope: null } as const
    expect(await decideOnTeam.on(msp, { decision: 'change-person', input: next }, said)).toBeNull()
    await msp.sync()
    expect(await on(msp, personId)).toMatchObject({ role: 'admin', version: 2 })
  })

  test('[M20] a decision on somebody who was changed meanwhile is refused as stale, and can be tried again', async () => {
    await begin()
    const kim = await colleague('Kim')
    const lee = await colleague('Lee')
    await kim.sync()
    await pair.msp.sync()
    await change(pair.msp, lee.user.id, 'admin')
    await decide(kim, 'block-person', lee.user.id)
    await pair.msp.sync()
    await kim.sync()
    expect(await outboxStates(kim)).toEqual(['refused: stale-decision'])
  })
})

describe('A narrowed scope, by decision', () => {
  test('[M20][SYNC4] is gone from a tablet on the lane within two seconds; what waited there is refused with its text', async () => {
    await begin()
    const kim = await colleague('Kim')
    await pair.msp.sync()
    const added = await addCustomer.on(pair.msp, { ...acme, companyName: 'Zenith', workEmail: 'zoe@zenith.example' })
    await pair.msp.sync()
    await kim.sync()
    const zenith = (await findRelationship(pair.msp.store, added.relationshipId))!.customerId
    const account = await accountIdOf(pair)
    const live = LiveDevice.of(kim)
    await live.follow()
    await editField.on(kim, account, 'phone', '+49 170 5')
    const scope = { kind: 'only', allow: [zenith], deny: [] } as const
    const startedAt = Date.now()
    expect(await change(pair.msp, kim.user.id, 'super-admin', scope)).toBeNull()
    await pair.msp.sync()
    const held = async () => [...(await live.inTurn(() => listRelationshipIds(kim.store)))]
    await expect.poll(held, { timeout: 2000 }).toEqual([added.relationshipId])
    expect(Date.now() - startedAt).toBeLessThan(2000)
    await live.sync()
    expect(await outboxStates(kim)).toEqual(['refused: not-permitted'])
    expect(JSON.stringify(await outboxOf(kim))).toContain('+49 170 5')
    // Nor does anybody's scope say which others there are.
    expect((await readPeople(kim.store)).map(({ scope: known }) => known)).toEqual(
      (await readPeople(kim.store)).map(() => null),
    )
    expect((await on(pair.msp, kim.user.id)).scope).toEqual(scope)
    await live.leave()
  })

  test('[M20] takes in the customer that its person adds offline', async () => {
    await begin()
    const kim = await colleague('Kim')
    await pair.msp.sync()
    const own = (await findRelationship(pair.msp.store, pair.relationshipId))!.customerId
    await change(pair.msp, kim.user.id, 'admin', { kind: 'only', allow: [own], deny: [] })
    const added = await addCustomer.on(kim, { ...acme, companyName: 'Own', workEmail: 'own@own.example' })
    await pair.msp.sync()
    await kim.sync()
    expect((await listRelationshipIds(kim.store)).has(added.relationshipId)).toBe(true)
    const customerId = (await findRelationship(kim.store, added.relationshipId))!.customerId
    await pair.msp.sync()
    expect((await on(pair.msp, kim.user.id)).scope?.allow).toContain(customerId)
  })

  test('[M20] gives nothing by an ID that is somebody else’s customer’s', async () => {
    await begin()
    const kim = await colleague('Kim')
    await pair.msp.sync()
    const strange = '1234567890' as OrganisationId
    await change(pair.msp, kim.user.id, 'admin', { kind: 'only', allow: [strange], deny: [] })
    await pair.msp.sync()
    expect((await on(pair.msp, kim.user.id)).scope).toEqual({ kind: 'only', allow: [], deny: [] })
  })
})

describe.each(backupKeepers)('A restored backup, on $name', ({ options, backUp }) => {
  test('[SYNC3][M20] gives nobody back what was taken, and keeps what was given again; the latest holds', async () => {
    await begin(await options())
    const { msp } = pair
    const [kim, lee, sam] = [await colleague('Kim'), await colleague('Lee'), await colleague('Sam')]
    await msp.sync()
    const own = (await findRelationship(msp.store, pair.relationshipId))!.customerId
    await decide(msp, 'block-person', sam.user.id)
    await msp.sync()
    const scope = { kind: 'but', allow: [], deny: [own] } as const
    const restore = await backUp(world)
    await decide(msp, 'block-person', kim.user.id)
    await change(msp, lee.user.id, 'admin', scope)
    await decide(msp, 'reactivate-person', sam.user.id)
    await msp.sync()
    await restore()
    expect([await statusOf(kim.user.id), await statusOf(lee.user.id), await statusOf(sam.user.id)]).toEqual([
      { role: 'super-admin', status: 'blocked' },
      { role: 'admin', status: 'active' },
      { role: 'super-admin', status: 'active' },
    ])
    // What this device had been told was taken goes up again: it was taken, and nothing is asked of anybody.
    await msp.sync()
    await msp.sync()
    expect(await on(msp, lee.user.id)).toMatchObject({ role: 'admin', scope })
    expect((await outboxStates(msp)).filter((state) => state.startsWith('refused'))).toEqual([])
    await expectNothingLeftToDo()
  })

  test('[SYNC3][M20][M3] roles and groups are again what was last decided, and with them what people see', async () => {
    await begin(await options())
    const { msp } = pair
    const own = (await findRelationship(msp.store, pair.relationshipId))!.customerId
    const [kim, lee] = [await colleague('Kim'), await colleague('Lee')]
    await msp.sync()
    const [reader, helper, late] = [world.ids.randomId(), world.ids.randomId(), world.ids.randomId()] as RoleId[]
    const [north, old, south] = [world.ids.randomId(), world.ids.randomId(), world.ids.randomId()] as GroupId[]
    const ask = async (...questions: TeamQuestion[]) => {
      for (const question of questions) expect(await decideOnTeam.on(msp, question, said)).toBeNull()
      await msp.sync()
    }
    const [view, edit] = [['view'], ['view', 'edit-account']] as Permission[][]
    await ask(
      { decision: 'add-role', input: { roleId: reader!, name: 'Reader', permissions: edit! } },
      { decision: 'add-role', input: { roleId: helper!, name: 'Helper', permissions: view! } },
      { decision: 'add-group', input: { groupId: north!, name: 'North', members: [own] } },
      { decision: 'add-group', input: { groupId: old!, name: 'Old', members: [own] } },
    )
    await change(msp, lee.user.id, reader!, { kind: 'only', allow: [north!], deny: [] })
    await change(msp, kim.user.id, helper!)
    await msp.sync()
    await lee.sync()
    expect((await listRelationshipIds(lee.store)).size).toBe(1)
    const restore = await backUp(world)
    await ask(
      { decision: 'change-role', input: { roleId: reader!, version: 1, name: 'Viewer', permissions: view! } },
      { decision: 'delete-role', input: { roleId: helper!, version: 1, instead: reader! } },
      { decision: 'add-role', input: { roleId: late!, name: 'Late', permissions: view! } },
      { decision: 'change-group', input: { groupId: north!, version: 1, name: 'North', members: [] } },
      { decision: 'delete-group', input: { groupId: old!, version: 1 } },
      { decision: 'add-group', input: { groupId: south!, name: 'South', members: [own] } },
    )
    const before = await readDecided()
    const pat = inviteInput(world, { workEmail: 'pat@northwind.example' })
    await ask({ decision: 'invite-person', input: pat })
    await restore()
    expect(await readDecided()).toEqual(before)
    expect((await loadAccess(world.database, lee.user.id))!.permissions).toEqual(new Set(view))
    await lee.sync()
    expect((await listRelationshipIds(lee.store)).size).toBe(0)
    await msp.sync()
    await msp.sync()
    // Whom no journal can bring back comes by the device that invited them.
    expect(await on(msp, pat.personId)).toMatchObject({ state: 'pending' })
    expect((await outboxStates(msp)).filter((state) => state.startsWith('refused'))).toEqual([])
    await expectNothingLeftToDo()
  })

  test('[SYNC3][M20] leaves an organisation its last super admin', async () => {
    await begin(await options())
    const { msp } = pair
    const restore = await backUp(world)
    const kim = await colleague('Kim')
    await decide(kim, 'block-person', msp.user.id)
    await kim.sync()
    expect((await statusOf(msp.user.id)).status).toBe('blocked')
    await restore()
    // The backup knows no Kim.
    expect(await statusOf(msp.user.id)).toEqual({ role: 'super-admin', status: 'active' })
  })

  test.each(['demoted', 'removed', 'narrowed'] as const)(
    '[SYNC3][M20] of two who each %s the other on either side of it, one decision holds and one super admin stands',
    async (how) => {
      await begin(await options())
      const { msp } = pair
      const kim = await colleague('Kim')
      await msp.sync()
      const restore = await backUp(world)
      const acts = {
        demoted: () => change(msp, kim.user.id, 'admin'),
        removed: () => decide(msp, 'remove-person', kim.user.id),
        narrowed: () => change(msp, kim.user.id, 'super-admin', { kind: 'only', allow: [], deny: [] }),
      }
      // Kim's waits on a tablet without a network until the server is back on the backup.
      expect(await decide(kim, 'block-person', msp.user.id)).toBeNull()
      expect(await acts[how]()).toBeNull()
      await msp.sync()
      await restore()
      await Promise.allSettled([kim.sync(), msp.sync()])
      await msp.sync()
      expect(stands(await standsAs(msp.user.id))).toBe(true)
      expect(stands(await standsAs(kim.user.id))).toBe(false)
      await expectNothingLeftToDo()
    },
  )

  test('[SYNC3][M7][X2] gives no link back that was used, taken back or declined since; those made later are as they were', async () => {
    await begin(await options())
    const { msp } = pair
    const pat = inviteInput(world, { workEmail: 'pat@northwind.example' })
    await decideOnTeam.on(msp, { decision: 'invite-person', input: pat }, said)
    const added = await addCustomer.on(msp, { ...acme, companyName: 'Zenith', workEmail: 'zoe@zenith.example' })
    await msp.sync()
    const { email } = (await findUser(world.database, msp.user.id))!
    const links = async (purpose: LinkPurpose) => {
      const rows = world.database.selectFrom('link').select('id').where('purpose', '=', purpose).orderBy('created_at')
      return (await rows.execute()).map(({ id }) => linkToken(world.services.key, purpose, id))
    }
    const refusalOf = async (asked: Promise<unknown>) =>
      asked.then(
        () => 'good',
        (error: unknown) => (error instanceof Refusal ? error.code : String(error)),
      )
    await sendPasswordReset(world.services, email)
    const [reset, join, register] = await Promise.all(
      (['reset-password', 'person-invitation', 'invitation'] as const).map(async (purpose) =>
        (await links(purpose)).at(-1)!,
      ),
    )
    const ask = async () => [
      await refusalOf(findResetUser(world.services, reset!)),
      await refusalOf(lookUpPersonInvitation(world.services, join!)),
      await refusalOf(
        requireInvitation(world.database, world.services, register!, 'register', {
          now: world.clock.now(),
          lock: false,
        }),
      ),
    ]
    expect(await ask()).toEqual(['good', 'good', 'good'])
    const { organisationId } = msp.user
    const named = { email: 'eve@elsewhere.example', first_name: 'Eve', last_name: '', locale: 'en' } as const
    const times = { made_at: world.clock.now(), due_at: world.clock.now(), ended_at: null, state: 'open' } as const
    await insertAppointment(world.database, { id: 'asked-for', organisation_id: organisationId, ...named, ...times })
    world.clock.advance(1000)
    const restore = await backUp(world)
    const from = { sessionToken: msp.token, readKnownDevice: () => null }
    await resetPassword(world.services, { link: reset!, password: 'quiet meadow walk' }, from)
    await decideOnTeam.on(
      msp,
      { decision: 'revoke-person-invitation', input: { personId: pat.personId, version: 1 } },
      said,
    )
    await msp.sync()
    await declineInvitation(world.services, register!)
    await stopOpenAppointment(world.services, (await loadAccess(world.database, msp.user.id))!)
    const before = await ask()
    expect(before).not.toContain('good')
    await restore()
    expect(await ask()).toEqual([...['link-invalid'], ...before.slice(1)])
    expect((await findLatestInvitation(world.database, added.relationshipId))!.state).toBe('declined')
    expect((await findAppointment(world.database, 'asked-for'))!.state).toBe('stopped')

    world.clock.advance(1000)
    await sendPasswordReset(world.services, email)
    await world.restartServer()
    expect(await refusalOf(findResetUser(world.services, (await links('reset-password')).at(-1)!))).toBe('good')
  })

  /** A restart finds nothing to bring back. */
  async function expectNothingLeftToDo(): Promise<void> {
    const before = await readDecided()
    await world.restartServer()
    expect(await readDecided()).toEqual(before)
  }

  /** All that is decided of the MSP's people, roles and groups. */
  async function readDecided() {
    const { database } = world
    const [people, roles, groups, members, scopes] = await Promise.all([
      database.selectFrom('user').select(['id', 'role', 'role_id', 'status', 'scope']).orderBy('id').execute(),
      database.selectFrom('role').select(['id', 'name', 'permissions', 'decided_at']).orderBy('id').execute(),
      database.selectFrom('customer_group').select(['id', 'name', 'decided_at']).orderBy('id').execute(),
      database.selectFrom('customer_group_member').selectAll().orderBy('customer_id').execute(),
      database.selectFrom('scope_entry').selectAll().orderBy('user_id').orderBy('subject_id').execute(),
    ])
    return { people, roles, groups, members, scopes }
  }
})

describe('A smaller role', () => {
  test('[M20] refuses queued work with its text kept', async () => {
    await begin()
    const kim = await colleague('Kim')
    const lee = await colleague('Lee')
    await kim.sync()
    await pair.msp.sync()
    await decide(kim, 'block-person', lee.user.id)
    const input = inviteInput(world, { workEmail: 'q@northwind.example', details: 'kept text' })
    await decideOnTeam.on(kim, { decision: 'invite-person', input }, { name: 'Q', form: { details: 'kept text' } })
    await change(pair.msp, kim.user.id, 'admin')
    await pair.msp.sync()
    await kim.sync()
    expect(await outboxStates(kim)).toEqual(['refused: not-permitted', 'refused: not-permitted'])
    expect(JSON.stringify(await outboxOf(kim))).toContain('kept text')
    expect((await statusOf(lee.user.id)).status).toBe('active')
  })
})

test('[M20] nobody’s scope is known to a colleague who gives none', async () => {
  await begin()
  const kim = await colleague('Kim')
  await pair.msp.sync()
  await change(pair.msp, kim.user.id, 'admin', allCustomers)
  await pair.msp.sync()
  await kim.sync()
  expect((await readPeople(kim.store)).every(({ scope }) => scope === null)).toBe(true)
  expect((await readPeople(pair.msp.store)).every(({ scope }) => scope !== null)).toBe(true)
})
