import { afterEach, beforeEach, expect, test } from 'vitest'
import type { ChangeId, DocumentId } from '#shared/domain/ids.ts'
import { addCustomer } from '#lib/commands/add-customer.ts'
import { editField } from '#lib/commands/facts/edit-field.ts'
import { editText } from '#lib/commands/facts/edit-text.ts'
import { undoChange } from '#lib/commands/facts/undo-change.ts'
import { readMeta } from '#lib/local-store/local-store.ts'
import { findDocument, findRelationship } from './stored.ts'
import { eraseAt, setTo, typeAt, updateOf } from '../shared/document/written.ts'
import { editItem, helloOf, outcomeOf, post } from './raw-exchange.ts'
import { accountIdOf, serverValues } from './read-world.ts'
import { acme, openPair, type Pair, type TestDevice } from './world.ts'

let pair: Pair
let accountId: DocumentId
beforeEach(async () => {
  pair = await openPair()
  accountId = await accountIdOf(pair)
})
afterEach(() => pair.world.close())

const weekMs = 7 * 24 * 60 * 60 * 1000

type Claim = { editedAt?: number; undoes?: ChangeId }

/** An edit written by hand that says of itself whatever is wanted. */
async function claim(
  device: TestDevice,
  id: DocumentId,
  mutate: Parameters<typeof updateOf>[2],
  { editedAt, undoes }: Claim,
) {
  const clientId = 9000 + device.sent.length
  const update = updateOf((await findDocument(device.store, id))!.state, clientId, mutate)
  const number = (await readMeta(device.store, 'lastNumber')) + 1000 + device.sent.length
  device.sent.push(update)
  const item = editItem(device, number, id, { clientId, update, undoes: undoes ?? null })
  const hello = await helloOf(device)
  const { answers } = await post(device, [hello, { ...item, editedAt: editedAt ?? item.editedAt }])
  expect(outcomeOf(answers[0])).toBe('accepted')
  return lastChange(id)
}

async function lastChange(id: DocumentId) {
  return pair.world.database
    .selectFrom('change')
    .select(['id', 'at', 'undoes', 'actor_user_id', 'detail'])
    .where('document_id', '=', id)
    .orderBy('seq', 'desc')
    .executeTakeFirstOrThrow()
}

async function documentStart(id: DocumentId): Promise<number> {
  const { started_at } = await pair.world.database
    .selectFrom('document')
    .select('started_at')
    .where('id', '=', id)
    .executeTakeFirstOrThrow()
  return started_at!
}

test('[FB8] no edit is older than its document and than the person who made it, whatever it says', async () => {
  const { world, msp, customer } = pair
  const registeredAt = world.clock.now()
  world.clock.advance(weekMs)
  for (const editedAt of [0, Date.UTC(2019, 0, 1), -Number.MAX_SAFE_INTEGER])
    expect(
      (await claim(customer, accountId, setTo('phone', String(editedAt)), { editedAt })).at,
    ).toBeGreaterThanOrEqual(registeredAt)
  const { relationshipId } = await addCustomer.on(msp, { ...acme, workEmail: 'ada@zenith.example' })
  await msp.sync()
  const record = (await findRelationship(msp.store, relationshipId))!
  const start = await documentStart(record.accountDocumentId)
  expect(start).toBeGreaterThanOrEqual(registeredAt + weekMs)
  const other = await world.device(msp.user.id)
  await other.sync()
  for (const device of [msp, other])
    expect((await claim(device, record.accountDocumentId, setTo('city', 'x'), { editedAt: 0 })).at).toBe(start)
})

test('[FB8] a document that an earlier release made began with its relationship', async () => {
  const { world, customer } = pair
  const { added_at } = await world.database.selectFrom('relationship').select('added_at').executeTakeFirstOrThrow()
  await world.database.updateTable('document').set({ started_at: null }).execute()
  world.clock.advance(weekMs)
  expect((await claim(customer, accountId, setTo('phone', '2'), { editedAt: 0 })).at).toBeGreaterThanOrEqual(added_at)
})

test('[FB8] an edit is logged as the undo of another only when it puts back what that one took', async () => {
  const { msp, customer } = pair
  await editField.on(msp, accountId, 'phone', '+49 1')
  await msp.sync()
  await editField.on(msp, accountId, 'phone', '+49 2')
  await editField.on(msp, accountId, 'city', 'Köln')
  await msp.sync()
  await customer.sync()
  const phone = (
    await pair.world.database.selectFrom('change').selectAll().where('document_id', '=', accountId).execute()
  ).find(({ detail }) => detail.includes('+49 2'))!.id

  for (const mutate of [
    setTo('phone', '+49 666'),
    setTo('city', 'anything'),
    typeAt(0, 'words'),
    (doc: Parameters<ReturnType<typeof setTo>>[0]) => {
      setTo('phone', '+49 1')(doc)
      setTo('city', 'and more')(doc)
    },
  ])
    expect((await claim(customer, accountId, mutate, { undoes: phone })).undoes).toBeNull()
  for (const undoes of ['nothing.1.0', `${accountId}.999.0`] as ChangeId[])
    expect((await claim(customer, accountId, setTo('phone', undoes), { undoes })).undoes).toBeNull()

  await customer.sync()
  expect(await undoChange.on(customer, phone, { evenIfChanged: true })).toEqual({ done: true })
  await customer.sync()
  expect((await lastChange(accountId)).undoes).toBe(phone)
  expect((await serverValues(pair.world, accountId))['phone']).toBe('+49 1')
})

test('[FB8] a change of another account is undone by no edit of this one', async () => {
  const { world, msp } = pair
  const { relationshipId } = await addCustomer.on(msp, { ...acme, workEmail: 'ada@zenith.example' })
  await msp.sync()
  const other = (await findRelationship(msp.store, relationshipId))!.accountDocumentId
  world.clock.advance(60_000)
  await editField.on(msp, other, 'zip', '1')
  await msp.sync()
  const { id } = await lastChange(other)
  expect((await claim(msp, accountId, setTo('zip', '2'), { undoes: id })).undoes).toBeNull()
})

test('[FB8] typing is undone by taking out its characters and putting back what it took, and by nothing more', async () => {
  const { msp, customer } = pair
  await editText.on(msp, accountId, 'notes', 'Call before noon', '')
  await msp.sync()
  await customer.sync()
  const typed = (await lastChange(accountId)).id
  expect((await claim(customer, accountId, typeAt(0, 'forged '), { undoes: typed })).undoes).toBeNull()
  await customer.sync()
  const forged = (await lastChange(accountId)).id
  expect((await claim(customer, accountId, eraseAt(0, 10), { undoes: forged })).undoes).toBeNull()
  await customer.sync()
  const erased = (await lastChange(accountId)).id
  await undoChange.on(customer, erased)
  await customer.sync()
  expect((await lastChange(accountId)).undoes).toBe(erased)
  await undoChange.on(customer, typed)
  await customer.sync()
  expect((await lastChange(accountId)).undoes).toBe(typed)
})
