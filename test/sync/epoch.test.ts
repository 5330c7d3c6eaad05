import { cp, rm } from 'node:fs/promises'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { notesLimit } from '#shared/domain/account/account-field.ts'
import type { DocumentId } from '#shared/domain/ids.ts'
import { addCustomer } from '#lib/commands/add-customer.ts'
import { decide } from '#lib/commands/decide.ts'
import { editField } from '#lib/commands/facts/edit-field.ts'
import { editText } from '#lib/commands/facts/edit-text.ts'
import { cancelItem } from '#lib/commands/waiting/cancel-item.ts'
import { findStoreId, readMeta, writeMeta } from '#lib/local-store/local-store.ts'
import { isAskedAgain } from '#lib/local-store/outbox-item.ts'
import { readUnsent } from '#lib/local-store/read-outbox.ts'
import { prune } from '../../server/jobs/prune.ts'
import { accountIdOf, copyProfile, countRows, localValues, outboxStates, serverValues } from './read-world.ts'
import { acme, openPair, type Pair, type TestDevice } from './world.ts'
import { findRelationship } from './stored.ts'

let pair: Pair
let accountId: DocumentId
beforeEach(async () => {
  pair = await openPair()
  accountId = await accountIdOf(pair)
})
afterEach(() => pair.world.close())

async function notesOn(device: TestDevice): Promise<string> {
  return (await localValues(device, accountId))['notes'] ?? ''
}

/** Types at the end of the notes, later than whatever was typed before. */
async function type(device: TestDevice, text: string): Promise<void> {
  pair.world.clock.advance(60_000)
  const seen = await notesOn(device)
  await editText.on(device, accountId, 'notes', seen + text, seen)
}

/** This person's device as its backup had it. */
async function restored(profile: IDBFactory): Promise<TestDevice> {
  pair.world.clock.advance(60_000)
  return pair.world.device(pair.msp.user.id, { indexedDB: profile })
}

/** The words that stand in the notes, sorted; a word that is there twice is there twice. */
async function wordsEverywhere(...devices: TestDevice[]): Promise<string[]> {
  for (const device of [...devices, ...devices]) await device.sync()
  const server = (await serverValues(pair.world, accountId))['notes'] ?? ''
  for (const device of devices) expect(await notesOn(device)).toBe(server)
  return server.split(' ').filter(Boolean).toSorted()
}

describe('A restored browser profile', () => {
  test('[PUSH1] that edits again loses nothing that was acknowledged and does nothing twice', async () => {
    const { msp, customer } = pair
    await type(msp, 'one ')
    await msp.sync()
    const backup = await copyProfile(msp)
    await type(msp, 'two ')
    await editField.on(msp, accountId, 'phone', 'after the backup')
    await msp.sync()
    const again = await restored(backup)
    await type(again, 'three ')
    await editField.on(again, accountId, 'website', 'acme.example')
    expect(await wordsEverywhere(again, customer)).toEqual(['one', 'three', 'two'])
    expect(await serverValues(pair.world, accountId)).toMatchObject({
      phone: 'after the backup',
      website: 'acme.example',
    })
    expect(new Set(await outboxStates(again))).toEqual(new Set(['settled']))
    expect(await findStoreId(again.store)).not.toBe(await findStoreId(msp.store))
  })

  test('[PUSH1] with work that was unsent in the backup and sent since: it arrives once', async () => {
    const { world, msp, customer } = pair
    await type(msp, 'one ')
    await addCustomer.on(msp, { ...acme, companyName: 'Zenith', workEmail: 'zoe@zenith.example' })
    const backup = await copyProfile(msp)
    await msp.sync()
    await type(msp, 'two ')
    await msp.sync()
    const again = await restored(backup)
    await type(again, 'three ')
    expect(await wordsEverywhere(again, customer)).toEqual(['one', 'three', 'two'])
    expect(await countRows(world, 'relationship')).toBe(2)
    expect(new Set(await outboxStates(again))).toEqual(new Set(['settled']))
  })

  test('[PUSH1] with typing that went on after the backup, under the same item: the later words are all there', async () => {
    const { world, msp, customer } = pair
    await editText.on(msp, accountId, 'notes', 'one ', '')
    const backup = await copyProfile(msp)
    await editText.on(msp, accountId, 'notes', 'one two ', 'one ')
    await msp.sync()
    const again = await world.device(msp.user.id, { indexedDB: backup })
    await editText.on(again, accountId, 'notes', 'one three ', 'one ')
    const words = await wordsEverywhere(again, customer)
    expect(words).toContain('two')
    expect(words).toContain('three')
  })

  test.each([1, 2])(
    '[PUSH1][PUSH4] that cancels %i edits before typing that was sent since: what is typed on it lands in it',
    async (slips) => {
      const { world, msp } = pair
      for (let slip = 0; slip < slips; slip++) {
        await editField.on(msp, accountId, 'phone', `slip ${slip}`)
        world.clock.advance(3 * 60_000)
      }
      await editText.on(msp, accountId, 'notes', 'Key at the desk.', '')
      const backup = await copyProfile(msp)
      await msp.sync()
      const again = await restored(backup)
      const waiting = await again.store.outbox.where('state').equals('queued').sortBy('number')
      for (const { id } of waiting.slice(0, slips)) await cancelItem.on(again, id)
      await editText.on(again, accountId, 'notes', 'Key at front desk.', 'Key at the desk.')
      await again.sync()
      expect((await serverValues(world, accountId))['notes']).toBe('Key at front desk.')
      expect(await notesOn(again)).toBe('Key at front desk.')
    },
  )

  test('[PUSH1][PUSH4] whose typing is refused leaves what the other past typed as it is', async () => {
    const { world, msp } = pair
    await type(msp, 'one ')
    await msp.sync()
    const backup = await copyProfile(msp)
    await type(msp, 'The key is at the desk. '.repeat(20))
    await msp.sync()
    const before = await serverValues(world, accountId)
    const again = await restored(backup)
    const long = 'a'.repeat(200) + 'z'.repeat(notesLimit - 300)
    await type(again, long)
    world.clock.advance(60_000)
    await editText.on(again, accountId, 'notes', `one ${long.slice(200)}`, `one ${long}`)
    await again.sync()
    await again.sync()
    expect(await outboxStates(again)).toContain('refused: field-too-long')
    expect((await serverValues(world, accountId))['notes']).toBe(before['notes'])
  })

  test('[PUSH1] beside the device it was copied from: two stores of one number line, each edit once', async () => {
    const { msp, customer } = pair
    await type(msp, 'zero ')
    await msp.sync()
    const twin = await restored(await copyProfile(msp))
    for (const [device, word] of [
      [msp, 'one '],
      [twin, 'two '],
      [twin, 'three '],
      [msp, 'four '],
    ] as const) {
      await type(device, word)
      await device.sync()
    }
    expect(await wordsEverywhere(msp, twin, customer)).toEqual(['four', 'one', 'three', 'two', 'zero'])
  })

  test('[PUSH1][H5] holding a decision that was taken since: it is not asked twice', async () => {
    const { world, msp, relationshipId } = pair
    await type(msp, 'one ')
    await decide.on(msp, 'delink-customer', relationshipId)
    const backup = await copyProfile(msp)
    await msp.sync()
    await type(msp, 'two ')
    await msp.sync()
    const again = await restored(backup)
    await type(again, 'three ')
    await again.sync()
    const mails = await world.database.selectFrom('mail').select('id').where('kind', '=', 'delink-request').execute()
    expect(mails).toHaveLength(1)
    expect((await outboxStates(again)).filter((state) => state.startsWith('refused'))).toEqual([])
  })
})

describe('After a new epoch', () => {
  test('[PUSH1][SYNC3] a snapshot sends edits of the earlier epoch up once more, and none takes effect again', async () => {
    const { msp, customer } = pair
    await type(msp, 'one ')
    await msp.sync()
    const backup = await copyProfile(msp)
    await type(msp, 'two ')
    await msp.sync()
    const again = await restored(backup)
    await type(again, 'three ')
    await again.sync()
    await writeMeta(again.store, { cursor: null })
    await again.sync()
    await type(again, 'four ')
    expect(await wordsEverywhere(again, customer)).toEqual(['four', 'one', 'three', 'two'])
  })
})

test('[H5][SYNC3] what is asked about again after a snapshot is no work that waits; what was typed since is', async () => {
  const { msp } = pair
  await type(msp, 'one ')
  await msp.sync()
  await writeMeta(msp.store, { cursor: null })
  await msp.exchange()
  await type(msp, 'two ')
  const unsent = await readUnsent(msp.store)
  expect(unsent.filter((item) => !isAskedAgain(item))).toEqual([expect.objectContaining({ state: 'queued' })])
  expect(unsent.length).toBeGreaterThan(1)
  await msp.sync()
  expect(await readUnsent(msp.store)).toEqual([])
})

test('[SYNC3] a snapshot after months sends nothing again that the server may have forgotten the answer of', async () => {
  const { world, msp, customer } = pair
  await type(msp, 'one ')
  await msp.sync()
  world.clock.advance(91 * 24 * 60 * 60 * 1000)
  await prune(world.services)
  const later = await restored(msp.indexedDB)
  await writeMeta(later.store, { cursor: null })
  const again = await world.device(customer.user.id)
  expect(await wordsEverywhere(later, again)).toEqual(['one'])
})

test('[PUSH1] an answer that never came is still there after months: what was taken is not taken again', async () => {
  const { world, msp, customer } = pair
  await type(msp, 'one ')
  msp.fault = 'answer-lost'
  await expect(msp.exchange()).rejects.toThrow('wire')
  for (let month = 0; month < 4; month++) {
    world.clock.advance(30 * 24 * 60 * 60 * 1000)
    await prune(world.services)
  }
  const later = await restored(msp.indexedDB)
  expect(await wordsEverywhere(later, await world.device(customer.user.id))).toEqual(['one'])
})

test('[SYNC2][SYNC3] a cursor in news that were pruned gets a snapshot, and what waits goes up behind it', async () => {
  const { world, msp, customer } = pair
  await type(msp, 'one ')
  for (let month = 0; month < 5; month++) {
    world.clock.advance(30 * 24 * 60 * 60 * 1000)
    const active = await world.device(customer.user.id)
    await active.sync()
    await editField.on(active, accountId, 'city', `month ${month}`)
    await active.sync()
    await prune(world.services)
  }
  const later = await restored(msp.indexedDB)
  const generation = await readMeta(later.store, 'generation')
  expect(await later.exchange()).toMatchObject({ outcome: 'done', more: true })
  expect(await readMeta(later.store, 'generation')).toBe(generation + 1)
  expect(await outboxStates(later)).toContain('queued')
  expect(await wordsEverywhere(later, await world.device(customer.user.id))).toEqual(['one'])
})

describe('A server restored from its backup', () => {
  async function backUp(): Promise<string> {
    const { world } = pair
    await world.stopServer()
    const copy = `${world.folder}-backup`
    await cp(world.folder, copy, { recursive: true })
    await world.startServer()
    return copy
  }

  async function restore(copy: string): Promise<void> {
    const { world } = pair
    await world.stopServer()
    await rm(world.folder, { recursive: true })
    await cp(copy, world.folder, { recursive: true })
    await rm(copy, { recursive: true })
    await world.startServer()
  }

  test('[SYNC3] gets back what devices were told was taken, once', async () => {
    const { msp, customer } = pair
    await type(msp, 'one ')
    await msp.sync()
    await customer.sync()
    const copy = await backUp()
    await type(msp, 'two ')
    await editField.on(msp, accountId, 'phone', 'after the backup')
    await msp.sync()
    await type(customer, 'three ')
    await editField.on(customer, accountId, 'website', 'acme.example')
    await customer.sync()
    await restore(copy)
    expect(await wordsEverywhere(msp, customer)).toEqual(['one', 'three', 'two'])
    expect(await serverValues(pair.world, accountId)).toMatchObject({
      phone: 'after the backup',
      website: 'acme.example',
    })
  })

  test('[SYNC3] also where one side had typed into what the other typed after the backup', async () => {
    const { msp, customer } = pair
    const copy = await backUp()
    await type(msp, 'one two ')
    await msp.sync()
    await customer.sync()
    pair.world.clock.advance(60_000)
    await editText.on(customer, accountId, 'notes', 'one and a half two ', 'one two ')
    await customer.sync()
    await restore(copy)
    expect(await wordsEverywhere(customer, msp)).toEqual(['a', 'and', 'half', 'one', 'two'])
    expect((await outboxStates(customer)).filter((state) => state.startsWith('refused'))).toEqual([])
  })

  test('[SYNC3][DOC5] what is typed before lost edits have gone up again stays in its own field, and so do they', async () => {
    const { msp, customer, world } = pair
    const copy = await backUp()
    for (const [device, city] of [
      [msp, 'York'],
      [customer, 'Leeds'],
      [msp, 'Bath'],
    ] as const) {
      await editField.on(device, accountId, 'city', city)
      await device.sync()
      await msp.sync()
      await customer.sync()
      world.clock.advance(5 * 60_000)
    }
    await restore(copy)
    // The snapshot is here; `Leeds`, which stands on what the server lost, has not gone up again.
    await customer.exchange()
    await editField.on(customer, accountId, 'website', 'acme.example')
    for (const device of [customer, msp, customer, msp]) await device.sync()
    const values = await serverValues(world, accountId)
    expect(values).toMatchObject({ city: 'Bath', website: 'acme.example' })
    for (const device of [msp, customer]) expect(await localValues(device, accountId)).toMatchObject(values)
    const changes = await world.database.selectFrom('change').select('detail').execute()
    const set = changes.map(({ detail }) => JSON.parse(detail) as { field?: string; after?: string; lost?: string })
    const of = (field: string) => set.filter((each) => each.field === field).map(({ after, lost }) => after ?? lost)
    expect(of('website')).toEqual(['acme.example'])
    expect(of('city').toSorted()).toEqual(['Bath', 'Leeds', 'York'])
  })

  test('[SYNC3] asks again for decisions it lost: a customer that was added is there again, with what was typed since', async () => {
    const { msp, world } = pair
    const copy = await backUp()
    const { relationshipId } = await addCustomer.on(msp, {
      ...acme,
      companyName: 'Zenith',
      workEmail: 'z@zenith.example',
    })
    await msp.sync()
    const { accountDocumentId } = (await findRelationship(msp.store, relationshipId))!
    await editField.on(msp, accountDocumentId, 'phone', 'typed after the acknowledgement')
    await msp.sync()
    await restore(copy)
    await editField.on(msp, accountDocumentId, 'website', 'typed after the restore')
    await msp.sync()
    expect((await findRelationship(msp.store, relationshipId))?.facts.companyName).toBe('Zenith')
    expect(await serverValues(world, accountDocumentId)).toMatchObject({
      phone: 'typed after the acknowledgement',
      website: 'typed after the restore',
    })
    expect(await countRows(world, 'relationship')).toBe(2)
    expect(new Set(await outboxStates(msp))).toEqual(new Set(['settled']))
  })
})
