/**
 * Push: a device's items in device order, each applied at most once and answered only after commit (PUSH1).
 * Edits that follow each other share a transaction; a command has its own. A refusal never stops the next item (PUSH2).
 */
import { Refusal } from '#shared/domain/refusal.ts'
import type { CommandBody, Hello, Item, UnreadableItem } from '#shared/protocol/request.ts'
import type { Answer, ItemAnswer } from '#shared/protocol/response.ts'
import { requireSessionAccess, type Access } from '../auth/access.ts'
import { carryOut } from '../decisions/carry-out.ts'
import { countTold } from '../decisions/look-up-limit.ts'
import { feedHead } from '../database/feed.ts'
import { runUnitOfWork, type FeedHeads, type UnitOfWork } from '../database/unit-of-work.ts'
import { errorFacts } from '../log.ts'
import type { Services } from '../services.ts'
import {
  accepted,
  answerTo,
  earlierAnswer,
  readKnown,
  refusalOf,
  remember,
  requireDependencies,
  saveKnown,
  stampOf,
  type Known,
} from './item-answers.ts'
import { findKept, type AppliedItem } from './kept-edits.ts'
import { editsPerTransaction, pushEditRuns, type EditItem, type EditRun } from './push-edits.ts'
import type { Spending } from './spending.ts'

type CommandItem = Item & { body: CommandBody }

export function isEdit(item: Item | UnreadableItem): item is EditItem {
  return !('unreadable' in item) && item.body.kind === 'edit'
}

/** Runs of edits of one transaction each; everything else alone. */
function* batches(items: readonly (Item | UnreadableItem)[]): Generator<EditItem[] | CommandItem | UnreadableItem> {
  let run: EditItem[] = []
  for (const item of items) {
    if (isEdit(item) && run.length < editsPerTransaction) {
      run.push(item)
      continue
    }
    if (run.length > 0) yield run
    run = isEdit(item) ? [item] : []
    if (!isEdit(item)) yield item as CommandItem | UnreadableItem
  }
  if (run.length > 0) yield run
}

/** Who pushes, and what their edits are counted against. */
export interface Pusher {
  access: Access
  sessionId: string
  spending: Spending | undefined
}

export interface Pushed {
  answers: ItemAnswer[]
  /** What the device enters by itself: to be left out of its news. */
  kept: AppliedItem[]
}

/**
 * Answers every item in order; every transaction asks whether the session still stands. After a fork nothing further is
 * applied: the device starts a new epoch. Throws Refusal: signed-out.
 */
export async function push(
  services: Services,
  { access, sessionId, spending }: Pusher,
  hello: Hello,
  items: readonly (Item | UnreadableItem)[],
): Promise<Pushed> {
  if (items.length === 0) return { answers: [], kept: [] }
  const answers: ItemAnswer[] = []
  const applied: AppliedItem[] = []
  for (const batch of batches(items)) {
    if (Array.isArray(batch))
      answers.push(...(await pushEdits(services, { sessionId, spending }, hello, batch, applied)))
    else if ('unreadable' in batch)
      answers.push(answerTo(batch, { outcome: 'refused', code: batch.unreadable, fields: null }))
    else answers.push(await pushCommand(services, sessionId, hello, batch))
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

/** Puts into answers decided before commit the feed number at which the device will find its items, and what it enters by itself. */
async function told(
  services: Services,
  access: Access,
  answers: readonly ItemAnswer[],
  kept: readonly AppliedItem[],
): Promise<ItemAnswer[]> {
  const keptByNumber = new Map(kept.map(({ number, seq, at, receivedAt }) => [number, { seq, at, receivedAt }]))
  return withFeedNumber(answers, await findFeedNumber(services, access)).map(({ number, answer }) =>
    answer.outcome === 'accepted'
      ? { number, answer: { ...answer, kept: keptByNumber.get(number) ?? null } }
      : { number, answer },
  )
}

/** By where the device has found all that is committed now; `heads`: what a transaction that just committed left. */
export async function findFeedNumber(services: Services, access: Access, heads?: FeedHeads): Promise<number> {
  return heads?.get(access.organisationId) ?? (await feedHead(services.database, access.organisationId)).number
}

export function withFeedNumber(answers: readonly ItemAnswer[], feedNumber: number): ItemAnswer[] {
  return answers.map(({ number, answer }) =>
    answer.outcome === 'accepted' ? { number, answer: { ...answer, feedNumber } } : { number, answer },
  )
}

async function pushEdits(
  services: Services,
  { sessionId, spending }: Omit<Pusher, 'access'>,
  hello: Hello,
  items: readonly EditItem[],
  applied: AppliedItem[],
): Promise<ItemAnswer[]> {
  const authorise: EditRun['authorise'] = (database) => requireSessionAccess(database, services.clock, sessionId)
  const [outcome] = await pushEditRuns(services, [{ authorise, hello, items, spending }])
  if ('error' in outcome!) throw outcome.error
  applied.push(...outcome!.applied)
  return outcome!.answers
}

/**
 * A refused command's own transaction is rolled back whole; the refusal is remembered in a second one. So is what nobody
 * foresaw: sent again for ever, it would hold back all that waits behind it (PUSH2).
 */
async function pushCommand(
  services: Services,
  sessionId: string,
  hello: Hello,
  item: CommandItem,
): Promise<ItemAnswer> {
  try {
    return await decideOnce(services, sessionId, hello, item, null)
  } catch (error) {
    if (error instanceof Refusal && error.code === 'signed-out') throw error
    if (!(error instanceof UnforeseenError)) return decideOnce(services, sessionId, hello, item, refusalOf(error))
    services.log.error(errorFacts(error.cause), `${item.body.name} could not be decided`)
    return decideOnce(services, sessionId, hello, item, failed)
  }
}

/** A fault of ours in a decision, which the same item would meet again. */
class UnforeseenError extends Error {}

/** What a database, a disk or a network says carries a code, and may be otherwise the next time: then nothing is said (FD8). */
function asUnforeseen(error: unknown): never {
  if (error instanceof Refusal || (error instanceof Error && 'code' in error)) throw error
  throw new UnforeseenError('a decision failed', { cause: error })
}

const failed: Answer = { outcome: 'refused', code: 'server-error', fields: null }

async function decideOnce(
  services: Services,
  sessionId: string,
  hello: Hello,
  item: CommandItem,
  refusal: Answer | null,
): Promise<ItemAnswer> {
  const { result } = await runUnitOfWork(services, async (unit) => {
    const access = await requireSessionAccess(unit.trx, services.clock, sessionId)
    const known = await readKnown(unit, access, hello, [item])
    let answer = earlierAnswer(known, item)
    if (!answer) {
      if (!refusal) await decide(services, unit, access, known, hello, item).catch(asUnforeseen)
      else if (refusal.outcome === 'refused') await countTold(services, unit, access, refusal.code)
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
  const stamp = stampOf(unit, known, hello, item, { notBefore: access.knownSince, lastStamp: 0 })
  await carryOut({ services, unit, access, storeId: known.store.id, itemId: item.id, stamp, waitedMs }, name, input)
}
