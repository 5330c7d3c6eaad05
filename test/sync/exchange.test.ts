import { afterEach, expect, test } from 'vitest'
import { readValues } from '#shared/document/document-values.ts'
import type { DocumentId } from '#shared/domain/ids.ts'
import { editField } from '#lib/commands/facts/edit-field.ts'
import { editText } from '#lib/commands/facts/edit-text.ts'
import { undoChange } from '#lib/commands/facts/undo-change.ts'
import { findLocalDocument, openLocalDocument } from '#lib/local-store/read-document.ts'
import { openPair, type Pair, type TestDevice } from './world.ts'
import { findRelationship, readChangesOf } from './stored.ts'

let pair: Pair | undefined
afterEach(async () => {
  await pair?.world.close()
  pair = undefined
})

async function accountId({ msp, relationshipId }: Pair): Promise<DocumentId> {
  return (await findRelationship(msp.store, relationshipId))!.accountDocumentId
}

async function values(device: TestDevice, id: DocumentId) {
  const document = await findLocalDocument(device.store, id)
  return readValues(openLocalDocument(document!), document!.shape)
}

test('[SYNC2][H1] edits of different fields made offline by both sides are all there after both synced', async () => {
  pair = await openPair()
  const { msp, customer } = pair
  const id = await accountId(pair)
  await editField.on(msp, id, 'phone', '+49 9261 1')
  await editText.on(msp, id, 'notes', 'Call before noon.', '')
  await editField.on(customer, id, 'website', 'https://acme.example')
  await editText.on(customer, id, 'notes', 'Gate code 12.', '')
  await msp.sync()
  await customer.sync()
  await msp.sync()
  const [ours, theirs] = [await values(msp, id), await values(customer, id)]
  expect(ours).toEqual(theirs)
  expect(ours).toMatchObject({ phone: '+49 9261 1', website: 'https://acme.example', companyName: 'Acme Brewing' })
  expect(ours['notes']).toContain('Call before noon.')
  expect(ours['notes']).toContain('Gate code 12.')
})

test('[DOC3][H1] the later edit of one field wins on both sides, whoever syncs first, and the loser is told', async () => {
  pair = await openPair()
  const { world, msp, customer } = pair
  const id = await accountId(pair)
  world.clock.advance(60_000)
  await editField.on(customer, id, 'phone', 'earlier')
  world.clock.advance(60_000)
  await editField.on(msp, id, 'phone', 'later')
  world.clock.advance(60_000)
  await msp.sync()
  await customer.sync()
  await msp.sync()
  expect((await values(msp, id))['phone']).toBe('later')
  expect((await values(customer, id))['phone']).toBe('later')
  const changes = await readChangesOf(customer.store, id)
  expect(changes.map((change) => change.detail)).toContainEqual({
    type: 'field-lost',
    field: 'phone',
    lost: 'earlier',
    kept: 'later',
  })
})

test('[PUSH1] an edit whose answer was lost takes effect once, also when one behind it is cancelled meanwhile (convergence seed 43)', async () => {
  pair = await openPair()
  const { world, msp, customer } = pair
  const id = await accountId(pair)
  await editText.on(msp, id, 'notes', 'first', '')
  msp.fault = 'answer-lost'
  await expect(msp.exchange()).rejects.toThrow('wire')
  world.clock.advance(60_000)
  await editField.on(msp, id, 'phone', 'never sent')
  const unsent = await msp.store.outbox.orderBy('number').last()
  await undoChange.on(msp, unsent!.id)
  await msp.sync()
  await customer.sync()
  expect((await values(msp, id))['notes']).toBe('first')
  expect((await values(customer, id))['notes']).toBe('first')
  expect((await values(customer, id))['phone']).toBeUndefined()
})

test('[H5] typing goes out when the person rests, as one change', async () => {
  pair = await openPair()
  const { world, msp } = pair
  const id = await accountId(pair)
  for (const [seen, typed] of [
    ['', 'R'],
    ['R', 'Ri'],
    ['Ri', 'Rinx'],
    ['Rinx', 'Rin'],
    ['Rin', 'Ring'],
  ] as const) {
    await editText.on(msp, id, 'notes', typed, seen, undefined, { typing: true })
    await msp.exchangeWhileTyping()
    world.clock.advance(300)
  }
  expect(await msp.store.outbox.where('state').equals('queued').count()).toBe(1)
  world.clock.advance(10_000)
  await msp.exchangeWhileTyping()
  const changes = await readChangesOf(msp.store, id)
  expect(
    changes.map(({ detail }) => detail.type === 'text' && detail.inserted.map((run) => run.text).join('')),
  ).toEqual(['Ring'])
})
