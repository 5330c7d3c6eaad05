/**
 * What the server's answers make of waiting items. Call inside the transaction that stores the records
 * which came with them, so that an edit is never in neither the overlay nor the confirmed state.
 */
import { findDecision } from '#shared/decisions/registry.ts'
import type { DocumentId } from '#shared/domain/ids.ts'
import type { RefusalCode } from '#shared/domain/refusal.ts'
import type { Answer, ItemAnswer } from '#shared/protocol/response.ts'
import { relationshipKind } from '#shared/records/relationship.ts'
import { knownIds } from '../local-store/stored-records.ts'
import { isWaiting, type OutboxItem } from '../local-store/outbox-item.ts'
import type { Device } from '../local-store/device.ts'
import { remakeDocuments, startNewEpoch } from './remake-items.ts'

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
      // The account goes on in another, on which it is made again as soon as that is here.
      if (answer.code === 'document-replaced')
        return { item: { ...item, state: 'queued', code: answer.code }, remake: false }
      return {
        item: {
          ...item,
          state: 'refused',
          code: answer.code,
          fieldErrors: answer.fields ?? {},
          answeredAt: now,
          predictions: [],
          foretells: [],
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

/**
 * Sent once more after a snapshot, about an account that was taken from the MSP meanwhile: it had taken effect and
 * is none of their business any more. A customer keeps the account and is told.
 */
function endedWithAccess({ user }: Device, item: OutboxItem, answer: Answer): boolean {
  const isEnded = answer.outcome === 'refused' && answer.code === 'relationship-ended'
  return isEnded && item.answeredAt !== null && user.organisationKind === 'msp'
}

/** Stores the answers; after a fork the whole store starts a new epoch. */
export async function settleAnswers(device: Device, answers: readonly ItemAnswer[]): Promise<void> {
  const { store, clock } = device
  const remake = new Set<DocumentId>()
  const items = await store.outbox.bulkGet(answers.map(({ number }) => number))
  const settled: OutboxItem[] = []
  for (const [place, item] of items.entries()) {
    const { number, answer } = answers[place]!
    if (!item || !isWaiting(item)) continue
    if (endedWithAccess(device, item, answer)) {
      await store.outbox.delete(number)
      continue
    }
    const next = answerItem(item, answer, clock.now())
    settled.push(next.item)
    if (next.remake) for (const documentId of item.documentIds) remake.add(documentId)
  }
  await store.outbox.bulkPut(settled)
  if (answers.some(({ answer }) => answer.outcome === 'fork')) await startNewEpoch(device)
  else await remakeDocuments(device, remake)
}

/** Accepted items that the feed has brought back are settled: the confirmed state holds them now. */
export async function settleUpTo(device: Device, feedNumber: number): Promise<void> {
  const { store, clock } = device
  const arrived = store.outbox
    .where('state')
    .equals('accepted')
    .and((item) => (item.feedNumber ?? 0) <= feedNumber)
  const gone = await aboutNothingHere(device, await arrived.toArray())
  await store.outbox.bulkDelete(gone)
  await arrived.modify({ state: 'settled', predictions: [], foretells: [] })
  await store.outbox
    .where('answeredAt')
    .below(clock.now() - backupHorizonMs)
    .and((item) => item.state === 'settled')
    .delete()
}

/** Numbers of an MSP's items whose account is not here any more: sent work is kept, but not for those. */
async function aboutNothingHere({ store, user }: Device, items: readonly OutboxItem[]): Promise<number[]> {
  if (user.organisationKind !== 'msp') return []
  const ids = [...new Set(items.flatMap(({ relationshipId }) => relationshipId ?? []))]
  const here = await knownIds(store, relationshipKind, ids)
  const gone = new Set(ids.filter((id) => !here.has(id)))
  return items.filter(({ relationshipId }) => relationshipId && gone.has(relationshipId)).map(({ number }) => number)
}

/** All a reminder does is a mail, and that is in its inbox whatever the server lost. */
function isReminder({ body }: OutboxItem): boolean {
  const decision = body.kind === 'command' ? findDecision(body.name) : undefined
  return decision?.about === 'relationship' && decision.reminder
}

/**
 * After a snapshot the server may be one that was restored from a backup: what it acknowledged, edits and
 * decisions alike, goes up once more under its own number. A server that has it answers as it did and does nothing
 * again; one that lost it takes it, or refuses it where the person sees it (SYNC3).
 */
export async function sendItemsAgain({ store, clock }: Device): Promise<void> {
  // Older ones the server may have forgotten the answers of: it would take them for new.
  const horizon = clock.now() - backupHorizonMs
  await store.outbox
    .where('state')
    .anyOf('accepted', 'settled')
    .and((item) => !isReminder(item) && (item.answeredAt ?? 0) >= horizon)
    // What the device had seen when it was made is a number of a past that may be gone.
    .modify({ state: 'sent', feedNumber: null, baseNumber: 0 })
  // What stands on something that is lost can't be laid over the document yet: under its client id the next edit would take its clock.
  await store.writers.clear()
}
