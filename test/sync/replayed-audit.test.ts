// A restored backup lacks what audit logs told since; what the journal brings back is told again.
import { afterAll, afterEach, describe, expect, test } from 'vitest'
import { decide } from '#lib/commands/decide.ts'
import { decideOnTeam, type TeamQuestion } from '#lib/commands/team/decide-on-team.ts'
import type { UserId } from '#shared/domain/ids.ts'
import { inviteInput } from '../support/team.ts'
import { backupKeepers } from './backup.ts'
import { readPeople } from './stored.ts'
import { openPair, type Pair, type TestDevice, type World } from './world.ts'

let pair: Pair
let world: World
afterEach(() => world.close())
afterAll(async () => {
  for (const keeper of backupKeepers) await keeper.stop()
})

async function ask(by: TestDevice, question: TeamQuestion): Promise<void> {
  expect(await decideOnTeam.on(by, question, { name: 'Somebody' })).toBeNull()
  await by.sync()
}

async function colleague(name: string): Promise<TestDevice> {
  const device = await world.device(await world.user(pair.msp.user.organisationId, name))
  await device.sync()
  return device
}

async function block(by: TestDevice, personId: UserId): Promise<void> {
  const { version } = (await readPeople(by.store)).find(({ id }) => id === personId)!
  await ask(by, { decision: 'block-person', input: { personId, version } })
}

const entries = () => world.database.selectFrom('audit_entry').selectAll().orderBy('at').orderBy('id').execute()
const events = async () => (await entries()).map(({ event }) => event).toSorted()

describe.each(backupKeepers)('The audit log of a restored backup, on $name', ({ options, backUp }) => {
  test('[SYNC3][M20][C7] tells again, once, as of then and by whom, what the journal brings back', async () => {
    pair = await openPair(undefined, await options())
    world = pair.world
    const { msp, customer, relationshipId } = pair
    const kim = await colleague('Kim')
    await msp.sync()
    const restore = await backUp(world)
    await block(msp, kim.user.id)
    await decide.on(customer, 'grant-admins', relationshipId)
    await customer.sync()
    const told = await entries()
    expect(told.map(({ event }) => event).toSorted()).toEqual(['admins-granted', 'person-blocked'])
    await ask(msp, { decision: 'invite-person', input: inviteInput(world, { workEmail: 'pat@northwind.example' }) })

    await restore()
    expect(await entries()).toEqual(told)
    // The device that invited does so once more, and that is what the log says of it.
    await msp.sync()
    await msp.sync()
    await world.restartServer()
    expect(await events()).toEqual(['admins-granted', 'person-blocked', 'person-invited'])
  })

  test('[SYNC3][M20] says nothing of what the journal said in vain, nor of whose data were erased since', async () => {
    pair = await openPair(undefined, await options())
    world = pair.world
    const { msp, customer, relationshipId } = pair
    const restore = await backUp(world)
    const kim = await colleague('Kim')
    await block(kim, msp.user.id)
    await decide.on(customer, 'grant-admins', relationshipId)
    await customer.sync()
    expect(await events()).toEqual(['admins-granted', 'person-blocked'])
    const { organisationId } = customer.user
    await restore()
    // Nobody would be left who could mend it.
    expect(await events()).toEqual(['admins-granted'])
    await world.database.deleteFrom('audit_entry').execute()
    await world.database
      .insertInto('erasure')
      .values({
        id: world.ids.randomId(),
        organisation_id: organisationId,
        asked_by: 'company',
        at: world.clock.now(),
        kinds: '{}',
      })
      .execute()
    await world.restartServer()
    expect(await events()).toEqual([])
  })
})
