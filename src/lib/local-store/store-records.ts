/**
 * Putting received records in place and taking away what may no longer be here. Call inside the
 * transaction that also stores the cursor. How pages of records lie on the disk is hidden behind this.
 */
import { decodePage, digits, ids } from '#shared/protocol/columns.ts'
import { editColumns } from '#shared/protocol/edit-columns.ts'
import type { Frame } from '#shared/protocol/response.ts'
import { wireLimits } from '#shared/protocol/version.ts'
import { findKind } from '#shared/records/kinds.ts'
import type { Holder } from '#shared/records/record-kind.ts'
import { advanceDocuments, enteredFrom } from './advance-documents.ts'
import { readMeta, writeMeta, type LocalStore } from './local-store.ts'
import { removeRootsWhere, placeReceived, putPage, removeRecords, removeRoots } from './stored-records.ts'

interface Placing {
  generation: number
  /**
   * Whether these frames are of a snapshot. Its pages are stored as they came (DEV2); and what it doesn't name may be
   * lost rather than taken away, so sent work stays until the server has answered it again (SYNC3).
   */
  inSnapshot: boolean
  holder: Holder
}

type FrameOf<Type extends Frame['type']> = Extract<Frame, { type: Type }>

function only<Type extends Frame['type']>(frames: readonly Frame[], type: Type): FrameOf<Type>[] {
  return frames.filter((frame): frame is FrameOf<Type> => frame.type === type)
}

/**
 * Stores the frames of one run in as few requests as there are kinds of record: a run names each record
 * once, so their order among each other doesn't matter, but that edits come to what they are of.
 */
export async function storeFrames(store: LocalStore, frames: readonly Frame[], placing: Placing): Promise<void> {
  const { generation, holder } = placing
  for (const frame of only(frames, 'visible')) await keepOnly(store, frame, placing)
  for (const frame of only(frames, 'records')) await placeRecords(store, frame, placing)
  for (const { number, page } of only(frames, 'edits')) {
    const edits = decodePage(editColumns, page, wireLimits.recordsPerPage).map(enteredFrom)
    await advanceDocuments(store, edits, { number, generation, holder })
  }
  for (const frame of only(frames, 'forget')) await forget(store, frame, placing)
  for (const frame of only(frames, 'whole')) await noteWhole(store, frame)
}

async function placeRecords(
  store: LocalStore,
  { kind: name, version, number, page: bytes }: FrameOf<'records'>,
  { generation, inSnapshot, holder }: Placing,
): Promise<void> {
  const kind = findKind(name)
  if (kind) await (inSnapshot ? putPage : placeReceived)(store, kind, holder, { number, generation, bytes, version })
}

async function forget(store: LocalStore, { kind: name, page }: FrameOf<'forget'>, placing: Placing): Promise<void> {
  const kind = findKind(name)
  if (!kind) return
  const gone = decodePage(kind.ids, page, wireLimits.recordsPerPage)
  if (kind.isRoot) await forgetRoots(store, gone, placing)
  else await removeRecords(store, kind, gone)
}

async function forgetRoots(
  store: LocalStore,
  roots: readonly string[],
  { holder, inSnapshot }: Placing,
): Promise<void> {
  await removeRoots(store, holder, roots)
  await dropVisits(store, roots)
  if (!inSnapshot) await dropSent(store, roots, holder)
}

/** Where the person was is nobody's business any more once they may not see it. */
async function dropVisits(store: LocalStore, roots: readonly string[]): Promise<void> {
  await store.visits.where('relationshipId').anyOf(roots).delete()
}

/** Sent work is kept for the backup horizon, but not for an account that may no longer be here; a customer keeps its own. */
async function dropSent(store: LocalStore, roots: readonly string[], { organisationKind }: Holder): Promise<void> {
  if (organisationKind === 'customer') return
  await store.outbox
    .where('relationshipId')
    .anyOf(roots)
    .and(({ state }) => state === 'accepted' || state === 'settled')
    .delete()
}

/** Reconciles with the list of what the user may see (SYNC4), or a slice of it. */
async function keepOnly(store: LocalStore, frame: FrameOf<'visible'>, { holder, inSnapshot }: Placing): Promise<void> {
  const { after, until } = frame.slice ?? { after: '', until: null }
  const roots = new Set<string>(decodePage(ids<string>(), frame.roots, wireLimits.visibleIds))
  for (const party of decodePage(digits<string>(), frame.parties, wireLimits.visibleIds)) roots.add(party)
  const isAsked = (root: string) => root > after && (until === null || root <= until)
  const gone = await removeRootsWhere(store, holder, (root) => isAsked(root) && !roots.has(root))
  await dropVisits(store, gone)
  if (!inSnapshot) await dropSent(store, gone, holder)
}

async function noteWhole(store: LocalStore, { kind, version }: FrameOf<'whole'>): Promise<void> {
  await writeMeta(store, { held: { ...(await readMeta(store, 'held')), [kind]: version } })
}
