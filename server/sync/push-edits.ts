/**
 * Edits of one device, or of several that wait at the same moment, in one transaction. Stores are locked in the order
 * of their ids before any document (SYNC1). A refusal is found before anything is written, so that it is of one item,
 * or of one device's run, and never a neighbour's; what the database refuses makes each run go again by itself.
 */
import { Refusal } from '#shared/domain/refusal.ts'
import type { EditBody, Hello, Item } from '#shared/protocol/request.ts'
import type { Answer, ItemAnswer } from '#shared/protocol/response.ts'
import type { Access } from '../auth/access.ts'
import { askNewRecipients } from '../commands/alert/ask-new-recipients.ts'
import { EditBatch } from '../commands/edit-documents.ts'
import type { Database } from '../database/connection.ts'
import { giveWay } from '../database/give-way.ts'
import { runUnitOfWork, type FeedHeads, type UnitOfWork } from '../database/unit-of-work.ts'
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
import { budgets } from './budgets.ts'
import type { AppliedItem } from './kept-edits.ts'
import type { Spending } from './spending.ts'

export type EditItem = Item & { body: EditBody }

/** Enough to share one commit, few enough to keep others waiting only briefly. */
export const editsPerTransaction = 250

export interface EditRun {
  hello: Hello
  items: readonly EditItem[]
  /** Who sends them, as the transaction's database has them. Throws Refusal: signed-out. */
  authorise(database: Database): Promise<Access>
  /** What its edits cost is counted here, and when the budget is used up the rest is for later. */
  spending?: Spending | undefined
}

export interface RunAnswered {
  access: Access
  answers: ItemAnswer[]
  applied: AppliedItem[]
  /** Where feeds stood after the commit. */
  heads: FeedHeads
}

export type RunOutcome = RunAnswered | { error: unknown }

/** What became of each run, in their order; of each store there may be one. */
export async function pushEditRuns(services: Services, runs: readonly EditRun[]): Promise<RunOutcome[]> {
  try {
    const { result, heads } = await runUnitOfWork(services, (unit) => applyRuns(services, unit, runs))
    return result.map((outcome) => ('error' in outcome ? outcome : { ...outcome, heads }))
  } catch (error) {
    if (runs.length === 1) return [{ error }]
    const alone: RunOutcome[] = []
    for (const run of runs) alone.push(...(await pushEditRuns(services, [run])))
    return alone
  }
}

interface OpenRun {
  run: EditRun
  access: Access
  known: Known
}

async function applyRuns(services: Services, unit: UnitOfWork, runs: readonly EditRun[]) {
  const opened = new Map<EditRun, OpenRun | { error: Refusal }>()
  const inOrder = runs.toSorted((left, right) => (left.hello.storeId < right.hello.storeId ? -1 : 1))
  for (const run of inOrder) opened.set(run, await openRun(unit, run))
  const standing = runs.map((run) => opened.get(run)!)
  const ready = standing.filter((one): one is OpenRun => !('error' in one))
  const batch = await EditBatch.open(
    unit,
    services,
    ready.flatMap(({ run }) => run.items.map((item) => item.body)),
  )
  const outcomes = []
  for (const one of standing) outcomes.push('error' in one ? one : await applyRun(unit, batch, one))
  await askNewRecipients({ services, unit }, await batch.save())
  for (const { known } of ready) await saveKnown(unit, known)
  return outcomes
}

async function openRun(unit: UnitOfWork, run: EditRun): Promise<OpenRun | { error: Refusal }> {
  try {
    const access = await run.authorise(unit.trx)
    return { run, access, known: await readKnown(unit, access, run.hello, run.items) }
  } catch (error) {
    if (error instanceof Refusal) return { error }
    throw error
  }
}

/** After a fork nothing further of the run is applied. */
async function applyRun(unit: UnitOfWork, batch: EditBatch, { run, access, known }: OpenRun) {
  const answers: ItemAnswer[] = []
  const applied: AppliedItem[] = []
  for (const item of run.items) {
    await giveWay()
    const waitMs = run.spending?.waitMs(access) ?? 0
    const answer =
      earlierAnswer(known, item) ??
      (waitMs > 0
        ? ({ outcome: 'later', retryAfterMs: waitMs } as const)
        : applyEdit(unit, batch, access, known, run.hello, item, applied))
    run.spending?.add(access, { structs: Math.max(0, batch.takeStructsHeld() - budgets.structsFree) })
    answers.push(answerTo(item, answer))
    if (answer.outcome === 'fork') break
  }
  return { access, answers, applied }
}

function applyEdit(
  unit: UnitOfWork,
  batch: EditBatch,
  access: Access,
  known: Known,
  hello: Hello,
  item: EditItem,
  applied: AppliedItem[],
): Answer {
  let answer = accepted
  try {
    requireDependencies(known, item)
    const stamp = stampOf(unit, known, hello, item, {
      notBefore: Math.max(access.knownSince, batch.startOf(item.body)),
      lastStamp: batch.lastStampOf(item.body),
    })
    const edit = batch.apply(access, { ...item.body, itemId: item.id, storeId: known.store.id, stamp })
    applied.push({ number: item.number, documentId: item.body.documentId, at: stamp, receivedAt: unit.now, ...edit })
  } catch (error) {
    answer = refusalOf(error)
  }
  return answer.outcome === 'fork' ? answer : remember(known, item, answer)
}
