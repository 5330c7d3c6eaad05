import { afterEach, expect, test } from 'vitest'
import { notesLimit } from '#shared/domain/account/account-field.ts'
import { concatBytes, encodeFrame, encodeFrames } from '#shared/protocol/frame.ts'
import { encodeRequest } from '#shared/protocol/request.ts'
import { wireLimits } from '#shared/protocol/version.ts'
import { editField } from '#lib/commands/facts/edit-field.ts'
import { editText } from '#lib/commands/facts/edit-text.ts'
import { setField } from '#shared/document/edit-document.ts'
import { accountShape } from '#shared/document/document-shape.ts'
import { openDocument } from '#shared/document/document-values.ts'
import { commandItem, editItem, helloOf, outcomeOf, post } from './raw-exchange.ts'
import { accountIdOf, localValues, outboxStates, serverValues } from './read-world.ts'
import { openPair, type Pair } from './world.ts'
import { findDocument } from './stored.ts'

let pair: Pair | undefined
afterEach(async () => {
  await pair?.world.close()
  pair = undefined
})

test('[PUSH2] an item the wire can’t carry is refused by itself; those around it arrive', async () => {
  pair = await openPair()
  const { world, msp } = pair
  const id = await accountIdOf(pair)
  const { state } = (await findDocument(msp.store, id))!
  const made = (number: number, field: string) => {
    const clientId = msp.ids.clientId()
    return editItem(msp, number, id, {
      clientId,
      update: setField(openDocument(accountShape, state), accountShape, clientId, field, 'x')!.update,
    })
  }
  const withBody = (number: number, change: object) => {
    const item = made(number, 'zip')
    return { ...item, body: { ...item.body, ...change } }
  }
  const { answers } = await post(msp, [
    await helloOf(msp),
    made(50, 'phone'),
    withBody(51, { update: new Uint8Array(256 * 1024 + 1) }),
    withBody(52, { seen: Array.from({ length: 101 }, () => ({ field: 'phone', value: '' })) }),
    withBody(53, { clientId: 0 }),
    made(54, 'city'),
  ])
  expect(answers.map(outcomeOf)).toEqual(['accepted', 'too-large', 'malformed', 'malformed', 'accepted'])
  expect(await serverValues(world, id)).toMatchObject({ phone: 'x', city: 'x' })
})

test('[PUSH2] a value longer than any field is refused, the text kept, and what follows arrives', async () => {
  pair = await openPair()
  const { world, msp } = pair
  const id = await accountIdOf(pair)
  await editField.on(msp, id, 'phone', 'x'.repeat(20_001))
  await editField.on(msp, id, 'zip', '96317')
  await msp.sync()
  expect((await serverValues(world, id))['zip']).toBe('96317')
  expect((await outboxStates(msp)).slice(1).toSorted()).toEqual([expect.stringMatching(/^refused: /), 'settled'])
})

test('[PUSH2] notes made of hundreds of pieces can be erased at once', async () => {
  pair = await openPair()
  const { world, msp } = pair
  const id = await accountIdOf(pair)
  let notes = ''
  for (let piece = 0; piece < 505; piece++) {
    const next = `${piece % 10}${notes}`
    await editText.on(msp, id, 'notes', next, notes)
    notes = next
  }
  await msp.sync()
  expect((await serverValues(world, id))['notes']).toHaveLength(505)
  world.clock.advance(60_000)
  await editText.on(msp, id, 'notes', '', notes)
  await msp.sync()
  expect((await serverValues(world, id))['notes']).toBe('')
})

test('[PUSH1] long texts pasted over each other within seconds all arrive', async () => {
  pair = await openPair()
  const { world, msp } = pair
  const id = await accountIdOf(pair)
  let notes = ''
  for (let paste = 0; paste < 20; paste++) {
    const next = String.fromCodePoint(97 + paste).repeat(notesLimit)
    await editText.on(msp, id, 'notes', next, notes)
    notes = next
  }
  await msp.sync()
  expect(await outboxStates(msp)).not.toContainEqual(expect.stringMatching(/refused/))
  expect(await serverValues(world, id)).toMatchObject({ notes })
  expect(await localValues(msp, id)).toMatchObject({ notes })
})

test('[PUSH1] more waits than one request may hold: it goes up in several', async () => {
  pair = await openPair()
  const { world, msp } = pair
  const id = await accountIdOf(pair)
  const seen = { kind: 'set' as const, field: 'zip', before: 'x'.repeat(20_000), after: '' }
  const freeTexts = Object.keys(accountShape.fields).filter(
    (field) => !['companySize', 'industry', 'country'].includes(field),
  )
  for (const [index, field] of freeTexts.slice(1).entries()) {
    await editField.on(msp, id, field, `${index}`)
    const item = (await msp.store.outbox.orderBy('number').last())!
    if (item.body.kind !== 'edit') throw new Error('not an edit')
    const intents = [...item.body.intents, ...Array.from({ length: 60 }, () => seen)]
    await msp.store.outbox.put({ ...item, body: { ...item.body, intents } })
  }
  await msp.sync()
  const sizes = msp.sent.map((body) => body.length)
  expect(Math.max(...sizes)).toBeLessThanOrEqual(wireLimits.requestBytes)
  expect(sizes.filter((size) => size > 1024 * 1024).length).toBeGreaterThan(1)
  expect(new Set(await outboxStates(msp))).toEqual(new Set(['settled']))
  expect(await serverValues(world, id)).toMatchObject({ address1: '0', contactPhone: '9' })
})

test('[PUSH3] a request that would come to more than any device sends is refused whole, before anything is made of it', async () => {
  pair = await openPair()
  const { msp } = pair
  const hello = await helloOf(msp)
  const codeOf = async (sent: Uint8Array | readonly unknown[]) =>
    (await post(msp, sent instanceof Uint8Array ? sent : encodeFrames(sent))).code
  const pairs = (length: number, first: number, second: number) =>
    new Uint8Array(length).map((_, index) => (index % 2 === 0 ? first : second))
  const keys = Object.fromEntries(Array.from({ length: 101 }, (_, key) => [`k${key}`, 1]))
  expect(await codeOf(pairs(wireLimits.requestBytes, 1, 126)), 'four million frames').toBe('too-large')
  expect(await codeOf([hello, keys]), 'an object of many keys').toBe('too-large')
  expect(await codeOf([hello, new Array(300_000).fill(null)]), 'a long list').toBe('too-large')
  expect(await codeOf(concatBytes([encodeFrame(hello), Uint8Array.of(100), pairs(100, 117, 1)])), 'deep').toBe(
    'malformed',
  )
  const nested = { a: Array.from({ length: 2000 }, () => null) }
  expect(await codeOf(encodeRequest(hello, [commandItem(msp, 9, 'x', keys)])), 'a command of many keys').toBe(
    'too-large',
  )
  expect(await codeOf(encodeRequest(hello, [commandItem(msp, 9, 'x', nested)])), 'a command of many values').toBe(
    'too-large',
  )
  expect(await codeOf(Uint8Array.of(0xff, 0xff, 0xff, 0xff, 0x0f)), 'a length that isn’t there').toBe('malformed')
})
