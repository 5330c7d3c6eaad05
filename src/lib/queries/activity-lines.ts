/** The Activity log as lines: what the server logged, with this device's waiting edits on top. Pure. */
import { findDecision } from '#shared/decisions/registry.ts'
import type { Setting } from '#shared/decisions/setting/define-setting.ts'
import { isAssignment, type ActivityDetail, type ActivityEntry } from '#shared/domain/document/change-record.ts'
import type { ChangeId, OrganisationId } from '#shared/domain/ids.ts'
import { fullName } from '#shared/domain/text/person-name.ts'
import type { SignedInUser } from '#shared/domain/user.ts'
import { isOverlaid, isWaiting, type OutboxItem } from '../local-store/outbox-item.ts'

export type ActivityLine = ActivityEntry & {
  /** Made here and not sent yet. */
  waiting: boolean
  madeOffline: boolean
  undone: boolean
  undoable: boolean
}

/** Changes that an undo took back, where that undo itself still stands. */
function undoneIds(entries: readonly { id: ChangeId; undoes: ChangeId | null }[]): ReadonlySet<ChangeId> {
  const undone = new Set<ChangeId>()
  // Newest first: whether an undo still stands is known before what it undid is asked for.
  for (const { id, undoes } of entries) if (undoes !== null && !undone.has(id)) undone.add(undoes)
  return undone
}

/** What a waiting setting takes back. */
function undoneBy({ body, ...item }: OutboxItem): ChangeId[] {
  const setting = body.kind === 'command' && isOverlaid(item) ? findDecision(body.name) : undefined
  if (setting?.about !== 'setting' || body.kind !== 'command') return []
  const taken = (setting as unknown as Setting<string, unknown>).undoes(body.input)
  return taken === null ? [] : [taken]
}

function waitingEntries(item: OutboxItem, user: SignedInUser, customerId: OrganisationId | null): ActivityEntry[] {
  const { body } = item
  if (customerId === null || body.kind !== 'edit' || !(isWaiting(item) || item.state === 'accepted')) return []
  return body.intents.slice(-1).map((intent) => {
    const detail: ActivityDetail =
      intent.kind === 'set'
        ? { type: 'field', field: intent.field, before: intent.before, after: intent.after, unseen: false }
        : { type: 'text', field: intent.field, inserted: intent.inserted, deleted: intent.deleted }
    return {
      id: item.id as string as ChangeId,
      documentId: body.documentId,
      relationshipId: item.relationshipId,
      customerId,
      customerName: item.customerName,
      actor: {
        organisationId: user.organisationId,
        organisationName: user.organisationName,
        userId: user.id,
        person: fullName(user.firstName, user.lastName),
      },
      at: item.editedAt,
      receivedAt: item.editedAt,
      detail,
      undoes: body.undoes,
      devices: null,
    }
  })
}

/** After this long without an answer a connection counts as dead (SYNC6); shorter delays are an ordinary slow one. */
const offlineAfterMs = 30_000

/**
 * What its maker made while their device couldn't send: what waited that long, and what was made while such work waited and
 * arrived behind it, however short its own wait.
 */
function madeOffline(entries: readonly ActivityEntry[]): ReadonlySet<ChangeId> {
  const offline = new Set<ChangeId>()
  const waits = new Map<string, { from: number; until: number }>()
  for (const { id, actor, at, receivedAt } of entries.toSorted((left, right) => left.receivedAt - right.receivedAt)) {
    const who = `${actor.organisationId} ${actor.person}`
    const wait = waits.get(who)
    const isDuring = wait !== undefined && wait.from <= at && at <= wait.until
    if (receivedAt - at <= offlineAfterMs && !isDuring) continue
    offline.add(id)
    const from = wait && at <= wait.until ? Math.min(wait.from, at) : at
    waits.set(who, { from, until: receivedAt })
  }
  return offline
}

/**
 * Newest first. `canEdit` says whether the account of an entry can still be edited from here, `customerOf` whose account
 * an item is about; null for one that isn't here.
 */
export function toActivityLines(
  entries: readonly ActivityEntry[],
  items: readonly OutboxItem[],
  user: SignedInUser,
  canEdit: (entry: ActivityEntry) => boolean,
  customerOf: (item: OutboxItem) => OrganisationId | null,
): ActivityLine[] {
  const waiting = items.flatMap((item) => waitingEntries(item, user, customerOf(item)))
  const all = [
    ...waiting.map((entry) => ({ entry, waiting: true })),
    ...entries.map((entry) => ({ entry, waiting: false })),
  ]
  const sorted = all.toSorted(
    (left, right) =>
      Number(right.waiting) - Number(left.waiting) ||
      right.entry.receivedAt - left.entry.receivedAt ||
      right.entry.at - left.entry.at,
  )
  const offline = madeOffline(entries)
  const undone = new Set([...undoneIds(sorted.map(({ entry }) => entry)), ...items.flatMap(undoneBy)])
  // Whether the reader's role lets them is asked where it is offered: it may change while the page is open.
  const isUndoable = (entry: ActivityEntry) => (entry.detail.type === 'decision' ? isAssignment(entry) : canEdit(entry))
  return sorted.map(({ entry, waiting: isUnsent }) => ({
    ...entry,
    waiting: isUnsent,
    madeOffline: offline.has(entry.id),
    undone: undone.has(entry.id),
    undoable: !undone.has(entry.id) && isUndoable(entry),
  }))
}
