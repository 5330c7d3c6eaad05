// Who hears of alerts, as flags of the account's document: both sides edit them, offline too, each by a permission of its own.
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { Permission } from '#shared/domain/access/permission.ts'
import { alertKey, alertValue, readAlertSettings, type AlertTarget } from '#shared/domain/alert/alert-recipient.ts'
import type { DocumentId, RoleId } from '#shared/domain/ids.ts'
import { decide } from '#lib/commands/decide.ts'
import { editField } from '#lib/commands/facts/edit-field.ts'
import { undoChange } from '#lib/commands/facts/undo-change.ts'
import { accountKind } from '#shared/records/account.ts'
import { findRecord } from '#lib/local-store/stored-records.ts'
import { changePerson } from '../../server/auth/change-access.ts'
import { insertRole } from '../../server/database/repository/people/role.ts'
import { runUnitOfWork } from '../../server/database/unit-of-work.ts'
import { setTo, updateOf } from '../shared/document/written.ts'
import { editItem, helloOf, outcomeOf, post } from './raw-exchange.ts'
import { accountIdOf, localValues, outboxOf, outboxStates, serverValues } from './read-world.ts'
import { findDocument, readAllChanges } from './stored.ts'
import { openPair, type Pair, type TestDevice } from './world.ts'

let pair: Pair
let accountId: DocumentId
beforeEach(async () => {
  pair = await openPair()
  accountId = await accountIdOf(pair)
})
afterEach(() => pair.world.close())

const to = (address: string): AlertTarget => ({ type: 'address', address })
const key = (target: AlertTarget) => alertKey('battery', target)
const setOn = (device: TestDevice, target: AlertTarget, hears: boolean, id = accountId) =>
  editField.on(device, id, key(target), alertValue(target, hears))
const settingsOn = async (device: TestDevice, id = accountId) =>
  readAlertSettings(await localValues(device, id), 'battery')

async function settle(): Promise<void> {
  for (const device of [pair.msp, pair.customer, pair.msp, pair.customer]) {
    pair.world.clock.advance(60_000)
    await device.sync()
  }
}

async function giveRole(device: TestDevice, permissions: readonly Permission[]): Promise<void> {
  const { world } = pair
  const role = { id: world.ids.randomId() as RoleId, organisation_id: device.user.organisationId }
  await insertRole(world.database, { ...role, name: `Role ${role.id}`, permissions })
  await runUnitOfWork(world.services, (unit) => changePerson(unit, device.user.id, { role: 'admin', role_id: role.id }))
  await device.sync()
}

let number = 1000
async function push(device: TestDevice, field: string, value: unknown = 'on'): Promise<string> {
  await device.sync()
  const { state } = (await findDocument(device.store, accountId))!
  const clientId = device.ids.clientId()
  const update = updateOf(state, clientId, setTo(field, value))
  const { answers } = await post(device, [
    await helloOf(device),
    editItem(device, ++number, accountId, { clientId, update }),
  ])
  return outcomeOf(answers[0])
}

describe('Recipients edited by both sides', () => {
  test('[S2][H1] one side adds, the other removes another, both offline: both hold, and Activity says who did which', async () => {
    const { msp, customer } = pair
    await setOn(msp, to('first@northwind.example'), true)
    await settle()
    await setOn(msp, to('second@northwind.example'), true)
    await setOn(customer, to('first@northwind.example'), false)
    await setOn(customer, { type: 'all-admins' }, false)
    await settle()
    const expected = { allAdmins: false, groupManagers: false, addresses: ['second@northwind.example'] }
    expect(await settingsOn(msp)).toEqual(expected)
    expect(await settingsOn(customer)).toEqual(expected)
    expect(readAlertSettings(await serverValues(pair.world, accountId), 'battery')).toEqual(expected)
    const fields = (await readAllChanges(customer.store)).flatMap(({ detail }) =>
      detail.type === 'field' && detail.field.startsWith('alert:') ? [`${detail.field} ${detail.after}`] : [],
    )
    expect(fields.toSorted()).toEqual([
      'alert:battery:address:first@northwind.example ',
      'alert:battery:address:first@northwind.example on',
      'alert:battery:address:second@northwind.example on',
      'alert:battery:no-admins on',
    ])
  })

  test('[S2][H3] either side undoes what the other did, also the first time that all admins were left out', async () => {
    const { msp, customer } = pair
    await setOn(msp, { type: 'all-admins' }, false)
    await settle()
    const change = (await readAllChanges(customer.store)).find(
      ({ detail }) => detail.type === 'field' && detail.field === key({ type: 'all-admins' }),
    )!
    expect(await undoChange.on(customer, change.id)).toEqual({ done: true })
    await settle()
    expect((await settingsOn(msp)).allAdmins).toBe(true)
  })

  test('[S2][M17] a delink takes the MSP’s addresses out, wins over its late add, and leaves the others', async () => {
    const { msp, customer, relationshipId, world } = pair
    const own = msp.user.email.toLowerCase()
    for (const address of [own, 'it@acme.example']) await setOn(msp, to(address), true)
    await settle()
    await decide.on(msp, 'delink-customer', relationshipId)
    await settle()
    await setOn(msp, to('late@northwind.example'), true)
    await decide.on(customer, 'accept-delink', relationshipId)
    world.clock.advance(60_000)
    await customer.sync()
    await settle()
    expect((await outboxOf(msp)).map(({ code }) => code)).toContain('relationship-ended')
    const refused = (await outboxOf(msp)).find(({ state }) => state === 'refused')!
    expect(refused.body).toMatchObject({ intents: [{ field: key(to('late@northwind.example')), after: 'on' }] })
    const account = await findRecord(customer.store, accountKind, customer.user.organisationId)
    expect((await settingsOn(customer, account!.documentId)).addresses).toEqual(['it@acme.example'])
    expect(JSON.stringify(await localValues(customer, account!.documentId))).not.toContain(own)
  })
})

describe('What may be set, and by whom', () => {
  test.each([
    'alert:location:no-admins',
    'alert:location:address:x@acme.example',
    'alert:weather:group-managers',
    'alert:battery:address:nobody',
    'alert:battery:address:Mina@acme.example',
  ])('[S2][PUSH3] %s is refused with a code, from either side', async (field) => {
    for (const device of [pair.msp, pair.customer]) expect(await push(device, field)).toBe('unknown-key')
  })

  test('[S2][PUSH3] a flag is on or off', async () => {
    expect(await push(pair.msp, key(to('it@acme.example')), 'no')).toBe('wrong-shape')
    expect(await push(pair.msp, key(to('it@acme.example')))).toBe('accepted')
  })

  test('[C6][S2] a customer’s `Alert settings` is for recipients and nothing else, `Edit account` for all else', async () => {
    const { customer } = pair
    await giveRole(customer, ['view', 'alert-settings'])
    expect(await push(customer, key({ type: 'group-managers' }))).toBe('accepted')
    expect(await push(customer, 'phone', 'x')).toBe('not-permitted')
    await giveRole(customer, ['view', 'edit-account'])
    expect(await push(customer, key(to('it@acme.example')))).toBe('not-permitted')
    expect(await push(customer, 'city', 'York')).toBe('accepted')
    await giveRole(customer, ['view'])
    expect(await push(customer, key(to('it@acme.example')))).toBe('not-permitted')
  })

  test('[M20][S2] an MSP’s people set them with `Edit customers`, and without it see them', async () => {
    const { msp } = pair
    await giveRole(msp, ['view', 'manage-devices'])
    expect(await push(msp, key(to('it@acme.example')))).toBe('not-permitted')
    await setOn(msp, to('it@acme.example'), true)
    await msp.sync()
    expect(await outboxStates(msp)).toContain('refused: not-permitted')
  })
})
