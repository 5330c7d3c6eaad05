/**
 * One exchange: everything that waits goes up, every answer and all news come down, in one request.
 * Answers are stored with the records that follow them and with the cursor, in one transaction (SYNC2).
 */
import { FrameReader, encodeFrames } from '#shared/protocol/frame.ts'
import type { RefusalCode } from '#shared/domain/refusal.ts'
import type { Hello } from '#shared/protocol/request.ts'
import { protocolVersion, wireLimits } from '#shared/protocol/version.ts'
import { readMeta } from '../local-store/local-store.ts'
import { isWaiting, type OutboxItem } from '../local-store/outbox-item.ts'
import { requireStoreId } from '../outbox/append-item.ts'
import type { Device } from '../local-store/device.ts'
import { FrameApplier, type Progress } from './apply-frames.ts'
import { readFrame } from './read-frame.ts'
import type { Transport } from './transport.ts'

export type ExchangeResult =
  | { outcome: 'done'; more: boolean }
  | { outcome: 'refused'; code: RefusalCode; retryAfterMs: number | null }

/** Rejects when the link breaks; what was committed by then stays, the rest is asked for again. */
export async function exchange(device: Device, transport: Transport, progress: Progress): Promise<ExchangeResult> {
  const { hello, items } = await prepare(device)
  const answer = await transport.exchange(encodeFrames([hello, ...items.map(toWire)]))
  if (!answer.ok) return { outcome: 'refused', code: answer.code, retryAfterMs: answer.retryAfterMs }
  const applier = new FrameApplier(device, progress)
  const reader = new FrameReader(wireLimits.requestBytes * 4)
  for await (const chunk of answer.body) {
    for (const value of reader.push(chunk)) {
      const frame = readFrame(value)
      if (frame.type === 'failure') return { outcome: 'refused', code: frame.code, retryAfterMs: null }
      await applier.take(frame)
    }
  }
  await applier.finish()
  return { outcome: 'done', more: (await countWaiting(device)) > 0 || !applier.sawCursor }
}

async function countWaiting(device: Device): Promise<number> {
  return device.store.outbox.where('state').anyOf('queued', 'sent').count()
}

/** Reads what waits and marks it as tried, so that it can't be changed any more. */
async function prepare(device: Device): Promise<{ hello: Hello; items: OutboxItem[] }> {
  const { store, clock } = device
  return store.transaction('rw', store.outbox, store.meta, async () => {
    const hello: Hello = {
      type: 'hello',
      protocol: protocolVersion,
      userId: device.user.id,
      storeId: await requireStoreId(device),
      cursor: await readMeta(store, 'cursor'),
      accessVersion: await readMeta(store, 'accessVersion'),
      sentAt: clock.now(),
    }
    const waiting = await store.outbox.where('state').anyOf('queued', 'sent').sortBy('number')
    const items = waiting.filter(isWaiting).slice(0, wireLimits.itemsPerExchange)
    for (const item of items) await store.outbox.update(item.number, { state: 'sent', attempts: item.attempts + 1 })
    return { hello, items }
  })
}

function toWire(item: OutboxItem) {
  const { number, id, relationshipId, dependsOn, editedAt, baseNumber, body } = item
  return { type: 'item', number, id, relationshipId, dependsOn, editedAt, baseNumber, body }
}
