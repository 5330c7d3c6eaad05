/**
 * Push: a device's items in device order, each applied at most once and answered only after commit (PUSH1).
 * Edits that follow each other share a transaction; a command has its own. A refusal never stops the next item (PUSH2).
 */
import { createHash } from 'node:crypto'
import type { UserId } from '#shared/domain/ids.ts'
import { Refusal } from '#shared/domain/refusal.ts'
import { consentCommands, consentLifetimeMs, isCommandName } from '#shared/protocol/command-inputs.ts'
import { encodeFrame } from '#shared/protocol/frame.ts'
import type { CommandBody, EditBody, Hello, Item } from '#shared/protocol/request.ts'
import type { Answer, Frame } from '#shared/protocol/response.ts'
import { loadAccess, type Access } from '../auth/access.ts'
import { decideCommand } from '../commands/decide.ts'
import { editDocument } from '../commands/edit-document.ts'
import { allAccepted, findAnsweredItem, isAccepted, insertAnsweredItem, lockDeviceStore, saveDeviceStore } from '../database/repository/device-store.ts'
import { lockDocuments } from '../database/repository/document.ts'
import { feedHead, feedTime } from '../database/feed.ts'
import type { DeviceStoreTable } from '../database/schema.ts'
import { runUnitOfWork, type UnitOfWork } from '../database/unit-of-work.ts'
import type { Services } from '../services.ts'
import { stampEdit } from './stamp.ts'

type EditItem = Item & { body: EditBody }
type CommandItem = Item & { body: CommandBody }
type AnswerFrame = Extract<Frame, { type: 'answer' }>

const editsPerTransaction = 100

const accepted: Answer = { outcome: 'accepted', feedNumber: 0 }

/** What an item is, as 128 bits: the same number with another hash is a fork. */
function hashItem(item: Item): string {
  return createHash('sha256').update(encodeFrame([item.id, item.relationshipId, item.dependsOn, item.editedAt, item.body])).digest('hex').slice(0, 32)
}

function isEdit(item: Item): item is EditItem {
  return item.body.kind === 'edit'
}

/** Runs of edits of one transaction each; commands alone. */
function* batches(items: readonly Item[]): Generator<EditItem[] | CommandItem> {
  let run: EditItem[] = []
  for (const item of items) {
    if (isEdit(item) && run.length < editsPerTransaction) {
      run.push(item)
      continue
    }
    if (run.length > 0) yield run
    run = isEdit(item) ? [item] : []
    if (!isEdit(item)) yield item as CommandItem
  }
  if (run.length > 0) yield run
}

/** Answers every item in order. After a fork nothing further is applied: the device starts a new epoch. */
export async function push(services: Services, userId: UserId, hello: Hello, items: readonly Item[]): Promise<AnswerFrame[]> {
  const frames: AnswerFrame[] = []
  for (const batch of batches(items)) {
    const answered = Array.isArray(batch) ? await pushEdits(services, userId, hello, batch) : [await pushCommand(services, userId, hello, batch)]
    frames.push(...answered)
    if (answered.some(({ answer }) => answer.outcome === 'fork')) break
  }
  return frames
}

function frameOf(item: Item, answer: Answer): AnswerFrame {
  return { type: 'answer', number: item.number, id: item.id, answer }
}

/** Puts the feed number at which the device will find its items into answers decided before commit. */
async function withFeedNumber(services: Services, access: Access, answers: readonly AnswerFrame[]): Promise<AnswerFrame[]> {
  const head = await feedHead(services.database, access.organisationId)
  return answers.map((frame) => (frame.answer.outcome === 'accepted' ? { ...frame, answer: { outcome: 'accepted', feedNumber: head.number } } : frame))
}

async function requireAccess(unit: Pick<UnitOfWork, 'trx'>, userId: UserId): Promise<Access> {
  const access = await loadAccess(unit.trx, userId)
  if (!access) throw new Refusal('signed-out')
  return access
}

async function requireStore(unit: UnitOfWork, userId: UserId, hello: Hello): Promise<DeviceStoreTable> {
  const store = await lockDeviceStore(unit.trx, hello.storeId, userId, unit.now)
  if (store.user_id !== userId) throw new Refusal('not-permitted')
  return { ...store, seen_at: unit.now }
}

/** The answer this item already got, `fork` when its number is taken, null when it is new. */
async function earlierAnswer(unit: UnitOfWork, store: DeviceStoreTable, item: Item): Promise<Answer | null> {
  const known = await findAnsweredItem(unit.trx, store.id, item.number)
  if (known) return known.itemId === item.id && known.hash === hashItem(item) ? known.answer : { outcome: 'fork' }
  if (item.number <= store.last_number) return { outcome: 'fork' }
  if (!(await isAccepted(unit.trx, store.user_id, item.id))) return null
  await remember(unit, store, item, accepted)
  return accepted
}

async function remember(unit: UnitOfWork, store: DeviceStoreTable, item: Item, answer: Answer): Promise<void> {
  store.last_number = item.number
  await insertAnsweredItem(unit.trx, store.id, item.number, { itemId: item.id, hash: hashItem(item), answer }, unit.now)
}

function refusalOf(error: unknown): Answer {
  if (!(error instanceof Refusal)) throw error
  if (error.code === 'fork') return { outcome: 'fork' }
  return { outcome: 'refused', code: error.code, ...(error.fields && { fields: error.fields }) }
}

async function pushEdits(services: Services, userId: UserId, hello: Hello, items: EditItem[]): Promise<AnswerFrame[]> {
  const { result } = await runUnitOfWork(services, async (unit) => {
    const access = await requireAccess(unit, userId)
    const store = await requireStore(unit, userId, hello)
    await lockDocuments(unit.trx, items.map((item) => item.body.documentId))
    const frames: AnswerFrame[] = []
    for (const item of items) {
      const answer = await applyEdit(unit, access, store, hello, item)
      frames.push(frameOf(item, answer))
      if (answer.outcome === 'fork') break
    }
    await saveDeviceStore(unit.trx, store)
    return { access, frames }
  })
  return withFeedNumber(services, result.access, result.frames)
}

async function applyEdit(unit: UnitOfWork, access: Access, store: DeviceStoreTable, hello: Hello, item: EditItem): Promise<Answer> {
  const earlier = await earlierAnswer(unit, store, item)
  if (earlier) return earlier
  let answer = accepted
  try {
    if (!(await allAccepted(unit.trx, access.userId, item.dependsOn))) throw new Refusal('depends-on-refused')
    const stamp = await stampOf(unit, access, store, hello, item)
    await editDocument(unit, access, { ...item.body, itemId: item.id, storeId: store.id, stamp })
    store.last_stamp = stamp
  } catch (error) {
    answer = refusalOf(error)
  }
  if (answer.outcome !== 'fork') await remember(unit, store, item, answer)
  return answer
}

async function stampOf(unit: UnitOfWork, access: Access, store: DeviceStoreTable, hello: Hello, item: Item): Promise<number> {
  const baseAt = await feedTime(unit.trx, access.organisationId, item.baseNumber)
  return stampEdit({ now: unit.now, sentAt: hello.sentAt, editedAt: item.editedAt, baseAt, lastStamp: store.last_stamp })
}

/** A refused command's own transaction is rolled back whole; the refusal is remembered in a second one. */
async function pushCommand(services: Services, userId: UserId, hello: Hello, item: CommandItem): Promise<AnswerFrame> {
  try {
    return await decideOnce(services, userId, hello, item, null)
  } catch (error) {
    if (error instanceof Refusal && error.code === 'signed-out') throw error
    return decideOnce(services, userId, hello, item, refusalOf(error))
  }
}

async function decideOnce(services: Services, userId: UserId, hello: Hello, item: CommandItem, refusal: Answer | null): Promise<AnswerFrame> {
  const { result } = await runUnitOfWork(services, async (unit) => {
    const access = await requireAccess(unit, userId)
    const store = await requireStore(unit, userId, hello)
    const earlier = await earlierAnswer(unit, store, item)
    if (earlier) {
      await saveDeviceStore(unit.trx, store)
      return { access, answer: earlier }
    }
    if (!refusal) await decide(services, unit, access, store, hello, item)
    await remember(unit, store, item, refusal ?? accepted)
    await saveDeviceStore(unit.trx, store)
    return { access, answer: refusal ?? accepted }
  })
  const [frame] = await withFeedNumber(services, result.access, [frameOf(item, result.answer)])
  return frame!
}

async function decide(services: Services, unit: UnitOfWork, access: Access, store: DeviceStoreTable, hello: Hello, item: CommandItem): Promise<void> {
  const { name, input } = item.body
  if (!(await allAccepted(unit.trx, access.userId, item.dependsOn))) throw new Refusal('depends-on-refused')
  const waitedMs = hello.sentAt - item.editedAt
  if (isCommandName(name) && consentCommands.includes(name) && waitedMs > consentLifetimeMs) throw new Refusal('consent-too-old')
  const stamp = await stampOf(unit, access, store, hello, item)
  await decideCommand({ services, unit, access, storeId: store.id, itemId: item.id, stamp }, name, input)
}
