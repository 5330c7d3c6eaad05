// What one person may cost the others: places, bytes, items, and pieces of documents.
import { protocolVersion } from '#shared/protocol/version.ts'
import { readKinds } from '#shared/records/kinds.ts'
import { Hono } from 'hono'
import { afterAll, afterEach, beforeEach, describe, expect, test } from 'vitest'
import { accountShape } from '#shared/document/document-shape.ts'
import { openDocument } from '#shared/document/document-values.ts'
import { setField } from '#shared/document/edit-document.ts'
import type { DocumentId, StoreId } from '#shared/domain/ids.ts'
import { structsPerUpdate, structsPerWriter } from '#shared/domain/document/document-limit.ts'
import { encodeRequest, type Item } from '#shared/protocol/request.ts'
import { editField } from '#lib/commands/facts/edit-field.ts'
import { TooManyRequests } from '../../server/auth/rate-limit.ts'
import { answerError } from '../../server/http/answer-error.ts'
import type { AppEnvironment } from '../../server/http/app-environment.ts'
import { syncRoutes } from '../../server/http/sync-routes.ts'
import { budgets, type Cost } from '../../server/sync/budgets.ts'
import { LiveHub } from '../../server/sync/live-hub.ts'
import { Spending } from '../../server/sync/spending.ts'
import { providers, stopProviders } from '../contracts/providers.ts'
import { unpackFrames } from '../support/unpack-frames.ts'
import { follow, settle } from './live-ends.ts'
import { editItem, helloOf, outcomeOf, post } from './raw-exchange.ts'
import { accountIdOf, serverValues } from './read-world.ts'
import { openPair, type Pair, type TestDevice } from './world.ts'

afterAll(stopProviders)

/** Text of which each letter was typed before the one typed before it: nothing of it joins. */
function makeFiller(state: Uint8Array, clientId: number) {
  const doc = openDocument(accountShape, state, [], false)
  doc.clientID = clientId
  return (pieces: number): Uint8Array => {
    let update = new Uint8Array()
    doc.once('update', (made: Uint8Array) => (update = new Uint8Array(made)))
    doc.transact(() => {
      const notes = doc.getText('notes')
      for (let piece = 0; piece < pieces; piece++) notes.insert(0, 'x')
    })
    return update
  }
}

describe.each(providers)('On $name', (provider) => {
  let pair: Pair
  let accountId: DocumentId
  beforeEach(async () => {
    const { databaseUrl } = await provider.provide()
    pair = await openPair(undefined, databaseUrl === null ? {} : { databaseUrl })
    accountId = await accountIdOf(pair)
  })
  afterEach(() => pair.world.close())

  const stored = () =>
    pair.world.database.selectFrom('document').select('state').where('id', '=', accountId).executeTakeFirstOrThrow()

  async function fill(device: TestDevice, pieces: number): Promise<string[]> {
    const fillOnce = makeFiller((await stored()).state, 4711)
    const items: Item[] = []
    for (let edit = 0; edit < 13; edit++)
      items.push(editItem(device, 100 + edit, accountId, { clientId: 4711, update: fillOnce(pieces) }))
    const { answers } = await post(device, [await helloOf(device), ...items])
    return answers.map(outcomeOf)
  }

  test('[FB3][PUSH3] thirteen well-formed edits don’t keep the other side from editing', async () => {
    const { world, msp, customer } = pair
    const large = await fill(msp, structsPerUpdate + 1)
    expect(new Set(large)).toEqual(new Set(['too-large']))
    await editField.on(customer, accountId, 'phone', '+49 1')
    await customer.sync()
    expect((await serverValues(world, accountId))['phone']).toBe('+49 1')
  })

  test('[FB3][PUSH3][DOC9] nor do thirteen that each stay below the limit of one: an organisation has a share, and then the document is compacted', async () => {
    const { world, msp, customer } = pair
    const outcomes = await fill(msp, 1500)
    // The MSP made this account, so that of its share some pieces are taken.
    expect(outcomes.filter((outcome) => outcome === 'accepted')).toHaveLength(structsPerWriter / 1500 - 1)
    expect(outcomes.at(-1)).toBe('gap')
    expect((await stored()).state.length).toBeLessThan(20_000)
    // Each of them goes on.
    await editField.on(customer, accountId, 'phone', '+49 1')
    await customer.sync()
    await msp.sync()
    await editField.on(msp, accountId, 'website', 'https://acme.example')
    await msp.sync()
    expect(await serverValues(world, accountId)).toMatchObject({ phone: '+49 1', website: 'https://acme.example' })
  })

  describe('With budgets', () => {
    const large = { bytes: 1e9, items: 1e9, structs: 1e9 }
    let hub: LiveHub | null = null
    afterEach(() => hub?.close())

    function appWith(person: Partial<Cost> = {}) {
      const { services } = pair.world
      const limits = { person: { ...large, ...person }, organisation: large }
      hub = new LiveHub(services, undefined, new Spending(services.clock, limits))
      const app = new Hono<AppEnvironment>()
      app.onError((error, c) => answerError(services, error, c))
      app.route('/', syncRoutes(services, hub))
      return async (device: TestDevice, items: readonly Item[] = [], change = {}) =>
        app.request('/api/sync', {
          method: 'POST',
          headers: { cookie: `tandem_session=${device.token}` },
          body: encodeRequest(await helloOf(device, change), items) as Uint8Array<ArrayBuffer>,
        })
    }

    async function phoneEdits(device: TestDevice, count: number): Promise<Item[]> {
      const doc = openDocument(accountShape, (await stored()).state)
      const edits = Array.from({ length: count }, (_, n) => {
        const { update } = setField(doc, accountShape, 4712, 'phone', `+49 ${n}`)!
        return editItem(device, 200 + n, accountId, { clientId: 4712, update })
      })
      return edits
    }

    test('[FB4][PUSH1] whoever keeps heavy documents busy is put off, and nobody else', async () => {
      const { msp, customer } = pair
      await fill(msp, 300)
      const send = appWith({ structs: 10_000 })
      const outcomesOf = async (response: Response) =>
        unpackFrames(new Uint8Array(await response.arrayBuffer())).flatMap((frame) =>
          frame.type === 'answer' ? [outcomeOf(frame.answer)] : [],
        )
      const first = await outcomesOf(await send(customer, await phoneEdits(customer, 6)))
      expect(first).toEqual(['accepted', 'accepted', 'accepted', 'later', 'later', 'later'])
      expect((await send(customer)).status).toBe(429)
      expect((await send(msp)).status).toBe(200)
      pair.world.clock.advance(budgets.windowMs)
      const later = await send(customer, await phoneEdits(customer, 0))
      expect(later.status).toBe(200)
    })

    test('[FB4][PUSH1] items and bytes have an end', async () => {
      const { msp } = pair
      for (const person of [{ items: 2 }, { bytes: 100 }]) {
        const send = appWith(person)
        expect((await send(msp, await phoneEdits(msp, 3))).status).toBe(200)
        expect((await send(msp)).status).toBe(429)
        hub?.close()
      }
    })

    test('[FB4][SYNC4] of unread answers a person has three; who reads nothing gives way', async () => {
      const { world, msp, customer } = pair
      const send = appWith()
      const snapshot = () => ({ cursor: null, storeId: world.ids.randomId() as StoreId })
      const unread = []
      for (let answer = 0; answer < budgets.exchangesPerPerson; answer++) unread.push(await send(msp, [], snapshot()))
      expect(unread.map(({ status }) => status)).toEqual([200, 200, 200])
      for (let more = 0; more < 27; more++) expect((await send(msp, [], snapshot())).status).toBe(429)
      expect((await send(customer)).status).toBe(200)
      world.clock.advance(budgets.idleExchangeMs)
      expect((await send(msp, [], snapshot())).status).toBe(200)
      await expect(unread[0]!.arrayBuffer()).rejects.toThrow()
      // Read to its end, or left by its device, an answer gives its place back.
      await unread[1]!.arrayBuffer()
      await unread[2]!.body!.cancel()
      await settle()
      expect((await send(msp)).status).toBe(200)
    })

    test('[FB4][SYNC6] a device says once where it stands', async () => {
      const { msp } = pair
      appWith()
      const { socket, received } = await follow(hub!, msp)
      const { cursor, accessVersion } = await helloOf(msp)
      received(
        JSON.stringify({
          type: 'follow',
          userId: msp.user.id,
          protocol: protocolVersion,
          kinds: readKinds,
          cursor,
          accessVersion,
        }),
      )
      expect(socket.closedWith).toBe(1008)
    })
  })
})

test('[FB4] an organisation’s people share a budget, and a new window begins with nothing spent', () => {
  let now = 0
  const limit = { bytes: 10, items: 10, structs: 10 }
  const spending = new Spending({ now: () => now }, { person: limit, organisation: { ...limit, items: 15 } })
  const [noa, nils, mina] = ['noa', 'nils', 'mina'].map((userId) => ({
    userId,
    organisationId: userId === 'mina' ? 'acme' : 'northwind',
  })) as unknown as Parameters<Spending['add']>[0][]
  spending.add(noa!, { items: 10 })
  expect(() => spending.require(noa!)).not.toThrow()
  spending.add(nils!, { items: 6 })
  expect(() => spending.require(noa!)).toThrow(TooManyRequests)
  expect(() => spending.require(mina!)).not.toThrow()
  now = budgets.windowMs
  expect(spending.waitMs(noa!)).toBe(0)
})
