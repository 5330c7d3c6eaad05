import * as Y from 'yjs'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { DocumentId } from '#shared/domain/ids.ts'
import { readMeta } from '#lib/local-store/local-store.ts'
import { editField } from '#lib/commands/facts/edit-field.ts'
import { editText } from '#lib/commands/facts/edit-text.ts'
import { retryItem } from '#lib/commands/waiting/retry-item.ts'
import { eraseAt, setTo, typeAt, updateOf } from '../shared/document/written.ts'
import { editItem, helloOf, outcomeOf, post } from './raw-exchange.ts'
import { accountIdOf, localValues, outboxOf, outboxStates, privateIdOf, serverValues } from './read-world.ts'
import { openPair, type Pair, type TestDevice } from './world.ts'
import { findDocument, listDocumentIds } from './stored.ts'

let pair: Pair
let accountId: DocumentId
beforeEach(async () => {
  pair = await openPair()
  accountId = await accountIdOf(pair)
})
afterEach(() => pair.world.close())

/** The document's confirmed state on a device that has it. */
async function stateOn(device: TestDevice, id: DocumentId = accountId): Promise<Uint8Array> {
  return (await findDocument(device.store, id))!.state
}

/** Answers to one update, pushed by hand by `device`. */
async function push(
  device: TestDevice,
  clientId: number,
  update: Uint8Array,
  id: DocumentId = accountId,
): Promise<string> {
  const number = (await readMeta(device.store, 'lastNumber')) + 1000 + device.sent.length
  device.sent.push(update)
  const { answers } = await post(device, [await helloOf(device), editItem(device, number, id, { clientId, update })])
  return outcomeOf(answers[0])
}

/** Everything about the document that an edit could move. */
async function serverRow(id: DocumentId = accountId) {
  return pair.world.database
    .selectFrom('document')
    .select(['state', 'seq', 'facts', 'stamps'])
    .where('id', '=', id)
    .executeTakeFirstOrThrow()
}

test('[PUSH3] a writer’s id belongs to one person, and the server’s own to nobody', async () => {
  const { world, msp, customer } = pair
  await editField.on(msp, accountId, 'phone', 'by the MSP')
  await msp.sync()
  await customer.sync()
  const { clientId } = (await msp.store.writers.get(accountId))!
  const before = await serverRow()
  const state = await stateOn(customer)
  expect(await push(customer, clientId, updateOf(state, clientId, setTo('phone', 'forged')))).toBe('foreign-client-id')
  const { server_client_id } = await world.database
    .selectFrom('document')
    .select('server_client_id')
    .where('id', '=', accountId)
    .executeTakeFirstOrThrow()
  expect(await push(customer, server_client_id, updateOf(state, server_client_id, setTo('phone', 'forged')))).toBe(
    'foreign-client-id',
  )
  expect(await push(customer, 77, updateOf(state, clientId, setTo('phone', 'forged')))).toBe('foreign-client-id')
  expect(await serverRow()).toEqual(before)
})

test.each<[string, (doc: Y.Doc) => void, string]>([
  ['the key __proto__', setTo('__proto__', 'on'), 'unknown-key'],
  ['the MSP’s fields in the shared document', setTo('internalReference', 'x'), 'unknown-key'],
  ['a number', setTo('phone', 7), 'wrong-shape'],
  ['too long a value', setTo('phone', 'x'.repeat(41)), 'field-too-long'],
  ['an emptied key', (doc) => doc.getMap('account').delete('companyName'), 'field-blanked'],
])('[PUSH3] %s is refused and leaves the document as it was', async (_what, mutate, code) => {
  const { customer } = pair
  const before = await serverRow()
  expect(await push(customer, 77, updateOf(await stateOn(customer), 77, mutate))).toBe(code)
  expect(await serverRow()).toEqual(before)
})

test('[PUSH3] eight bytes can’t erase what a colleague has yet to type', async () => {
  const { msp, customer } = pair
  await editText.on(msp, accountId, 'notes', 'Call', '')
  await msp.sync()
  await customer.sync()
  const { clientId } = (await msp.store.writers.get(accountId))!
  const state = await stateOn(customer)
  const foreseen = Y.mergeUpdates([state, updateOf(state, clientId, typeAt(4, ' before noon'))])
  const attack = updateOf(foreseen, 77, eraseAt(4, 12))
  expect(attack.length).toBeLessThan(12)
  expect(await push(customer, 77, attack)).toBe('incomplete')
  await editText.on(msp, accountId, 'notes', 'Call before noon', 'Call')
  await msp.sync()
  expect((await serverValues(pair.world, accountId))['notes']).toBe('Call before noon')
})

test('[PUSH3][DOC1] nobody writes another organisation’s document, known id or not', async () => {
  const { world, customer } = pair
  const privateId = await privateIdOf(pair)
  const otherMsp = await world.device(await world.user(await world.organisation('msp', 'Southwind'), 'Uma'))
  const otherCustomer = await world.device(await world.user(await world.organisation('customer', 'Zenith'), 'Zoe'))
  const reseller = await world.device(await world.user(await world.organisation('reseller', 'Shop'), 'Rob'))
  const update = updateOf(await stateOn(customer), 77, setTo('phone', 'forged'))
  const privateUpdate = updateOf(
    await stateOn(pair.msp, privateId),
    77,
    setTo('internalReference', 'forged', 'private'),
  )
  for (const stranger of [otherMsp, otherCustomer, reseller]) {
    await stranger.sync()
    expect(await push(stranger, 77, update)).toBe('not-permitted')
    expect(await push(stranger, 77, privateUpdate, privateId)).toBe('not-permitted')
    expect(await push(stranger, 77, update, world.ids.randomId() as DocumentId)).toBe('unknown-document')
    expect(await listDocumentIds(stranger.store)).toEqual(new Set())
  }
  expect(await push(customer, 77, privateUpdate, privateId), 'the customer, the MSP’s own facts').toBe('not-permitted')
  expect((await serverValues(world, accountId))['phone']).toBeUndefined()
})

test('[PUSH2][PUSH4] a refused edit blocks nothing: later ones of the same and other documents arrive, its text stays', async () => {
  const { world, msp, customer } = pair
  const privateId = await privateIdOf(pair)
  await editField.on(msp, accountId, 'website', 'acme.example')
  await editField.on(msp, accountId, 'phone', 'x'.repeat(41))
  await editText.on(msp, accountId, 'notes', 'Call before noon', '')
  await editField.on(msp, privateId, 'internalReference', 'K-18')
  await editText.on(msp, accountId, 'notes', 'Call well before noon', 'Call before noon')
  await editField.on(msp, accountId, 'zip', '96317')
  await msp.sync()
  await customer.sync()
  const expected = { website: 'acme.example', zip: '96317', notes: 'Call well before noon' }
  for (const values of [
    await serverValues(world, accountId),
    await localValues(msp, accountId),
    await localValues(customer, accountId),
  ]) {
    expect(values).toMatchObject(expected)
    expect(values['phone']).toBeUndefined()
  }
  expect((await serverValues(world, privateId))['internalReference']).toBe('K-18')
  const refused = (await outboxOf(msp)).filter((item) => item.state === 'refused')
  expect(refused).toHaveLength(1)
  expect(refused[0]).toMatchObject({
    code: 'field-too-long',
    body: { intents: [{ field: 'phone', after: 'x'.repeat(41) }] },
  })
})

test('[PUSH4] a value the server would blank or lose is never shown as held: the device goes back to the server’s', async () => {
  const { msp } = pair
  await editField.on(msp, accountId, 'phone', 'first')
  await msp.sync()
  await editField.on(msp, accountId, 'phone', 'x'.repeat(41))
  expect((await localValues(msp, accountId))['phone']).toBe('x'.repeat(41))
  await msp.sync()
  expect((await localValues(msp, accountId))['phone']).toBe('first')
})

test('[H5] a refused edit tried again is a new edit on what the server has now', async () => {
  const { world, msp, customer } = pair
  await editField.on(msp, accountId, 'phone', 'x'.repeat(41))
  await msp.sync()
  const [refused] = (await outboxOf(msp)).filter((item) => item.state === 'refused')
  await editField.on(customer, accountId, 'phone', '+49 1')
  await customer.sync()
  await msp.sync()
  await retryItem.on(msp, refused!.id)
  await msp.sync()
  expect((await outboxStates(msp)).filter((state) => state.startsWith('refused'))).toEqual(['refused: field-too-long'])
  expect((await serverValues(world, accountId))['phone']).toBe('+49 1')
})
