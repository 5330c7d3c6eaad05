import { afterEach, describe, expect, test } from 'vitest'
import { concatBytes, encodeFrame, encodeFrames } from '#shared/protocol/frame.ts'
import { encodeRequest } from '#shared/protocol/request.ts'
import { protocolVersion, wireLimits } from '#shared/protocol/version.ts'
import { editField } from '#lib/commands/facts/edit-field.ts'
import { setField } from '#shared/document/edit-document.ts'
import { accountShape } from '#shared/document/document-shape.ts'
import { openDocument } from '#shared/document/document-values.ts'
import { createRateLimits } from '../../server/auth/rate-limit.ts'
import { createApp } from '../../server/http/app.ts'
import { syncRoutes } from '../../server/http/sync-routes.ts'
import { LiveHub } from '../../server/sync/live-hub.ts'
import { commandItem, editItem, helloOf, outcomeOf, post } from './raw-exchange.ts'
import { accountIdOf, outboxStates, serverValues } from './read-world.ts'
import { openPair, type Pair } from './world.ts'
import { findDocument } from './stored.ts'

let pair: Pair | undefined
afterEach(async () => {
  await pair?.world.close()
  pair = undefined
})

async function open(): Promise<Pair> {
  pair = await openPair()
  return pair
}

/** A good edit of the account by this MSP device, under a client id of its own. */
async function goodEdit(number: number, value: string) {
  const { msp } = pair!
  const id = await accountIdOf(pair!)
  const { state } = (await findDocument(msp.store, id))!
  const clientId = msp.ids.clientId()
  const { update } = setField(openDocument(accountShape, state), accountShape, clientId, 'phone', value)!
  return editItem(msp, number, id, { clientId, update })
}

describe('Requests that are refused whole', () => {
  test.each<[string, Uint8Array]>([
    ['nothing', new Uint8Array(0)],
    ['noise', new Uint8Array(50).fill(0xff)],
    ['half a frame', encodeFrames([{ type: 'hello' }]).subarray(0, 5)],
    ['no hello', encodeFrames([{ type: 'items', page: new Uint8Array(0) }])],
    ['a hello without a store', encodeFrames([{ type: 'hello', protocol: protocolVersion }])],
    ['a list', encodeFrames([[1, 2, 3]])],
  ])('[PUSH1] malformed: %s', async (_what, body) => {
    const { msp } = await open()
    expect(await post(msp, body)).toMatchObject({ status: 400, code: 'malformed' })
  })

  test('[PUSH1] malformed: something behind the hello that is no item, and nothing of the request takes effect', async () => {
    const { world, msp } = await open()
    const edit = await goodEdit(50, 'not taken')
    const request = encodeRequest(await helloOf(msp), [edit])
    for (const noPage of [{ type: 'item' }, { type: 'items', page: new Uint8Array([3, 1, 4, 1, 5]) }]) {
      const body = concatBytes([request, encodeFrame(noPage)])
      expect(await post(msp, body)).toMatchObject({ status: 400, code: 'malformed' })
    }
    expect(await post(msp, [await helloOf(msp), edit, { ...edit, number: 0 }])).toMatchObject({
      status: 400,
      code: 'malformed',
    })
    expect(
      (await serverValues(world, edit.body.kind === 'edit' ? edit.body.documentId : (null as never)))['phone'],
    ).not.toBe('not taken')
  })

  test('[SYNC8] not a hello that names as many kinds as a newer app may, with all else that it can say', async () => {
    const { msp } = await open()
    const kinds = Object.fromEntries(Array.from({ length: 50 }, (_, n) => [`kind-${n}`, 1]))
    const hello = await helloOf(msp, { kinds, held: kinds, page: 1, resume: 'somewhere' })
    expect((await post(msp, [hello])).status).toBe(200)
  })

  test('[PUSH1] too-large: more items than one exchange carries', async () => {
    const { msp } = await open()
    const items = Array.from({ length: wireLimits.itemsPerExchange + 1 }, (_, index) =>
      commandItem(msp, index + 10, 'x', null),
    )
    expect(await post(msp, [await helloOf(msp), ...items])).toMatchObject({ status: 413, code: 'too-large' })
  })

  test('[PUSH1] too-large: a body above the limit, before it is read', async () => {
    const { world, msp } = await open()
    const { services } = world
    const hub = new LiveHub(services)
    const app = createApp({
      services,
      rateLimits: createRateLimits(services, services.config.limits),
      buildFolder: world.folder,
      mailbox: null,
      isReady: async () => true,
      readGauges: async () => ({}) as never,
      syncRoutes: syncRoutes(services, hub),
    })
    const send = (bytes: number) =>
      app.request('/api/sync', {
        method: 'POST',
        headers: { cookie: `tandem_session=${msp.token}`, origin: services.publicUrl, 'content-length': String(bytes) },
        body: new Uint8Array(bytes),
      })
    expect((await send(wireLimits.requestBytes + 1)).status).toBe(413)
    expect((await send(wireLimits.requestBytes)).status).toBe(400)
    hub.close()
  })

  test.each([
    [protocolVersion - 1, 'update-needed'],
    [protocolVersion + 1, 'server-older'],
  ])(
    '[SYNC2] protocol %i is told who is older: %s, also when the rest of its hello is unknown',
    async (protocol, code) => {
      const { msp } = await open()
      expect(await post(msp, [await helloOf(msp, { protocol })])).toMatchObject({ status: 426, code })
      expect(await post(msp, encodeFrames([{ type: 'hello', protocol, somethingNew: true }]))).toMatchObject({
        status: 426,
        code,
      })
    },
  )

  test('[DEV1] signed-out: the store of one person with the cookie of another; nothing waiting is touched', async () => {
    const { world, msp, customer } = await open()
    const id = await accountIdOf(pair!)
    await editField.on(msp, id, 'phone', 'mine')
    msp.token = customer.token
    expect(await msp.exchange()).toMatchObject({ outcome: 'refused', code: 'signed-out' })
    expect((await serverValues(world, id))['phone']).toBeUndefined()
    expect(await outboxStates(msp)).toEqual(['settled', 'sent'])
  })

  test('[PUSH1] not-permitted: one’s own cookie with somebody else’s store', async () => {
    const { msp, customer } = await open()
    const { storeId } = await helloOf(msp)
    const answer = await post(customer, [await helloOf(customer, { storeId }), commandItem(customer, 90, 'x', null)])
    expect(answer).toMatchObject({ status: 403, code: 'not-permitted' })
  })
})

describe('Items that are refused by themselves', () => {
  test('[PUSH2] an unknown command and a command of the wrong form don’t hold back what follows', async () => {
    const { world, msp, relationshipId } = await open()
    const edit = await goodEdit(53, 'taken')
    const { answers } = await post(msp, [
      await helloOf(msp),
      commandItem(msp, 50, 'make-me-admin', {}),
      commandItem(msp, 51, '__proto__', {}),
      commandItem(msp, 52, 'delink-customer', { relationshipId, version: 'first' }),
      edit,
    ])
    expect(answers.map(outcomeOf)).toEqual(['unknown-command', 'unknown-command', 'invalid-input', 'accepted'])
    expect((await serverValues(world, await accountIdOf(pair!)))['phone']).toBe('taken')
  })

  test('[PUSH1] a refusal is remembered: the same item again gets the same answer', async () => {
    const { msp } = await open()
    const item = commandItem(msp, 50, 'make-me-admin', {})
    const first = await post(msp, [await helloOf(msp), item])
    const second = await post(msp, [await helloOf(msp), item])
    expect([outcomeOf(first.answers[0]), outcomeOf(second.answers[0])]).toEqual(['unknown-command', 'unknown-command'])
  })

  test('[PUSH1] the same number with another hash, and an old number, are forks; nothing behind a fork is applied', async () => {
    const { world, msp } = await open()
    const first = await goodEdit(50, 'first')
    await post(msp, [await helloOf(msp), first])
    await msp.sync()
    const changed = { ...first, editedAt: first.editedAt + 1 }
    expect(
      (await post(msp, [await helloOf(msp), changed, await goodEdit(51, 'behind')])).answers.map(outcomeOf),
    ).toEqual(['fork'])
    expect((await post(msp, [await helloOf(msp), await goodEdit(49, 'older')])).answers.map(outcomeOf)).toEqual([
      'fork',
    ])
    expect((await serverValues(world, await accountIdOf(pair!)))['phone']).toBe('first')
  })
})
