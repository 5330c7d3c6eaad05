import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { DocumentId } from '#shared/domain/ids.ts'
import { editField } from '#lib/commands/facts/edit-field.ts'
import { editText } from '#lib/commands/facts/edit-text.ts'
import { setTag } from '#lib/commands/facts/set-tag.ts'
import { cancelItem } from '#lib/commands/waiting/cancel-item.ts'
import { outboxTables } from '#lib/outbox/append-item.ts'
import { remakeDocuments } from '#lib/outbox/remake-items.ts'
import { MissingDocumentError } from '#lib/local-store/advance-documents.ts'
import { readMeta, writeMeta } from '#lib/local-store/local-store.ts'
import { unpackFrames, type Unpacked } from '../support/unpack-frames.ts'
import { recordAnswers } from './raw-exchange.ts'
import { accountIdOf, localValues, outboxStates, serverValues } from './read-world.ts'
import { openPair, type Pair, type TestDevice } from './world.ts'
import { readAllChanges, readAllRelationships } from './stored.ts'

let pair: Pair
let accountId: DocumentId
beforeEach(async () => {
  pair = await openPair()
  accountId = await accountIdOf(pair)
  await pair.customer.sync()
  await pair.msp.sync()
})
afterEach(() => pair.world.close())

/** The log and the row as this device holds them, without how they came. */
async function held({ store }: TestDevice) {
  const changes = (await readAllChanges(store)).toSorted((left, right) => (left.id < right.id ? -1 : 1))
  const rows = await readAllRelationships(store)
  return {
    changes: changes.map(({ generation: _generation, number: _number, ...change }) => change),
    rows: rows.map(({ generation: _generation, number: _number, ...row }) => row),
  }
}

async function sent(device: TestDevice, work: () => Promise<unknown>): Promise<Unpacked['type'][]> {
  const recorded = recordAnswers(device)
  await work()
  await device.sync()
  return recorded.flatMap((bytes) => unpackFrames(bytes).map((frame) => frame.type))
}

/** Does `work` when the server has answered this device's next request and the answer is still on its way. */
function whileAnswered(device: TestDevice, work: () => Promise<unknown>): void {
  const request = device.request.bind(device)
  device.request = async (body) => {
    device.request = request
    const answer = await request(body)
    await work()
    return answer
  }
}

async function cancelNewest(device: TestDevice): Promise<void> {
  await cancelItem.on(device, (await device.store.outbox.orderBy('number').last())!.id)
}

describe('One’s own edits', () => {
  test('[SYNC2] do not come back: the device holds what a device that starts anew gets', async () => {
    const { world, msp } = pair
    const privateId = (await readAllRelationships(msp.store))[0]!.mspPrivate!.documentId
    const types = await sent(msp, async () => {
      await editField.on(msp, accountId, 'phone', '+49 1')
      world.clock.advance(20_000)
      await editField.on(msp, accountId, 'companyName', 'Acme & Sons')
      await editText.on(msp, accountId, 'notes', 'Key at the desk.', '')
      world.clock.advance(20_000)
      await editText.on(msp, accountId, 'notes', 'Key at the front desk!', 'Key at the desk.')
      await editField.on(msp, privateId, 'internalReference', 'R-1')
      await setTag.on(msp, privateId, 'gold', true)
    })
    expect(types.filter((type) => type !== 'cursor').every((type) => type === 'answer')).toBe(true)
    expect(new Set(await outboxStates(msp))).toEqual(new Set(['settled']))
    const fresh = await world.device(msp.user.id)
    await fresh.sync()
    expect(await held(msp)).toEqual(await held(fresh))
    expect(await localValues(msp, accountId)).toEqual(await serverValues(world, accountId))
  })

  test('[SYNC2] come back when somebody else changed the document meanwhile', async () => {
    const { world, msp, customer } = pair
    await editField.on(customer, accountId, 'website', 'acme.example')
    await customer.sync()
    const types = await sent(msp, () => editField.on(msp, accountId, 'phone', '+49 1'))
    expect(types).toContain('edit')
    const fresh = await world.device(msp.user.id)
    await fresh.sync()
    expect(await held(msp)).toEqual(await held(fresh))
  })

  test('[DOC3] come back when the server had to settle them', async () => {
    const { world, msp } = pair
    const other = await world.device(msp.user.id)
    await other.sync()
    await editField.on(other, accountId, 'phone', 'earlier, sent late')
    world.clock.advance(60_000)
    await editField.on(msp, accountId, 'phone', 'later, sent first')
    await msp.sync()
    await other.sync()
    const fresh = await world.device(msp.user.id)
    await fresh.sync()
    expect(await held(other)).toEqual(await held(fresh))
    expect((await localValues(other, accountId))['phone']).toBe('later, sent first')
  })

  test('[SYNC6] are not lost when another tab moved on between question and answer', async () => {
    const { world, msp, customer } = pair
    await editField.on(msp, accountId, 'phone', '+49 1')
    const request = msp.request.bind(msp)
    msp.request = async (body) => {
      msp.request = request
      const answer = await request(body)
      await editField.on(customer, accountId, 'website', 'acme.example')
      await customer.sync()
      // As another tab would: it read the news up to here, with these edits in them.
      const cursor = (await readMeta(msp.store, 'cursor'))!
      await writeMeta(msp.store, { cursor: { ...cursor, number: cursor.number + 1 } })
      return answer
    }
    await msp.exchange()
    await writeMeta(msp.store, { cursor: (await readMeta(msp.store, 'cursor')) && null })
    await msp.sync()
    const fresh = await world.device(msp.user.id)
    await fresh.sync()
    expect(await held(msp)).toEqual(await held(fresh))
    expect(await localValues(msp, accountId)).toEqual(await serverValues(world, accountId))
  })

  test('[SYNC2][PUSH4] are not lost when one behind them is cancelled between question and answer', async () => {
    const { world, msp } = pair
    await editText.on(msp, accountId, 'notes', 'Key at the desk.', '')
    whileAnswered(msp, async () => {
      await editField.on(msp, accountId, 'phone', 'a slip')
      await cancelNewest(msp)
    })
    await msp.exchange()
    expect((await localValues(msp, accountId))['notes']).toBe('Key at the desk.')
    await msp.sync()
    const fresh = await world.device(msp.user.id)
    await fresh.sync()
    expect(await held(msp)).toEqual(await held(fresh))
    expect(await localValues(msp, accountId)).toEqual(await serverValues(world, accountId))
  })

  test('[PUSH4] are what later typing builds on, also when one in between is cancelled before the answer', async () => {
    const { world, msp } = pair
    await editText.on(msp, accountId, 'notes', 'Key at the desk.', '')
    whileAnswered(msp, async () => {
      await editField.on(msp, accountId, 'phone', 'a slip')
      await cancelNewest(msp)
      await editText.on(msp, accountId, 'notes', 'Key at desk.', 'Key at the desk.')
    })
    await msp.sync()
    expect((await serverValues(world, accountId))['notes']).toBe('Key at desk.')
    expect((await localValues(msp, accountId))['notes']).toBe('Key at desk.')
  })

  test('[SYNC2] come with a snapshot when the device doesn’t have them as they were sent', async () => {
    const { world, msp } = pair
    await editField.on(msp, accountId, 'phone', '+49 1')
    const { store } = msp
    whileAnswered(msp, () =>
      store.transaction('rw', [...outboxTables(store)], async () => remakeDocuments(msp, [accountId])),
    )
    await expect(msp.exchange()).rejects.toThrow(MissingDocumentError)
    await msp.sync()
    const fresh = await world.device(msp.user.id)
    await fresh.sync()
    expect(await held(msp)).toEqual(await held(fresh))
    expect((await localValues(msp, accountId))['phone']).toBe('+49 1')
  })
})
