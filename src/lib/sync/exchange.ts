/**
 * One exchange: everything that waits goes up, every answer and all news come down, in one request.
 * Answers are stored with the records that follow them and with the cursor, in one transaction (SYNC2).
 */
import { FrameReader } from '#shared/protocol/frame.ts'
import type { RefusalCode } from '#shared/domain/refusal.ts'
import { encodeRequest, itemBytes, type Hello, type Item } from '#shared/protocol/request.ts'
import { protocolVersion, wireLimits } from '#shared/protocol/version.ts'
import { readKinds } from '#shared/records/kinds.ts'
import { readMeta } from '../local-store/local-store.ts'
import { countWaiting, readWaiting } from '../local-store/read-outbox.ts'
import { storing } from '../local-store/storing.ts'
import type { OutboxItem } from '../local-store/outbox-item.ts'
import { requireStoreId } from '../outbox/append-item.ts'
import { seenBy } from '../outbox/seen-by.ts'
import { sittingLeftMs } from '../outbox/sitting.ts'
import type { Device } from '../local-store/device.ts'
import { FrameApplier, type Progress } from './apply-frames.ts'
import type { LiveLane } from './live-lane.ts'
import { CutError, readAhead } from './read-ahead.ts'
import { readFrame } from './read-frame.ts'
import type { Transport } from './transport.ts'

export type ExchangeResult =
  /** `held`: the last of what waits is still being typed; `more`: more waits than that, or more is to come. */
  | { outcome: 'done'; more: boolean; held: boolean }
  | { outcome: 'refused'; code: RefusalCode; retryAfterMs: number | null }

export interface ExchangeOptions {
  /** Leave what the person is in the middle of typing for later. */
  holdTyping?: boolean
  /** Ask only: what waits is not entrusted to a link that doesn't answer, and so can still be taken back. */
  withoutItems?: boolean
  /** The live lane brings the news: nothing to send is nothing to ask. */
  following?: boolean
  /** The most items at once, and the most records in a page: where links were cut (SYNC7). */
  mostItems?: number | undefined
  page?: number | undefined
  /** Told before items go out, how many. */
  sending?: (items: number) => void
  /** Told when the server has answered, whatever becomes of the answer. */
  heard?: () => void
}

/** Rejects when the link breaks; what came whole by then stays, the rest is asked for again. Throws CutError when it broke while the answer came. */
export async function exchange(
  device: Device,
  transport: Transport,
  progress: Progress,
  options: ExchangeOptions = {},
): Promise<ExchangeResult> {
  const { body, held, items } = await prepare(device, options)
  if (held && items === 0 && options.following) return { outcome: 'done', more: false, held }
  if (items > 0) options.sending?.(items)
  const answer = await transport.exchange(body)
  if (!answer.ok) {
    options.heard?.()
    return { outcome: 'refused', code: answer.code, retryAfterMs: answer.retryAfterMs }
  }
  const applier = new FrameApplier(device, progress)
  const reader = new FrameReader(wireLimits.requestBytes * 4)
  let heard = false
  try {
    for await (const chunk of readAhead(answer.body)) {
      heard = true
      for (const value of reader.push(chunk)) {
        const frame = readFrame(value)
        options.heard?.()
        if (frame === null) continue
        if (frame.type === 'failure') return { outcome: 'refused', code: frame.code, retryAfterMs: null }
        await applier.take(frame)
      }
    }
    // Cut off where no frame ends, or never begun: not an exchange, whatever the status said.
    if (reader.unfinished || !heard) throw new CutError()
  } catch (error) {
    if (!(error instanceof CutError)) throw error
    await applier.keep()
    error.stored = applier.stored
    throw error
  }
  await applier.finish()
  return { outcome: 'done', more: (await countWaiting(device.store)) > Number(held) || !applier.sawCursor, held }
}

/**
 * What waits, over the open lane instead (SYNC6): its answers come back there, before the news that hold their
 * effect. Null when there is nothing to send, it is more than a message may be, or no answer came: then an exchange is due.
 * `turn` runs what touches the store, which the lane's frames must be able to do while answers are waited for.
 */
export async function exchangeOverLane(
  device: Device,
  lane: Pick<LiveLane, 'push'>,
  turn: <Result>(work: () => Promise<Result>) => Promise<Result>,
  options: ExchangeOptions = {},
): Promise<ExchangeResult | null> {
  const { body, held, items } = await turn(() => prepare(device, options))
  if (items === 0 || body.length > wireLimits.socketMessageBytes) return null
  options.sending?.(items)
  if (!(await lane.push(body))) return null
  return { outcome: 'done', more: (await countWaiting(device.store)) > Number(held), held }
}

/** Reads what waits and marks it as tried, so that it can't be changed any more; resolves to the request's body. */
async function prepare(
  device: Device,
  { holdTyping = false, withoutItems = false, mostItems = wireLimits.itemsPerExchange, page }: ExchangeOptions,
): Promise<{ body: Uint8Array; items: number; held: boolean }> {
  const { store, clock } = device
  return storing(() =>
    store.transaction('rw', store.outbox, store.meta, async () => {
      const resume = await readMeta(store, 'resume')
      const hello: Hello = {
        type: 'hello',
        protocol: protocolVersion,
        userId: device.user.id,
        storeId: await requireStoreId(device),
        kinds: readKinds,
        held: await readMeta(store, 'held'),
        cursor: await readMeta(store, 'cursor'),
        accessVersion: await readMeta(store, 'accessVersion'),
        sentAt: clock.now(),
        ...(page !== undefined && { page }),
        ...(resume && { resume: resume.place }),
      }
      const waiting = withoutItems ? [] : await readWaiting(store)
      const sent: OutboxItem[] = []
      const items: Item[] = []
      let room: number = wireLimits.requestBytes - helloBytes
      let held = false
      for (const item of waiting.slice(0, Math.min(mostItems, wireLimits.itemsPerExchange))) {
        // Whoever did something else since has left the field: only the last is held, and nothing has to overtake it.
        held = holdTyping && item === waiting.at(-1) && sittingLeftMs(item, clock.now()) > 0
        if (held) break
        const wired = toWire(item)
        room -= itemBytes(wired)
        // What doesn't fit goes with the next request.
        if (room < 0 && items.length > 0) break
        items.push(wired)
        sent.push({ ...item, state: 'sent', attempts: item.attempts + 1 })
      }
      await store.outbox.bulkPut(sent)
      return { body: encodeRequest(hello, items), items: items.length, held }
    }),
  )
}

/** More than a greeting ever takes. */
const helloBytes = 4000

function toWire({ number, id, dependsOn, editedAt, baseNumber, body }: OutboxItem): Item {
  if (body.kind === 'command') return { number, id, dependsOn, editedAt, baseNumber, body }
  const { intents, ...edit } = body
  return { number, id, dependsOn, editedAt, baseNumber, body: { ...edit, seen: seenBy(intents) } }
}
