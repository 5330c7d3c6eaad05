// Devices from another time: a cursor the server has forgotten, answers it has forgotten, a protocol it no longer speaks.
import { findRelationship } from '../sync/stored.ts'
import { afterAll, afterEach, describe, expect, test } from 'vitest'
import type { DocumentId } from '#shared/domain/ids.ts'
import { addCustomer } from '#lib/commands/add-customer.ts'
import { editField } from '#lib/commands/facts/edit-field.ts'
import { editText } from '#lib/commands/facts/edit-text.ts'
import { readMeta } from '#lib/local-store/local-store.ts'
import { decodeFrames, encodeFrames } from '#shared/protocol/frame.ts'
import { protocolVersion, wireLimits } from '#shared/protocol/version.ts'
import { isInFeed } from '../../server/database/feed.ts'
import { prune } from '../../server/jobs/prune.ts'
import { accountIdOf, countRows, localValues, outboxOf, outboxStates, serverValues } from '../sync/read-world.ts'
import { acme, openPair, type Pair, type TestDevice } from '../sync/world.ts'
import { databases, stopDatabases } from './databases.ts'

const dayMs = 24 * 60 * 60 * 1000

let pair: Pair | undefined
afterEach(async () => {
  await pair?.world.close()
  pair = undefined
})
afterAll(stopDatabases)

describe.each(databases)('On $name', ({ options }) => {
  async function open(): Promise<{ pair: Pair; accountId: DocumentId }> {
    pair = await openPair(undefined, await options())
    return { pair, accountId: await accountIdOf(pair) }
  }

  /** Days in which the others go on and the server forgets; then both sides with new sessions. */
  async function later(days: number): Promise<{ msp: TestDevice; customer: TestDevice }> {
    const { world, msp, customer } = pair!
    const accountId = await accountIdOf(pair!)
    let colleague = customer
    for (let day = 0; day < days; day += 7) {
      world.clock.advance(7 * dayMs)
      // No session lasts so long.
      colleague = await world.device(customer.user.id, { indexedDB: customer.indexedDB })
      await editField.on(colleague, accountId, 'city', `day ${day}`)
      await colleague.sync()
      await prune(world.services)
    }
    return {
      msp: await world.device(msp.user.id, { indexedDB: msp.indexedDB }),
      customer: colleague,
    }
  }

  test('[SYNC2][SYNC3] 90 days away: a snapshot instead of news, and the outbox goes up behind it', async () => {
    const { pair, accountId } = await open()
    const { world, msp } = pair
    await editField.on(msp, accountId, 'website', 'settled long ago')
    await msp.sync()
    await editField.on(msp, accountId, 'phone', 'waited 90 days')
    await editText.on(msp, accountId, 'notes', 'typed 90 days ago', '')
    const { relationshipId } = await addCustomer.on(msp, { ...acme, workEmail: 'z@zenith.example' })
    const cursor = (await readMeta(msp.store, 'cursor'))!
    const back = await later(98)
    expect(await isInFeed(world.database, msp.user.organisationId, cursor)).toBe(false)
    const generation = await readMeta(back.msp.store, 'generation')
    const first = await back.msp.exchange()
    expect(first).toMatchObject({ outcome: 'done', more: true })
    expect(await readMeta(back.msp.store, 'generation')).toBe(generation + 1)
    expect((await outboxOf(back.msp)).filter(({ state }) => state === 'queued')).toHaveLength(3)
    await back.msp.sync()
    await back.customer.sync()
    const values = { phone: 'waited 90 days', notes: 'typed 90 days ago', city: 'day 91', website: 'settled long ago' }
    expect(await serverValues(world, accountId)).toMatchObject(values)
    expect(await localValues(back.msp, accountId)).toMatchObject(values)
    expect(await localValues(back.customer, accountId)).toMatchObject(values)
    expect(await findRelationship(back.msp.store, relationshipId)).toBeDefined()
    expect(new Set(await outboxStates(back.msp))).toEqual(new Set(['settled']))
  })

  test('[PUSH1] 90 days away with an answer that never came: what was taken then is not taken again', async () => {
    const { pair, accountId } = await open()
    const { world, msp } = pair
    await editText.on(msp, accountId, 'notes', 'once ', '')
    await addCustomer.on(msp, { ...acme, workEmail: 'z@zenith.example' })
    msp.fault = 'answer-lost'
    await expect(msp.exchange()).rejects.toThrow('wire')
    const back = await later(98)
    await back.msp.sync()
    await back.customer.sync()
    expect((await serverValues(world, accountId))['notes']).toBe('once ')
    expect(await localValues(back.msp, accountId)).toMatchObject({ notes: 'once ' })
    expect(await countRows(world, 'relationship')).toBe(2)
    expect(new Set(await outboxStates(back.msp))).toEqual(new Set(['settled']))
  })

  test('[PUSH1] an older protocol is told to update and keeps its outbox; updated, it sends it', async () => {
    const { pair, accountId } = await open()
    const { world, msp } = pair
    await editField.on(msp, accountId, 'phone', 'made by the old version')
    const request = msp.request.bind(msp)
    msp.request = (body, headers) => {
      const [hello, ...items] = decodeFrames(body, wireLimits.requestBytes) as object[]
      return request(encodeFrames([{ ...hello, protocol: protocolVersion - 1 }, ...items]), headers)
    }
    expect(await msp.exchange()).toMatchObject({ outcome: 'refused', code: 'update-needed' })
    expect(await outboxStates(msp)).toEqual(['settled', 'sent'])
    expect((await serverValues(world, accountId))['phone'] ?? '').not.toBe('made by the old version')
    msp.request = request
    await msp.sync()
    expect(await outboxStates(msp)).toEqual(['settled', 'settled'])
    expect((await serverValues(world, accountId))['phone']).toBe('made by the old version')
  })
})
