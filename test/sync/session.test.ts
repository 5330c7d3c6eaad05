import { afterEach, beforeEach, expect, test } from 'vitest'
import type { DocumentId } from '#shared/domain/ids.ts'
import { addCustomer } from '#lib/commands/add-customer.ts'
import { editField } from '#lib/commands/facts/edit-field.ts'
import { sessionLifetimeMs } from '../../server/auth/session.ts'
import { accountIdOf, countRows, localValues, outboxOf, outboxStates, serverValues } from './read-world.ts'
import { acme, openPair, type Pair, type TestDevice } from './world.ts'

let pair: Pair
let accountId: DocumentId
beforeEach(async () => {
  pair = await openPair()
  accountId = await accountIdOf(pair)
})
afterEach(() => pair.world.close())

/** Two edits and a new customer, all waiting. */
async function fillOutbox(device: TestDevice): Promise<void> {
  await editField.on(device, accountId, 'phone', '+49 1')
  await addCustomer.on(device, { ...acme, companyName: 'Zenith', workEmail: 'zoe@zenith.example' })
  await editField.on(device, accountId, 'website', 'acme.example')
}

/** What waits, without how often it was tried. */
async function waiting(device: TestDevice) {
  return (await outboxOf(device))
    .filter((item) => item.state !== 'settled')
    .map(({ number, id, body }) => ({ number, id, body }))
}

async function signInAgain(device: TestDevice): Promise<void> {
  device.token = (await pair.world.device(device.user.id)).token
}

test.each<[string, (pair: Pair) => Promise<unknown>]>([
  [
    'was revoked',
    ({ world, msp }) => world.database.deleteFrom('session').where('user_id', '=', msp.user.id).execute(),
  ],
  ['has run out', ({ world }) => Promise.resolve(world.clock.advance(sessionLifetimeMs))],
])('[X2][DEV1] a session that %s keeps the outbox whole; signing in again sends it once', async (_what, end) => {
  const { world, msp } = pair
  await fillOutbox(msp)
  await end(pair)
  const before = await waiting(msp)
  for (let tries = 0; tries < 3; tries++)
    expect(await msp.exchange()).toMatchObject({ outcome: 'refused', code: 'signed-out' })
  expect(await waiting(msp)).toEqual(before)
  expect((await localValues(msp, accountId))['phone']).toBe('+49 1')
  expect((await serverValues(world, accountId))['phone']).toBeUndefined()
  await signInAgain(msp)
  await msp.sync()
  expect(await serverValues(world, accountId)).toMatchObject({ phone: '+49 1', website: 'acme.example' })
  expect(await countRows(world, 'relationship')).toBe(2)
  expect(new Set(await outboxStates(msp))).toEqual(new Set(['settled']))
})

test('[X2] a blocked person’s device gets nothing and sends nothing', async () => {
  const { world, msp, customer } = pair
  await editField.on(customer, accountId, 'phone', 'news')
  await customer.sync()
  await editField.on(msp, accountId, 'website', 'acme.example')
  await world.database.updateTable('user').set({ status: 'blocked' }).where('id', '=', msp.user.id).execute()
  expect(await msp.exchange()).toMatchObject({ outcome: 'refused', code: 'signed-out' })
  expect((await localValues(msp, accountId))['phone']).toBeUndefined()
  expect((await serverValues(world, accountId))['website']).toBeUndefined()
})

test('[DEV1] items go only under their author’s session, also a colleague’s', async () => {
  const { world, msp } = pair
  const colleague = await world.device(await world.user(msp.user.organisationId, 'Nils'))
  await fillOutbox(msp)
  msp.token = colleague.token
  expect(await msp.exchange()).toMatchObject({ outcome: 'refused', code: 'signed-out' })
  expect(await countRows(world, 'relationship')).toBe(1)
})

test('[X2] no cookie, and a made-up one, are signed out', async () => {
  const { msp } = pair
  for (const token of ['', 'x', 'A'.repeat(43), "' or 1=1 --"]) {
    msp.token = token
    expect(await msp.exchange()).toMatchObject({ outcome: 'refused', code: 'signed-out' })
  }
})
