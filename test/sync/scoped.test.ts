// People of one MSP who may not all see and do the same: by role, by scope, by group.
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { Permission } from '#shared/domain/access/permission.ts'
import type { GroupId, OrganisationId, RelationshipId, RoleId, UserId } from '#shared/domain/ids.ts'
import { addCustomer } from '#lib/commands/add-customer.ts'
import { decide } from '#lib/commands/decide.ts'
import { editField } from '#lib/commands/facts/edit-field.ts'
import { setTag } from '#lib/commands/facts/set-tag.ts'
import { findRelationship, listDocumentIds, listRelationshipIds, listChangeIds } from './stored.ts'
import { changeGroup, changePerson, changeRole, changeScope } from '../../server/auth/change-access.ts'
import { mspRecipients } from '../../server/commands/recipients.ts'
import { getRelationship } from '../../server/database/repository/relationship.ts'
import { insertGroup, insertRole } from '../../server/database/repository/people/role.ts'
import type { ScopeSetting } from '#shared/domain/access/scope.ts'
import { runUnitOfWork, type UnitOfWork } from '../../server/database/unit-of-work.ts'
import { endRelationship } from '../../server/decisions/delink/end-relationship.ts'
import { LiveHub } from '../../server/sync/live-hub.ts'
import { follow, settle } from './live-ends.ts'
import { accountIdOf, localValues, outboxStates, privateIdOf } from './read-world.ts'
import { acme, openPair, type Pair, type TestDevice, type World } from './world.ts'

let pair: Pair
let world: World
/** Of the same MSP as `pair.msp`, who sees everything. */
let kim: TestDevice
let zenith: RelationshipId
let customers: { acme: OrganisationId; zenith: OrganisationId }

beforeEach(async () => {
  pair = await openPair()
  world = pair.world
  kim = await world.device(await world.user(pair.msp.user.organisationId, 'Kim'))
  const added = await addCustomer.on(pair.msp, { ...acme, companyName: 'Zenith', workEmail: 'zoe@zenith.example' })
  await pair.msp.sync()
  await kim.sync()
  zenith = added.relationshipId
  const idOf = async (id: RelationshipId) => (await findRelationship(pair.msp.store, id))!.customerId
  customers = { acme: await idOf(pair.relationshipId), zenith: await idOf(zenith) }
})
afterEach(() => world.close())

const inUnit = <Result>(work: (unit: UnitOfWork) => Promise<Result>) =>
  runUnitOfWork(world.services, work).then(({ result }) => result)
const scopeTo = (userId: UserId, given: Partial<ScopeSetting>) =>
  inUnit((unit) => changeScope(unit, userId, { kind: 'only', allow: [], deny: [], ...given }))

async function roleFor(userId: UserId, permissions: readonly Permission[]) {
  const role = { id: world.ids.randomId() as RoleId, organisation_id: pair.msp.user.organisationId }
  await insertRole(world.database, { ...role, name: 'Role', permissions })
  await inUnit((unit) => changePerson(unit, userId, { role: 'admin', role_id: role.id }))
  return role
}

async function groupOf(...members: OrganisationId[]) {
  const group = { id: world.ids.randomId() as GroupId, organisation_id: pair.msp.user.organisationId }
  await insertGroup(world.database, { ...group, name: 'Group' })
  await inUnit((unit) => changeGroup(unit, group, members))
  return group
}

async function versions(): Promise<{ msp: number; kim: number; customer: number }> {
  const rows = await world.database.selectFrom('user').select(['id', 'access_version']).execute()
  const of = ({ user }: TestDevice) => rows.find(({ id }) => id === user.id)!.access_version
  return { msp: of(pair.msp), kim: of(kim), customer: of(pair.customer) }
}

/** Whose version a change raises. */
async function raisedBy(change: () => Promise<unknown>): Promise<string[]> {
  const before = await versions()
  await change()
  const after = await versions()
  return (['msp', 'kim', 'customer'] as const).filter((who) => after[who] !== before[who])
}

describe('Access versions rise for the people concerned', () => {
  test('[SYNC4][M20] by a scope, a role, a group and an end', async () => {
    const group = await groupOf()
    expect(await raisedBy(() => scopeTo(kim.user.id, { allow: [customers.zenith, group.id] }))).toEqual(['kim'])
    expect(await raisedBy(() => scopeTo(kim.user.id, { allow: [customers.zenith, group.id] })), 'the same').toEqual([])
    expect(await raisedBy(() => inUnit((unit) => changeGroup(unit, group, [customers.acme])))).toEqual(['kim'])
    expect(await raisedBy(() => inUnit((unit) => changeGroup(unit, group, [])))).toEqual(['kim'])
    const role = await roleFor(kim.user.id, ['view', 'view-activity'])
    expect(await raisedBy(() => inUnit((unit) => changeRole(unit, role, ['view'])))).toEqual(['kim'])
    const another = await roleFor(pair.msp.user.id, ['view', 'view-activity'])
    expect(await raisedBy(() => inUnit((unit) => changeRole(unit, another, ['view', 'export'])))).toEqual(['msp'])
    const end = (id: RelationshipId) =>
      inUnit(async (unit) => {
        const row = await getRelationship(unit.trx, id)
        const actor = { userId: null, organisationId: row.customer_id }
        await endRelationship(unit, row, { actor, itemId: null })
      })
    expect(await raisedBy(() => end(pair.relationshipId))).toEqual(['msp', 'customer'])
    expect(await raisedBy(() => end(zenith))).toEqual(['msp', 'kim'])
  })
})

describe('A scope', () => {
  test('[M20][SYNC4] that is narrowed takes copies off the device, and what waits there is refused and kept', async () => {
    const acmeAccount = await accountIdOf(pair)
    await editField.on(kim, acmeAccount, 'phone', '+49 1')
    await scopeTo(kim.user.id, { kind: 'but', deny: [customers.acme] })
    await kim.sync()
    expect([...(await listRelationshipIds(kim.store))]).toEqual([zenith])
    expect([...(await listDocumentIds(kim.store))]).not.toContain(acmeAccount)
    expect(await outboxStates(kim)).toEqual(['refused: not-permitted'])
  })

  test('[M20][SYNC4] that is widened brings what the device was never sent, wherever it stood', async () => {
    await scopeTo(kim.user.id, { allow: [customers.zenith] })
    await kim.sync()
    expect(await listRelationshipIds(kim.store)).toEqual(new Set([zenith]))
    await scopeTo(kim.user.id, { allow: [(await groupOf(customers.acme)).id] })
    await kim.sync()
    expect(await listRelationshipIds(kim.store)).toEqual(new Set([pair.relationshipId]))
    expect(await localValues(kim, await accountIdOf(pair))).toMatchObject({ companyName: 'Acme Brewing' })
  })

  test('[M20] of only some takes in the customer that its person adds', async () => {
    await scopeTo(kim.user.id, { allow: [customers.zenith] })
    await kim.sync()
    const { relationshipId } = await addCustomer.on(kim, { ...acme, companyName: 'Own', workEmail: 'own@own.example' })
    await kim.sync()
    expect(await listRelationshipIds(kim.store)).toEqual(new Set([zenith, relationshipId]))
  })

  test('[M20] is a mail’s too: a super admin who doesn’t see a customer hears nothing of it', async () => {
    const readers = async () =>
      (await mspRecipients(world.database, await getRelationship(world.database, pair.relationshipId))).length
    expect(await readers()).toBe(2)
    await scopeTo(kim.user.id, { kind: 'but', deny: [customers.acme] })
    expect(await readers()).toBe(1)
  })
})

describe('A tag', () => {
  test('[M3][M20] gives and takes nobody anything, not even one named like a group they have', async () => {
    const group = await groupOf(customers.zenith)
    await scopeTo(kim.user.id, { allow: [group.id] })
    await kim.sync()
    const before = await versions()
    for (const tag of ['Group', group.id, customers.acme]) {
      await setTag.on(pair.msp, await privateIdOf(pair), tag, true)
      await pair.msp.sync()
      await kim.sync()
      expect(await listRelationshipIds(kim.store)).toEqual(new Set([zenith]))
    }
    expect(JSON.stringify(await localValues(pair.msp, await privateIdOf(pair)))).toContain(`"tag:Group":"on"`)
    expect(await versions()).toEqual(before)
  })
})

describe('A role', () => {
  test('[M20] that only views edits nothing and decides nothing', async () => {
    await roleFor(kim.user.id, ['view', 'view-activity'])
    await kim.sync()
    await editField.on(kim, await accountIdOf(pair), 'phone', '+49 1')
    await decide.on(kim, 'delink-customer', pair.relationshipId)
    await addCustomer.on(kim, { ...acme, workEmail: 'other@other.example' })
    await kim.sync()
    expect(await outboxStates(kim)).toEqual(Array(3).fill('refused: not-permitted'))
  })

  test('[M20][SYNC5] without the log gets documents as they are now, and the log of none', async () => {
    await roleFor(kim.user.id, ['view', 'edit-account'])
    await kim.sync()
    expect((await listChangeIds(kim.store)).size).toBe(0)
    const account = await accountIdOf(pair)
    await editField.on(pair.customer, account, 'phone', '+49 1')
    await pair.customer.sync()
    await editField.on(kim, account, 'city', 'Seoul')
    await kim.sync()
    expect(await localValues(kim, account)).toMatchObject({ phone: '+49 1', city: 'Seoul' })
    expect((await listChangeIds(kim.store)).size).toBe(0)
  })
})

describe('The live lane', () => {
  let hub: LiveHub
  beforeEach(() => {
    hub = new LiveHub(world.services)
  })
  afterEach(() => hub.close())

  test('[SYNC5][M20] sends an edit to whose scope it is in, as it was committed, and to nobody else a name of it', async () => {
    await scopeTo(kim.user.id, { allow: [customers.zenith] })
    await kim.sync()
    await pair.msp.sync()
    const [all, some] = [await follow(hub, pair.msp), await follow(hub, kim)]
    const account = await accountIdOf(pair)
    // The first is read, for nobody's access has been looked at yet.
    for (const phone of ['+49 1', '+49 2']) {
      await editField.on(pair.customer, account, 'phone', phone)
      await pair.customer.sync()
      await settle()
    }
    expect(all.socket.types).toEqual(['edit', 'cursor', 'edit', 'cursor'])
    expect(some.socket.types).toEqual(['cursor', 'cursor'])
    await decide.on(pair.customer, 'delink-customer', pair.relationshipId)
    await pair.customer.sync()
    await settle()
    expect(all.socket.types).toContain('relationship')
    expect(new Set(some.socket.types)).toEqual(new Set(['cursor']))
  })

  test('[SYNC4][M20] that followed before more was shown closes for an exchange, which brings it', async () => {
    await scopeTo(kim.user.id, { allow: [customers.zenith] })
    await kim.sync()
    const lane = await follow(hub, kim)
    await scopeTo(kim.user.id, { kind: 'all' })
    await editField.on(pair.msp, await accountIdOf(pair), 'phone', '+49 1')
    await pair.msp.sync()
    await settle()
    expect(lane.socket.closedWith).toBe(4412)
    expect(lane.socket.types).not.toContain('edit')
    await kim.sync()
    expect(await listRelationshipIds(kim.store)).toEqual(new Set([zenith, pair.relationshipId]))
  })

  test.each(['all', 'but', 'only'] as const)(
    '[SYNC4][M20] reads by the scope that is, also where it was “%s” of the same customers',
    async (former) => {
      const both = Object.values(customers)
      const next = former === 'only' ? 'but' : 'only'
      const named = { all: {}, but: {}, only: { allow: both } }
      await scopeTo(kim.user.id, { kind: former, ...named[former] })
      await kim.sync()
      const lane = await follow(hub, kim)
      await scopeTo(kim.user.id, { kind: next, ...named[next] })
      await addCustomer.on(pair.msp, { ...acme, companyName: 'Third', workEmail: 'third@third.example' })
      await editField.on(pair.msp, await accountIdOf(pair), 'phone', '+49 1')
      await pair.msp.sync()
      await settle()
      expect(lane.socket.closedWith).toBe(null)
      expect(lane.socket.types).toContain('edit')
      expect(lane.socket.types.includes('relationship')).toBe(next === 'but')
    },
  )
})
