import { listRelationshipIds } from './stored.ts'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { digits, encodePage, ids } from '#shared/protocol/columns.ts'
import { relationshipPage } from './stored.ts'
import { answerColumns, type Frame } from '#shared/protocol/response.ts'
import { versionOf } from '#shared/records/record-kind.ts'
import { relationshipKind } from '#shared/records/relationship.ts'
import { editField } from '#lib/commands/facts/edit-field.ts'
import type { OutboxItem } from '#lib/local-store/outbox-item.ts'
import { readMeta } from '#lib/local-store/local-store.ts'
import { FrameApplier, GapError } from '#lib/sync/apply-frames.ts'
import { readFrame, UnknownFrameError } from '#lib/sync/read-frame.ts'
import { accountIdOf, dumpStore, outboxOf, outboxStates } from './read-world.ts'
import { openPair, type Pair } from './world.ts'
import { findRelationship, listDocumentIds } from './stored.ts'

let pair: Pair
beforeEach(async () => {
  pair = await openPair()
})
afterEach(() => pair.world.close())

/** A frame of this device's one relationship under another name, as of a feed number. */
async function renamed(companyName: string, number: number): Promise<Frame> {
  const {
    number: _number,
    generation: _generation,
    ...record
  } = (await findRelationship(pair.msp.store, pair.relationshipId))!
  const page = relationshipPage([{ ...record, facts: { ...record.facts, companyName } }])
  return { type: 'records', kind: 'relationship', version: versionOf(relationshipKind), number, page }
}

async function cursorAfter(after: number, number: number): Promise<Frame> {
  return { type: 'cursor', after, cursor: { number, entryId: 'x' }, serverNow: 0 }
}

async function take(...frames: Frame[]): Promise<void> {
  const applier = new FrameApplier(pair.msp, () => undefined)
  for (const frame of frames) await applier.take(frame)
  await applier.finish()
}

async function shownName(): Promise<string | undefined> {
  return (await findRelationship(pair.msp.store, pair.relationshipId))?.facts.companyName
}

async function known(): Promise<number> {
  return (await readMeta(pair.msp.store, 'cursor'))!.number
}

describe('Frames on the device', () => {
  test('[SYNC5] an older record never overwrites a newer one', async () => {
    const start = await known()
    await take(await renamed('Newer', start + 5), await cursorAfter(start, start + 5))
    await take(await renamed('Older', start + 3), await cursorAfter(start + 5, start + 6))
    expect(await shownName()).toBe('Newer')
    await take(await renamed('Newest', start + 7), await cursorAfter(start + 6, start + 7))
    expect(await shownName()).toBe('Newest')
  })

  test('[SYNC3] but a snapshot of a server that went back in time does', async () => {
    const start = await known()
    await take(await renamed('Newer', start + 500), await cursorAfter(start, start + 500))
    const begin: Frame = {
      type: 'snapshot-begin',
      incarnation: 'again',
      accessVersion: 1,
      records: 1,
    }
    await take(begin, await renamed('Restored', 2), { type: 'snapshot-end' }, await cursorAfter(0, 2))
    expect([await shownName(), await known()]).toEqual(['Restored', 2])
    expect(await listDocumentIds(pair.msp.store)).toEqual(new Set())
  })

  test('[SYNC6] a run that doesn’t follow the cursor is a gap and leaves nothing behind', async () => {
    const before = await dumpStore(pair.msp)
    const start = await known()
    await expect(
      take(await renamed('From the future', start + 9), await cursorAfter(start + 4, start + 9)),
    ).rejects.toThrow(GapError)
    expect(await dumpStore(pair.msp)).toBe(before)
  })

  test('[SYNC6] a run that is here already is passed over', async () => {
    const before = await dumpStore(pair.msp)
    const start = await known()
    await take(await renamed('Old news', start - 1), await cursorAfter(start - 3, start - 1))
    expect(await dumpStore(pair.msp)).toBe(before)
  })

  test('[SYNC4][SYNC6] a list of what may be seen that an exchange has overtaken takes nothing away', async () => {
    const start = await known()
    const accessVersion = await readMeta(pair.msp.store, 'accessVersion')
    const noIds = encodePage(ids(), [])
    const nothing = { roots: noIds, parties: encodePage(digits(), []) }
    await take({ type: 'visible', accessVersion, ...nothing }, await cursorAfter(start - 3, start - 1))
    expect((await listRelationshipIds(pair.msp.store)).size).toBe(1)
    await take(
      { type: 'visible', accessVersion: accessVersion + 1, ...nothing },
      await cursorAfter(start - 3, start - 1),
    )
    expect((await listRelationshipIds(pair.msp.store)).size).toBe(0)
  })

  test('[DEV2] pages of a snapshot that come quickly are stored together, those of a slow link as they come', async () => {
    const received: number[] = []
    const applier = new FrameApplier(pair.msp, (state) => state && received.push(state.received))
    const page = await renamed('Snapshot', 2)
    await applier.take({ type: 'snapshot-begin', incarnation: 'new', accessVersion: 1, records: 20 })
    for (let quick = 0; quick < 9; quick++) await applier.take(page)
    expect(received, 'the first at once, eight together').toEqual([0, 1, 9])
    for (let slow = 0; slow < 2; slow++) {
      pair.world.clock.advance(1000)
      await applier.take(page)
    }
    expect(received).toEqual([0, 1, 9, 10, 11])
  })

  test('[FD4][DEV2] a clock that is put right in between doesn’t keep pages of a slow link waiting', async () => {
    const received: number[] = []
    const applier = new FrameApplier(pair.msp, (state) => state && received.push(state.received))
    const page = await renamed('Snapshot', 2)
    await applier.take({ type: 'snapshot-begin', incarnation: 'new', accessVersion: 1, records: 20 })
    await applier.take(page)
    pair.world.clock.advance(-365 * 24 * 60 * 60_000)
    await applier.take(page)
    expect(received).toEqual([0, 1, 2])
  })

  test('[SYNC3][PUSH1] what was taken is believed only with the cursor that reaches it', async () => {
    await editField.on(pair.msp, await accountIdOf(pair), 'phone', '+49 1')
    const [{ number }] = (await outboxOf(pair.msp)).slice(-1) as [OutboxItem]
    await pair.msp.store.outbox.update(number, { state: 'sent' })
    const at = await known()
    const answer = { outcome: 'accepted' as const, feedNumber: at + 2, kept: null }
    const answers: Frame = { type: 'answers', page: encodePage(answerColumns, [{ number, answer }]) }
    await take(answers)
    await take(answers, await cursorAfter(at, at + 1))
    expect((await outboxStates(pair.msp)).at(-1)).toBe('sent')
    await take(answers, await cursorAfter(at + 1, at + 2))
    expect((await outboxStates(pair.msp)).at(-1)).toBe('settled')
  })

  test('[SYNC2] without its cursor nothing is stored', async () => {
    const before = await dumpStore(pair.msp)
    await take(await renamed('Half', (await known()) + 1))
    expect(await dumpStore(pair.msp)).toBe(before)
  })

  test.each<[string, unknown]>([
    ['a type that is no word', { type: 7 }],
    ['no object', 7],
    ['a record of another form', { type: 'records', kind: 'relationship', version: 1, number: 1, page: 'x' }],
    ['a negative number', { type: 'forget', number: -1, kind: 'change', page: new Uint8Array() }],
  ])('[SYNC2] %s is not read as a frame', (_what, value) => {
    expect(() => readFrame(value)).toThrow(UnknownFrameError)
  })

  test('[SYNC2] a frame of a type that a newer server may have is passed over, and so are records of an unknown kind', async () => {
    expect(readFrame({ type: 'dance', steps: 3 })).toBeNull()
    const before = await dumpStore(pair.msp, ['meta'])
    const at = await known()
    await take(
      { type: 'records', kind: 'dance', version: 1, number: at, page: new Uint8Array([1, 2, 3]) },
      { type: 'forget', kind: 'dance', number: at, page: new Uint8Array([1, 2, 3]) },
      await cursorAfter(at, at + 1),
    )
    expect(await dumpStore(pair.msp, ['meta'])).toBe(before)
  })
})
