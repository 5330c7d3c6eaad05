/**
 * What the server's answers make of waiting items. Call inside the transaction that stores the records
 * which came with them, so that an edit is never in neither the overlay nor the confirmed state.
 */
import type { DocumentId } from '#shared/domain/ids.ts'
import type { RefusalCode } from '#shared/domain/refusal.ts'
import type { Answer, ItemAnswer } from '#shared/protocol/response.ts'
import { isWaiting, type OutboxItem } from '../local-store/outbox-item.ts'
import type { Device } from '../local-store/device.ts'
import { remakeDocument, startNewEpoch } from './remake-items.ts'

/** How long settled items stay, to be sent again should the server be restored from a backup (SYNC3). */
export const backupHorizonMs = 30 * 24 * 60 * 60 * 1000

/** The pure part: what one answer makes of one item. `remake` asks for its document to be made again. */
export function answerItem(item: OutboxItem, answer: Answer, now: number): { item: OutboxItem; remake: boolean } {
  switch (answer.outcome) {
    case 'accepted':
      return {
        item: { ...item, state: 'accepted', feedNumber: answer.feedNumber, answeredAt: now, code: null },
        remake: false,
      }
    case 'refused':
      // An earlier refusal left a gap, or a restored server lost what this builds on: nothing is wrong with the edit itself.
      if (answer.code === 'gap' || answer.code === 'incomplete')
        return { item: { ...item, state: 'queued' }, remake: true }
      return {
        item: {
          ...item,
          state: 'refused',
          code: answer.code,
          fieldErrors: answer.fields ?? {},
          answeredAt: now,
          predictions: [],
          body: endsAccess(answer.code) ? withoutSeen(item.body) : item.body,
        },
        remake: item.body.kind === 'edit',
      }
    case 'later':
    case 'fork':
      return { item: { ...item, state: 'queued' }, remake: false }
  }
}

function endsAccess(code: RefusalCode): boolean {
  return code === 'relationship-ended' || code === 'not-permitted'
}

/** Only what the person typed: what stood there before belongs to an account that is no longer theirs to see (PUSH4). */
function withoutSeen(body: OutboxItem['body']): OutboxItem['body'] {
  if (body.kind !== 'edit') return body
  const intents = body.intents.map((intent) =>
    intent.kind === 'set' ? { ...intent, before: '' } : { ...intent, deleted: [] },
  )
  return { ...body, intents }
}

/** Stores the answers; after a fork the whole store starts a new epoch. */
export async function settleAnswers(device: Device, answers: readonly ItemAnswer[]): Promise<void> {
  const { store, clock } = device
  const remake = new Set<DocumentId>()
  const items = await store.outbox.bulkGet(answers.map(({ number }) => number))
  const settled = items.flatMap((item, place) => {
    if (!item || !isWaiting(item)) return []
    const next = answerItem(item, answers[place]!.answer, clock.now())
    if (next.remake) for (const documentId of item.documentIds) remake.add(documentId)
    return [next.item]
  })
  await store.outbox.bulkPut(settled)
  if (answers.some(({ answer }) => answer.outcome === 'fork')) await startNewEpoch(device)
  else for (const documentId of remake) await remakeDocument(device, documentId)
}

/** Accepted items that the feed has brought back are settled: the confirmed state holds them now. */
export async function settleUpTo(device: Device, feedNumber: number): Promise<void> {
  const { store, clock } = device
  await store.outbox
    .where('state')
    .equals('accepted')
    .and((item) => (item.feedNumber ?? 0) <= feedNumber)
    .modify({ state: 'settled', predictions: [] })
  await store.outbox
    .where('answeredAt')
    .below(clock.now() - backupHorizonMs)
    .and((item) => item.state === 'settled')
    .delete()
}

/**
 * After a snapshot the server may be one that was restored from a backup: edits it acknowledged go up once
 * more under their own numbers. A server that has them answers as it did; one that lost them takes them (SYNC3).
 */
export async function sendEditsAgain({ store, clock }: Device): Promise<void> {
  // Older ones the server may have forgotten the answers of: it would take them for new.
  const horizon = clock.now() - backupHorizonMs
  await store.outbox
    .where('state')
    .anyOf('accepted', 'settled')
    .and((item) => item.body.kind === 'edit' && (item.answeredAt ?? 0) >= horizon)
    .modify({ state: 'sent', feedNumber: null })
}
