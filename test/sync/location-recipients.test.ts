// Who hears where a company's devices are: set offline by its own people, of two the later holds, and never on an MSP's device.
import { afterEach, beforeEach, expect, test } from 'vitest'
import { changeSetting } from '#lib/commands/setting/change-setting.ts'
import { readForetold } from '#lib/local-store/foretold-records.ts'
import { readUnsettled } from '#lib/local-store/read-outbox.ts'
import type { Permission } from '#shared/domain/access/permission.ts'
import type { LocationTarget } from '#shared/domain/alert/location-recipients.ts'
import type { RoleId } from '#shared/domain/ids.ts'
import { locationRecipientsKind } from '#shared/records/alerts/location-recipients.ts'
import { changePerson } from '../../server/auth/change-access.ts'
import { insertRole } from '../../server/database/repository/people/role.ts'
import { raiseAccessVersions } from '../../server/database/repository/user.ts'
import { runUnitOfWork } from '../../server/database/unit-of-work.ts'
import { settleIn } from './company.ts'
import { outboxStates } from './read-world.ts'
import { openPair, type Pair, type TestDevice } from './world.ts'

let pair: Pair
beforeEach(async () => {
  pair = await openPair()
})
afterEach(() => pair.world.close())

const settle = (...devices: TestDevice[]) => settleIn(pair.world, ...devices)
const choose = (device: TestDevice, target: LocationTarget, hears: boolean) =>
  changeSetting.on(device, {
    setting: 'choose-location-recipients',
    input: { customerId: pair.customer.user.organisationId, target, hears },
  })

async function shown({ store }: TestDevice) {
  const items = await readUnsettled(store)
  const { all } = await readForetold(store, { all: locationRecipientsKind }, items)
  return all.map(({ id, allAdmins, groupManagers }) => ({ id, allAdmins, groupManagers }))
}

async function give(device: TestDevice, permissions: readonly Permission[] | null): Promise<void> {
  const { world } = pair
  const role = { id: world.ids.randomId() as RoleId, organisation_id: device.user.organisationId }
  if (permissions) await insertRole(world.database, { ...role, name: `Role ${role.id}`, permissions })
  const given = permissions
    ? { role: 'admin' as const, role_id: role.id }
    : { role: 'super-admin' as const, role_id: null }
  await runUnitOfWork(world.services, (unit) => changePerson(unit, device.user.id, given))
  await device.sync()
}

test('[S2] set on two tablets offline, the later holds on both; the MSP’s device has nothing of it', async () => {
  const { customer, msp, world } = pair
  const tablet = await world.device(customer.user.id)
  await settle(customer, tablet)
  const id = customer.user.organisationId
  expect(await shown(customer)).toEqual([{ id, allAdmins: true, groupManagers: false }])
  await choose(tablet, 'allAdmins', false)
  world.clock.advance(60_000)
  await choose(customer, 'allAdmins', true)
  await choose(customer, 'groupManagers', true)
  expect(await shown(tablet), 'at once').toEqual([{ id, allAdmins: false, groupManagers: false }])
  await settle(customer, tablet)
  for (const device of [customer, tablet])
    expect(await shown(device)).toEqual([{ id, allAdmins: true, groupManagers: true }])
  await settle(msp)
  expect(await shown(msp)).toEqual([])
})

test('[S2][C6] whoever may not see where devices are neither sees nor sets it, nor does an MSP’s person', async () => {
  const { customer, msp } = pair
  await give(customer, ['view', 'alert-settings'])
  expect(await shown(customer)).toEqual([])
  for (const device of [customer, msp]) {
    await choose(device, 'allAdmins', false)
    await device.sync()
    expect(await outboxStates(device)).toContain('refused: not-permitted')
  }
  await give(customer, ['view', 'view-location'])
  expect(await shown(customer)).toMatchObject([{ allAdmins: true }])
  await choose(customer, 'allAdmins', false)
  await customer.sync()
  await give(customer, null)
  expect(await shown(customer)).toMatchObject([{ allAdmins: true }])
})

test('[S2][C8] it leaves the customer’s devices while an MSP alone manages it, and comes back as it was set', async () => {
  const { customer, world } = pair
  await choose(customer, 'allAdmins', false)
  await customer.sync()
  const managed = async (management_type: 'fully' | 'jointly') => {
    await world.database.updateTable('relationship').set({ management_type }).execute()
    await runUnitOfWork(world.services, ({ trx }) => raiseAccessVersions(trx, [customer.user.id], { whole: true }))
    await customer.sync()
  }
  await managed('fully')
  expect(await shown(customer)).toEqual([])
  await managed('jointly')
  expect(await shown(customer)).toMatchObject([{ allAdmins: false }])
})
