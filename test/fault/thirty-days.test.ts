// A tablet that worked for 30 days without a connection: everything goes up in order, and everything is answered.
import { findRelationship, listDocumentIds } from '../sync/stored.ts'
import { readFile } from 'node:fs/promises'
import { afterAll, afterEach, describe, expect, test } from 'vitest'
import { addCustomer } from '#lib/commands/add-customer.ts'
import { decide } from '#lib/commands/decide.ts'
import { editField } from '#lib/commands/facts/edit-field.ts'
import { wireLimits } from '#shared/protocol/version.ts'
import { decodeFrames } from '#shared/protocol/frame.ts'
import { readItems, type Item } from '#shared/protocol/request.ts'
import { allDocuments, localValues, outboxOf, outboxStates, serverValues } from '../sync/read-world.ts'
import { acme, openPair, type Pair, type TestDevice } from '../sync/world.ts'
import { databases, stopDatabases } from './databases.ts'
import { sizes } from './sizes.ts'

const dayMs = 24 * 60 * 60 * 1000
const offlineMs = 30 * dayMs
const customers = 50

let pair: Pair | undefined
afterEach(async () => {
  await pair?.world.close()
  pair = undefined
})
afterAll(stopDatabases)

/** The same browser profile after signing in again: the session has run out. */
async function signedInAgain({ world }: Pair, device: TestDevice): Promise<TestDevice> {
  return world.device(device.user.id, { indexedDB: device.indexedDB })
}

async function sendAll(device: TestDevice): Promise<void> {
  const rounds = 10 + (2 * sizes.outboxItems) / wireLimits.itemsPerExchange
  for (let round = 0; round < rounds; round++) {
    const result = await device.exchange()
    if (result.outcome === 'refused') throw new Error(`exchange refused: ${result.code}`)
    if (!result.more) return
  }
  throw new Error('the outbox does not empty')
}

function itemsIn(body: Uint8Array): Item[] {
  const frames = decodeFrames(body, wireLimits.requestBytes)
  return readItems(frames.slice(1), wireLimits.itemsPerExchange) as Item[]
}

describe.each(databases)('On $name', ({ options }) => {
  test(
    `[PUSH1][DEV1] after 30 days offline ${sizes.outboxItems} items go up in device order, and each is answered`,
    { timeout: 2 * 60 * 60_000 },
    async () => {
      pair = await openPair(undefined, await options())
      const { world, msp } = pair
      for (let count = 0; count < customers; count++)
        await addCustomer.on(msp, { ...acme, companyName: `Company ${count}`, workEmail: `c${count}@x.example` })
      await msp.sync()
      const { relationshipId } = pair
      const documents = (await allDocuments(msp)).filter((document) => document.relationshipId !== relationshipId)
      const { relationshipId: addedId } = await addCustomer.on(msp, { ...acme, workEmail: 'offline@x.example' })
      const pauseMs = Math.floor(offlineMs / sizes.outboxItems)
      for (let count = 1; count < sizes.outboxItems; count++) {
        world.clock.advance(pauseMs)
        const { id, kind } = documents[count % documents.length]!
        await editField.on(msp, id, kind === 'account' ? 'phone' : 'internalReference', `value ${count}`)
      }
      world.clock.advance(dayMs)
      expect(await msp.exchange()).toMatchObject({ outcome: 'refused', code: 'signed-out' })
      const kept = await outboxOf(msp)
      expect(kept.filter(({ state }) => state === 'sent' || state === 'queued')).toHaveLength(sizes.outboxItems)

      const back = await signedInAgain(pair, msp)
      await sendAll(back)
      const numbers = back.sent.flatMap(itemsIn).map((item) => item.number)
      expect(numbers).toHaveLength(sizes.outboxItems)
      expect(numbers).toEqual(numbers.toSorted((left, right) => left - right))
      expect(new Set(await outboxStates(back))).toEqual(new Set(['settled']))
      expect((await findRelationship(back.store, addedId))?.version).toBe(1)
      for (const { id } of documents) expect(await serverValues(world, id)).toEqual(await localValues(back, id))
      const answered = await world.database.selectFrom('device_item').select(['item_id', 'answer']).execute()
      const accepted = new Set(answered.filter(({ answer }) => answer.includes('"accepted"')).map((row) => row.item_id))
      expect(kept.filter(({ id }) => !accepted.has(id))).toEqual([])
    },
  )

  test('[PUSH2][H5] a consent that waited 30 days is refused with words, and what lies behind it goes through', async () => {
    pair = await openPair(undefined, await options())
    const { world, msp, customer, relationshipId } = pair
    await decide.on(msp, 'delink-customer', relationshipId)
    await msp.sync()
    await customer.sync()
    await decide.on(customer, 'accept-delink', relationshipId)
    world.clock.advance(30 * dayMs + 1)
    const id = [...(await listDocumentIds(customer.store))][0]!
    await editField.on(customer, id, 'phone', 'made after 30 days')
    const back = await signedInAgain(pair, customer)
    await sendAll(back)
    expect(await outboxStates(back)).toEqual(['refused: consent-too-old', 'settled'])
    expect((await serverValues(world, id))['phone']).toBe('made after 30 days')
    expect((await findRelationship(back.store, relationshipId))?.status).toBe('delink-requested-by-msp')
    for (const language of ['en', 'de', 'ko']) {
      const file = `src/i18n/messages/${language}.json`
      const words = JSON.parse(await readFile(file, 'utf8')) as Record<string, string>
      expect(words['refusal_consent_too_old']).toMatch(/.{10}/)
    }
  })
})
