// M14: nothing that anybody of the MSP has under way at a conversion is lost.
import { describe, expect, test, vi } from 'vitest'
import { documentIdsOf } from '#shared/domain/id-families.ts'
import { addCustomer } from '#lib/commands/add-customer.ts'
import { editField } from '#lib/commands/facts/edit-field.ts'
import { editText } from '#lib/commands/facts/edit-text.ts'
import { undoChange } from '#lib/commands/facts/undo-change.ts'
import { writeMeta } from '#lib/local-store/local-store.ts'
import { readDocumentView } from '#lib/queries/documents/read-document-view.ts'
import { exchange } from '#lib/sync/exchange.ts'
import { LiveDevice } from './live-device.ts'
import { localValues, outboxStates, serverValues } from './read-world.ts'
import { readAllChanges } from './stored.ts'
import { acme, type TestDevice } from './world.ts'
import {
  alone,
  convert,
  nils,
  noa,
  person,
  refusals,
  relationshipId,
  rowOn,
  settle,
  shared,
  withConversion,
  world,
} from './conversion.ts'

withConversion()

describe('What waits elsewhere at a conversion', () => {
  test('[M14][PUSH4][H1] goes on in the new document: both sides’ text once, in its place, and the later edit holds', async () => {
    await editText.on(noa, alone, 'notes', 'one two three', '')
    await settle(noa, nils)
    // Nils is away and types, removes, sets; two hours later Noa sets one of them again, and converts.
    await editText.on(nils, alone, 'notes', 'one two and a half three', 'one two three')
    await editText.on(nils, alone, 'notes', 'one two and a half', 'one two and a half three')
    await editField.on(nils, alone, 'phone', 'of Nils, earlier')
    await editField.on(nils, alone, 'website', 'nils.example')
    await editField.on(nils, documentIdsOf(relationshipId).mspPrivate, 'internalReference', 'of Nils')
    world.clock.advance(2 * 60 * 60_000)
    await editField.on(noa, alone, 'phone', 'of Noa, later')
    await editText.on(noa, alone, 'notes', 'zero one two three', 'one two three')
    await noa.sync()
    await convert(noa)
    const customer = await person()
    await customer.sync()
    world.clock.advance(60_000)
    await editText.on(customer, shared, 'notes', 'zero one two three, we say', 'zero one two three')
    await customer.sync()
    await settle(nils, customer, noa)
    for (const device of [noa, nils, customer]) {
      expect(await localValues(device, shared)).toMatchObject({
        notes: 'zero one two and a half, we say',
        phone: 'of Noa, later',
        website: 'nils.example',
      })
      expect(await refusals(device)).toEqual([])
    }
    expect((await serverValues(world, documentIdsOf(relationshipId).mspPrivate))['internalReference']).toBe('of Nils')
    expect(new Set(await outboxStates(nils))).toEqual(new Set(['settled']))
  })

  test('[M14][PUSH1] also what was on its way when its answer was lost: it arrives once, whichever came first', async () => {
    for (const [text, isFirst] of [
      ['before', true],
      ['after', false],
    ] as const) {
      await editText.on(nils, (await rowOn(nils)).accountDocumentId, 'notes', `${text} `, '')
      if (!isFirst) await convert(noa)
      nils.fault = 'answer-lost'
      await expect(nils.exchange()).rejects.toThrow('wire')
      await settle(nils, noa)
      const { accountDocumentId } = await rowOn(noa)
      expect(await localValues(noa, accountDocumentId)).toMatchObject({ notes: `${text} ` })
      expect(await localValues(nils, accountDocumentId)).toMatchObject({ notes: `${text} ` })
      await editText.on(noa, accountDocumentId, 'notes', '', `${text} `)
      await settle(noa, nils)
    }
    expect(await refusals(nils)).toEqual([])
  })

  test('[M14][SYNC3] what was taken before is not made again when it is asked about once more', async () => {
    await editText.on(nils, alone, 'notes', 'once ', '')
    await settle(nils, noa)
    await convert(noa)
    await writeMeta(nils.store, { cursor: null })
    const transport = { isOffline: () => false, follow: () => null as never, exchange: send(nils) }
    await exchange(nils, transport, () => undefined)
    // Something new comes before the server has answered.
    await addCustomer.on(noa, { ...acme, companyName: 'Beta', workEmail: 'b@beta.example' })
    await noa.sync()
    await exchange(nils, transport, () => undefined, { withoutItems: true })
    expect(await localValues(nils, shared)).toMatchObject({ notes: 'once ' })
    await settle(nils, noa)
    for (const device of [nils, noa]) expect(await localValues(device, shared)).toMatchObject({ notes: 'once ' })
    expect(new Set(await outboxStates(nils))).toEqual(new Set(['settled']))
  })

  test('[M14] goes on wherever news are cut: page by page of one entry', async () => {
    await editText.on(noa, alone, 'notes', 'left right', '')
    await settle(noa, nils)
    await editText.on(nils, alone, 'notes', 'left middle right', 'left right')
    await convert(noa)
    const transport = { isOffline: () => false, follow: () => null as never, exchange: send(nils) }
    for (let round = 0; round < 3; round++) {
      const result = await exchange(nils, transport, () => undefined, { page: 1, withoutItems: round === 0 })
      expect(result.outcome).toBe('done')
    }
    await settle(nils, noa)
    expect(await localValues(noa, shared)).toMatchObject({ notes: 'left middle right' })
  })

  test('[M14][FA7] a person who is typing goes on: also in the field that was opened on the former document', async () => {
    const live = LiveDevice.of(nils)
    await live.follow()
    await editText.on(nils, alone, 'notes', 'half a sen', '', undefined, { typing: true })
    await convert(noa)
    await vi.waitFor(async () => expect((await rowOn(nils)).accountDocumentId).toBe(shared), { timeout: 2000 })
    expect(await live.inTurn(() => localValues(nils, shared))).toMatchObject({ notes: 'half a sen' })
    // Its page may hear a moment later that it shows another document.
    const shown = await live.inTurn(() => readDocumentView(nils, alone))
    expect(shown?.values).toMatchObject({ notes: 'half a sen' })
    const stored = await live.inTurn(() =>
      editText.on(nils, alone, 'notes', 'half a sentence', 'half a sen', undefined, { typing: true }),
    )
    expect(stored).toBe('half a sentence')
    await editField.on(nils, alone, 'phone', '+49 3')
    await live.leave()
    await settle(nils, noa)
    expect(await localValues(noa, shared)).toMatchObject({ notes: 'half a sentence', phone: '+49 3' })
    expect(await refusals(nils)).toEqual([])
  })

  test('[M14][H3] an older line is undone in the new document, offline too; the MSP sees what it undid, the customer an edit', async () => {
    await editField.on(noa, alone, 'phone', 'old')
    await settle(noa)
    await editField.on(noa, alone, 'phone', 'new')
    await settle(noa, nils)
    const line = (await readAllChanges(nils.store)).find(
      ({ detail }) => detail.type === 'field' && detail.after === 'new',
    )!
    await convert(noa)
    const customer = await person()
    await settle(customer, nils)
    expect(await undoChange.on(nils, line.id)).toEqual({ done: true })
    await settle(nils, noa, customer)
    for (const device of [noa, nils, customer]) {
      expect(await localValues(device, shared)).toMatchObject({ phone: 'old' })
      const made = (await readAllChanges(device.store)).find(({ documentId }) => documentId === shared)
      expect(made?.undoes).toBe(device === customer ? null : line.id)
    }
    const anew = [await world.device(noa.user.id), await world.device(customer.user.id)]
    for (const device of anew) await device.sync()
    const undoes = await Promise.all(
      anew.map(
        async ({ store }) => (await readAllChanges(store)).find(({ documentId }) => documentId === shared)?.undoes,
      ),
    )
    expect(undoes).toEqual([line.id, null])
  })
})

/** The device's own wire. */
function send(device: TestDevice) {
  return async (body: Uint8Array) => {
    const response = await device.request(body)
    const bytes = new Uint8Array(await response.arrayBuffer())
    const stream = async function* () {
      yield bytes
    }
    return { ok: true as const, body: stream() }
  }
}
