import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import type { DocumentId } from '#shared/domain/ids.ts'
import { addCustomer } from '#lib/commands/add-customer.ts'
import { decide } from '#lib/commands/decide.ts'
import { editField } from '#lib/commands/facts/edit-field.ts'
import { editText } from '#lib/commands/facts/edit-text.ts'
import { acceptDelinkEffects } from '../../server/decisions/delink/accept-delink.ts'
import { accountIdOf, countRows, localValues, loggedDetails, outboxStates, serverValues } from './read-world.ts'
import { acme, openPair, type Pair, type TestDevice, type WireFault } from './world.ts'
import { findRelationship } from './stored.ts'

let pair: Pair
let accountId: DocumentId
beforeEach(async () => {
  pair = await openPair()
  accountId = await accountIdOf(pair)
})
afterEach(() => pair.world.close())

/** One exchange over a bad wire; the person's next try is a good one. */
async function exchangeOver(device: TestDevice, fault: WireFault): Promise<void> {
  device.fault = fault
  const done = device.exchange()
  if (fault === 'duplicated') await done
  else await expect(done).rejects.toThrow('wire')
}

async function mailsOf(kind: string): Promise<number> {
  const rows = await pair.world.database.selectFrom('mail').select('id').where('kind', '=', kind).execute()
  return rows.length
}

const faults: WireFault[] = ['request-lost', 'answer-lost', 'answer-cut', 'duplicated']

describe.each(faults)('With the %s', (fault) => {
  test('[PUSH1][H5] edits and typing take effect once', async () => {
    const { world, msp, customer } = pair
    await editField.on(msp, accountId, 'phone', '+49 1')
    await editText.on(msp, accountId, 'notes', 'Call before noon', '')
    await exchangeOver(msp, fault)
    await msp.sync()
    await customer.sync()
    for (const values of [
      await serverValues(world, accountId),
      await localValues(msp, accountId),
      await localValues(customer, accountId),
    ]) {
      expect(values).toMatchObject({ phone: '+49 1', notes: 'Call before noon' })
    }
    expect(await loggedDetails(world, accountId)).toHaveLength(2)
    expect(new Set(await outboxStates(msp))).toEqual(new Set(['settled']))
  })

  test('[PUSH1][M6] a new customer is one customer with one invitation', async () => {
    const { world, msp } = pair
    const before = { customers: await countRows(world, 'organisation'), invitations: await mailsOf('invitation') }
    const { relationshipId } = await addCustomer.on(msp, {
      ...acme,
      companyName: 'Zenith',
      workEmail: 'zoe@zenith.example',
    })
    const { accountDocumentId } = (await pair.msp.store.outbox.orderBy('number').last())!.predictions[0]!.patch
    await editField.on(msp, accountDocumentId!, 'phone', '+49 2')
    await exchangeOver(msp, fault)
    await msp.sync()
    expect(await countRows(world, 'organisation')).toBe(before.customers + 1)
    expect(await mailsOf('invitation')).toBe(before.invitations + 1)
    expect(await countRows(world, 'relationship')).toBe(2)
    expect(await findRelationship(msp.store, relationshipId)).toMatchObject({
      status: 'active',
      facts: { companyName: 'Zenith' },
    })
    expect((await serverValues(world, accountDocumentId!))['phone']).toBe('+49 2')
  })

  test('[PUSH1][M16] a delink request is one request with one mail', async () => {
    const { world, msp, relationshipId } = pair
    await decide.on(msp, 'delink-customer', relationshipId)
    await exchangeOver(msp, fault)
    await msp.sync()
    expect(await findRelationship(msp.store, relationshipId)).toMatchObject({
      status: 'delink-requested-by-msp',
      version: 2,
    })
    expect(await mailsOf('delink-request')).toBe(1)
    const events = await world.database
      .selectFrom('change')
      .select('detail')
      .where('detail', 'like', '%delink-requested%')
      .execute()
    expect(events).toHaveLength(1)
  })
})

test('[PUSH1] a server that dies between commit and answer has still taken it once', async () => {
  const { world, msp, customer } = pair
  await editText.on(msp, accountId, 'notes', 'Call before noon', '')
  await addCustomer.on(msp, { ...acme, companyName: 'Zenith', workEmail: 'zoe@zenith.example' })
  await exchangeOver(msp, 'answer-lost')
  await world.restartServer()
  await msp.sync()
  await customer.sync()
  expect((await localValues(customer, accountId))['notes']).toBe('Call before noon')
  expect(await countRows(world, 'relationship')).toBe(2)
  expect(await mailsOf('invitation')).toBe(2)
})

test('[PUSH1] a server that dies before its commit has taken nothing, and the device sends it again', async () => {
  const { world, msp } = pair
  await editField.on(msp, accountId, 'phone', '+49 1')
  const { database } = world.services
  world.services.database = new Proxy(database, {
    get: (target, name) => {
      if (name === 'transaction') throw new Error('power cut')
      const value: unknown = Reflect.get(target, name)
      return typeof value === 'function' ? value.bind(target) : value
    },
  })
  expect(await msp.exchange()).toMatchObject({ outcome: 'refused', code: 'server-error' })
  world.services.database = database
  expect(await outboxStates(msp)).toEqual(['settled', 'sent'])
  await msp.sync()
  expect((await serverValues(world, accountId))['phone']).toBe('+49 1')
})

test('[PUSH1] old requests that arrive again in any order, after newer ones, change nothing', async () => {
  const { world, msp } = pair
  for (const value of ['one', 'two', 'three']) {
    await editField.on(msp, accountId, 'phone', value)
    await editText.on(msp, accountId, 'notes', value, (await localValues(msp, accountId))['notes'] ?? '')
    world.clock.advance(60_000)
    await msp.sync()
  }
  const logged = await loggedDetails(world, accountId)
  for (const old of [...msp.sent.toReversed(), ...msp.sent]) await (await msp.request(old)).arrayBuffer()
  expect(await serverValues(world, accountId)).toMatchObject({ phone: 'three', notes: 'three' })
  expect(await loggedDetails(world, accountId)).toEqual(logged)
  await msp.sync()
  expect(await localValues(msp, accountId)).toMatchObject({ phone: 'three', notes: 'three' })
})

describe('A decision at which the server fails', () => {
  test('[PUSH2] is refused in words, and what waits behind it goes on', async () => {
    const { world, msp, customer, relationshipId } = pair
    await decide.on(msp, 'delink-customer', relationshipId)
    await msp.sync()
    await customer.sync()
    vi.spyOn(acceptDelinkEffects, 'apply').mockRejectedValueOnce(new TypeError('nobody foresaw this'))
    await decide.on(customer, 'accept-delink', relationshipId)
    await editField.on(customer, accountId, 'phone', '+49 2')
    await customer.sync()
    expect(await outboxStates(customer)).toEqual(['refused: server-error', 'settled'])
    expect((await serverValues(world, accountId))['phone']).toBe('+49 2')
    expect((await findRelationship(customer.store, relationshipId))!.status).toBe('delink-requested-by-msp')
  })
})
