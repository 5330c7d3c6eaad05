// The last keys of a page that went before the device had stored them (FA5): the next page enters them, once.
import Dexie from 'dexie'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { changeAtOnePlace, noChange } from '#shared/domain/document/text-change.ts'
import type { Unstored } from '#shared/domain/document/unstored.ts'
import type { DocumentId } from '#shared/domain/ids.ts'
import { editField } from '#lib/commands/facts/edit-field.ts'
import { editText } from '#lib/commands/facts/edit-text.ts'
import { enterKeptTyping } from '#lib/commands/facts/enter-kept-typing.ts'
import { deleteStore } from '#lib/local-store/former-stores.ts'
import { unstoredKey } from '#lib/local-store/local-store.ts'
import { readUnstored, writeUnstored } from '#lib/outbox/unstored-typing.ts'
import { accountIdOf, localValues } from './read-world.ts'
import { openPair, type Pair } from './world.ts'

let pair: Pair
let accountId: DocumentId
const lying = new Map<string, string>()

beforeEach(async () => {
  lying.clear()
  vi.stubGlobal('localStorage', {
    getItem: (key: string) => lying.get(key) ?? null,
    setItem: (key: string, value: string) => lying.set(key, value),
    removeItem: (key: string) => lying.delete(key),
  })
  pair = await openPair()
  accountId = await accountIdOf(pair)
})
afterEach(async () => {
  vi.unstubAllGlobals()
  await pair.world.close()
})

function pageGoes(field: string, unstored: Unstored): void {
  const place = { documentId: accountId, field }
  writeUnstored(pair.msp.user.id, place, { ...place, ...unstored, at: pair.world.clock.now() })
}

const value = async (field: string) => (await localValues(pair.msp, accountId))[field]

describe('What a page could not store any more', () => {
  test('[FA5] of a one-line field is entered once, at the time when it was typed', async () => {
    const { msp, customer, world } = pair
    await editField.on(msp, accountId, 'city', 'Leed')
    pageGoes('city', { kind: 'value', value: 'Leeds' })
    world.clock.advance(60_000)
    await editField.on(customer, accountId, 'city', 'London')
    await customer.sync()
    world.clock.advance(60_000)
    await enterKeptTyping.on(msp)
    expect(await value('city')).toBe('Leeds')
    expect(readUnstored(msp.user.id)).toEqual([])
    await msp.sync()
    // Somebody set it later than that was typed, although it was entered later still.
    expect(await value('city')).toBe('London')
  })

  test.each([true, false])(
    '[FA5] of notes is entered behind what was being stored, whether that came through or not: %s',
    async (cameThrough) => {
      const { msp } = pair
      const before = await editText.on(msp, accountId, 'notes', '', '')
      const first = changeAtOnePlace(before, `${before}Deli`)
      if (cameThrough) await editText.on(msp, accountId, 'notes', `${before}Deli`, before, first)
      pageGoes('notes', { kind: 'text', first, own: changeAtOnePlace(`${before}Deli`, `${before}Deliveries`) })
      await enterKeptTyping.on(msp)
      await enterKeptTyping.on(msp)
      expect(await value('notes')).toBe(`${before}Deliveries`)
    },
  )

  test('[FA5] what somebody else wrote there meanwhile stays', async () => {
    const { msp, customer } = pair
    const before = 'Ring twice.'
    await editText.on(msp, accountId, 'notes', before, '')
    await msp.sync()
    await customer.sync()
    pageGoes('notes', { kind: 'text', first: noChange(before), own: changeAtOnePlace(before, `${before} mine`) })
    await editText.on(customer, accountId, 'notes', `Theirs ${before}`, before)
    await customer.sync()
    await msp.sync()
    await enterKeptTyping.on(msp)
    expect(await value('notes')).toBe(`Theirs ${before} mine`)
  })

  test('[FA5] it goes with the person’s store, and what lies there broken is nothing', async () => {
    const { msp } = pair
    pageGoes('city', { kind: 'value', value: 'Leeds' })
    expect(lying.size).toBe(1)
    vi.spyOn(Dexie, 'delete').mockResolvedValueOnce(undefined as never)
    await deleteStore(msp.store)
    expect(lying.size).toBe(0)
    lying.set(unstoredKey(msp.store.name), '{')
    expect(readUnstored(msp.user.id)).toEqual([])
  })
})
