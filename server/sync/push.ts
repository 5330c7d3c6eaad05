/**
 * Push: a device's items in device order, each applied at most once and answered only after commit (PUSH1).
 * Edits that follow each other share a transaction; a command has its own. A refusal never stops the next item (PUSH2).
 */
import { createHash } from 'node:crypto'
import type { ItemId, UserId } from '#shared/domain/ids.ts'
import { Refusal } from '#shared/domain/refusal.ts'
import { consentCommands, consentLifetimeMs, isCommandName } from '#shared/protocol/command-inputs.ts'
import { encodeFrame } from '#shared/protocol/frame.ts'
import type { CommandBody, EditBody, Hello, Item, UnreadableItem } from '#shared/protocol/request.ts'
import type { Answer, ItemAnswer } from '#shared/protocol/response.ts'
import { loadAccess, type Access } from '../auth/access.ts'
import { decideCommand } from '../commands/decide.ts'
import { EditBatch } from '../commands/edit-documents.ts'
import {
  findAcceptedItems,
  findAnsweredItems,
  insertAnsweredItems,
  lockDeviceStore,
  saveDeviceStore,
  type AnsweredItem,
} from '../database/repository/device-store.ts'
import { feedHead, feedTimes } from '../database/feed.ts'
import { giveWay } from '../database/give-way.ts'
import type { DeviceStoreTable } from '../database/schema.ts'
import { runUnitOfWork, type UnitOfWork } from '../database/unit-of-work.ts'
import type { Services } from '../services.ts'
import { findKept, type AppliedItem } from './kept-edits.ts'
import { stampEdit } from './stamp.ts'

type EditItem = Item & { body: EditBody }
type CommandItem = Item & { body: CommandBody }

/** Enough to share one commit, few enough to keep others waiting only briefly. */
const editsPerTransaction = 250

const accepted: Answer = { outcome: 'accepted', feedNumber: 0, kept: null }

/** What an item is, as 128 bits: the same number with another hash is a fork. */
function hashItem(item: Item): string {
  return createHash('sha256')
    .update(encodeFrame([item.id, item.dependsOn, item.editedAt, item.body]))
    .digest('hex')
    .slice(0, 32)
}

function isEdit(item: Item): item is EditItem {
  return item.body.kind === 'edit'
}

/** Runs of edits of one transaction each; everything else alone. */
function* batches(items: readonly (Item | UnreadableItem)[]): Generator<EditItem[] | CommandItem | UnreadableItem> {
  let run: EditItem[] = []
  for (const item of items) {
    const edit = !('unreadable' in item) && isEdit(item) ? item : null
    if (edit && run.length < editsPerTransaction) {
      run.push(edit)
      continue
    }
    if (run.length > 0) yield run
    run = edit ? [edit] : []
    if (!edit) yield item as CommandItem | UnreadableItem
  }
  if (run.length > 0) yield run
}

export interface Pushed {
  answers: ItemAnswer[]
  /** What the device enters by itself: to be left out of its news. */
  kept: AppliedItem[]
}

/** Answers every item in order. After a fork nothing further is applied: the device starts a new epoch. */
export async function push(
  services: Services,
  access: Access,
  hello: Hello,
  items: readonly (Item | UnreadableItem)[],
): Promise<Pushed> {
  if (items.length === 0) return { answers: [], kept: [] }
  const answers: ItemAnswer[] = []
  const applied: AppliedItem[] = []
  for (const batch of batches(items)) {
    if (Array.isArray(batch)) answers.push(...(await pushEdits(services, access.userId, hello, batch, applied)))
    else if ('unreadable' in batch)
      answers.push(answerTo(batch, { outcome: 'refused', code: batch.unreadable, fields: null }))
    else answers.push(await pushCommand(services, access.userId, hello, batch))
    if (answers.at(-1)?.answer.outcome === 'fork')
      return { answers: await told(services, access, answers, []), kept: [] }
  }
  const kept = await findKept(services.database, access, hello.cursor, applied)
  return { answers: await told(services, access, answers, kept), kept }
}

/** To a device that has to take a snapshot first: what it brings back afterwards must not come in behind what it made since (SYNC3). */
export function putOff(items: readonly (Item | UnreadableItem)[]): Pushed {
  return { answers: items.map((item) => answerTo(item, { outcome: 'later', retryAfterMs: 0 })), kept: [] }
}

function answerTo(item: Pick<Item, 'number'>, answer: Answer): ItemAnswer {
  return { number: item.number, answer }
}

/** Puts into answers decided before commit the feed number at which the device will find its items, and what it enters by itself. */
async function told(
  services: Services,
  access: Access,
  answers: readonly ItemAnswer[],
  kept: readonly AppliedItem[],
): Promise<ItemAnswer[]> {
  const { number: feedNumber } = await feedHead(services.database, access.organisationId)
  const keptByNumber = new Map(kept.map(({ number, seq, at, receivedAt }) => [number, { seq, at, receivedAt }]))
  return answers.map(({ number, answer }) =>
    answer.outcome === 'accepted'
      ? { number, answer: { ...answer, feedNumber, kept: keptByNumber.get(number) ?? null } }
      : { number, answer },
  )
}

async function requireAccess(unit: Pick<UnitOfWork, 'trx'>, userId: UserId): Promise<Access> {
  const access = await loadAccess(unit.trx, userId)
  if (!access) throw new Refusal('signed-out')
  return access
}

async function requireStore(unit: UnitOfWork, access: Access, hello: Hello): Promise<DeviceStoreTable> {
  const store = await lockDeviceStore(unit.trx, hello.storeId, access, unit.now)
  if (store.user_id !== access.userId) throw new Refusal('not-permitted')
  return { ...store, seen_at: unit.now }
}

/** What the server knows of a run of items before it looks at them, read at once. */
interface Known {
  store: DeviceStoreTable
  answered: Map<number, AnsweredItem>
  /** Of these items and of what they depend on. */
  accepted: Set<ItemId>
  /** Feed number → when it was committed. */
  times: Map<number, number>
  fresh: (AnsweredItem & { number: number })[]
}

async function readKnown(unit: UnitOfWork, access: Access, hello: Hello, items: readonly Item[]): Promise<Known> {
  const store = await requireStore(unit, access, hello)
  const numbers = items.map((item) => item.number)
  return {
    store,
    answered: await findAnsweredItems(unit.trx, store.id, numbers),
    accepted: await findAcceptedItems(
      unit.trx,
      access.userId,
      items.flatMap((item) => [item.id, ...item.dependsOn]),
    ),
    times: await feedTimes(unit.trx, access.organisationId, [...new Set(items.map((item) => item.baseNumber))]),
    fresh: [],
  }
}

async function saveKnown(unit: UnitOfWork, { store, fresh }: Known): Promise<void> {
  await insertAnsweredItems(unit.trx, store, fresh, unit.now)
  await saveDeviceStore(unit.trx, store)
}

/** The answer this item already got, `fork` when its number is taken, null when it is new. */
function earlierAnswer(known: Known, item: Item): Answer | null {
  const { store, answered } = known
  const earlier = answered.get(item.number)
  if (earlier)
    return earlier.itemId === item.id && earlier.hash === hashItem(item) ? earlier.answer : { outcome: 'fork' }
  if (item.number <= store.last_number) return { outcome: 'fork' }
  // Numbered anew on the device after its answer was lost.
  return known.accepted.has(item.id) ? remember(known, item, accepted) : null
}

function remember({ store, answered, accepted: taken, fresh }: Known, item: Item, answer: Answer): Answer {
  const kept = { number: item.number, itemId: item.id, hash: hashItem(item), answer }
  store.last_number = item.number
  answered.set(item.number, kept)
  if (answer.outcome === 'accepted') taken.add(item.id)
  fresh.push(kept)
  return answer
}

function refusalOf(error: unknown): Answer {
  if (!(error instanceof Refusal)) throw error
  if (error.code === 'fork') return { outcome: 'fork' }
  return { outcome: 'refused', code: error.code, fields: error.fields ?? null }
}

function requireDependencies({ accepted: taken }: Known, item: Item): void {
  if (!item.dependsOn.every((id) => taken.has(id))) throw new Refusal('depends-on-refused')
}

function stampOf(unit: UnitOfWork, { store, times }: Known, hello: Hello, item: Item): number {
  const baseAt = times.get(item.baseNumber) ?? 0
  return stampEdit({
    now: unit.now,
    sentAt: hello.sentAt,
    editedAt: item.editedAt,
    baseAt,
    lastStamp: store.last_stamp,
  })
}

async function pushEdits(
  services: Services,
  userId: UserId,
  hello: Hello,
  items: EditItem[],
  applied: AppliedItem[],
): Promise<ItemAnswer[]> {
  const { result } = await runUnitOfWork(services, async (unit) => {
    const access = await requireAccess(unit, userId)
    const known = await readKnown(unit, access, hello, items)
    const batch = await EditBatch.open(
      unit,
      access,
      items.map((item) => item.body),
    )
    const answers: ItemAnswer[] = []
    const appliedHere: AppliedItem[] = []
    for (const item of items) {
      await giveWay()
      const answer = earlierAnswer(known, item) ?? applyEdit(unit, batch, known, hello, item, appliedHere)
      answers.push(answerTo(item, answer))
      if (answer.outcome === 'fork') break
    }
    await batch.save()
    await saveKnown(unit, known)
    return { answers, appliedHere }
  })
  applied.push(...result.appliedHere)
  return result.answers
}

function applyEdit(
  unit: UnitOfWork,
  batch: EditBatch,
  known: Known,
  hello: Hello,
  item: EditItem,
  applied: AppliedItem[],
): Answer {
  let answer = accepted
  try {
    requireDependencies(known, item)
    const stamp = stampOf(unit, known, hello, item)
    const edit = batch.apply({ ...item.body, itemId: item.id, storeId: known.store.id, stamp })
    known.store.last_stamp = stamp
    applied.push({ number: item.number, documentId: item.body.documentId, at: stamp, receivedAt: unit.now, ...edit })
  } catch (error) {
    answer = refusalOf(error)
  }
  return answer.outcome === 'fork' ? answer : remember(known, item, answer)
}

/** A refused command's own transaction is rolled back whole; the refusal is remembered in a second one. */
async function pushCommand(services: Services, userId: UserId, hello: Hello, item: CommandItem): Promise<ItemAnswer> {
  try {
    return await decideOnce(services, userId, hello, item, null)
  } catch (error) {
    if (error instanceof Refusal && error.code === 'signed-out') throw error
    return decideOnce(services, userId, hello, item, refusalOf(error))
  }
}

async function decideOnce(
  services: Services,
  userId: UserId,
  hello: Hello,
  item: CommandItem,
  refusal: Answer | null,
): Promise<ItemAnswer> {
  const { result } = await runUnitOfWork(services, async (unit) => {
    const access = await requireAccess(unit, userId)
    const known = await readKnown(unit, access, hello, [item])
    let answer = earlierAnswer(known, item)
    if (!answer) {
      if (!refusal) await decide(services, unit, access, known, hello, item)
      answer = remember(known, item, refusal ?? accepted)
    }
    await saveKnown(unit, known)
    return answer
  })
  return answerTo(item, result)
}

async function decide(
  services: Services,
  unit: UnitOfWork,
  access: Access,
  known: Known,
  hello: Hello,
  item: CommandItem,
): Promise<void> {
  const { name, input } = item.body
  requireDependencies(known, item)
  const waitedMs = hello.sentAt - item.editedAt
  if (isCommandName(name) && consentCommands.includes(name) && waitedMs > consentLifetimeMs)
    throw new Refusal('consent-too-old')
  const stamp = stampOf(unit, known, hello, item)
  await decideCommand({ services, unit, access, storeId: known.store.id, itemId: item.id, stamp }, name, input)
}
