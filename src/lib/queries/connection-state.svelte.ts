import { readMeta } from '../local-store/local-store.ts'
import { reportBoard } from '../local-store/sync-report.ts'
import { partIn } from '#shared/decisions/reseller/upload-parts.ts'
import type { Device } from '../local-store/device.ts'
import { isAskedAgain, isByLooking, isWaiting, type OutboxItem } from '../local-store/outbox-item.ts'
import { readUnsent } from '../local-store/read-outbox.ts'
import { watchForever } from './watch.svelte.ts'

/** `starting`: the store was not read yet. `fetching`, `not-fetched`: this device never had a whole first sync. */
export type ConnectionWord =
  | 'starting'
  | 'fetching'
  | 'not-fetched'
  | 'synced'
  | 'saving'
  | 'waiting'
  | 'offline'
  | 'needs-you'
  | 'signed-out'
  | 'update-needed'
  | 'server-older'
  | 'storage-full'

/** An upload is one thing, whatever the number of its parts. */
const countWork = (items: readonly OutboxItem[]) =>
  new Set(items.filter((item) => !isByLooking(item)).map(({ id, body }) => partIn(body)?.uploadId ?? id)).size

async function readConnection(device: Device) {
  const { store } = device
  const [clockOffsetMs, lastSyncedAt, wholeGeneration, unsent] = await Promise.all([
    readMeta(store, 'clockOffsetMs'),
    readMeta(store, 'lastSyncedAt'),
    readMeta(store, 'wholeGeneration'),
    readUnsent(store),
  ])
  const waiting = countWork(unsent.filter((item) => isWaiting(item) && !isAskedAgain(item)))
  const needsYou = countWork(unsent.filter((item) => !isWaiting(item)))
  const counts = { waiting, needsYou, askedAgain: unsent.some(isAskedAgain) }
  const isFetched = wholeGeneration > 0
  return { clockOffsetMs, lastSyncedAt: lastSyncedAt === 0 ? null : lastSyncedAt, isFetched, ...counts }
}

const read = watchForever(readConnection)

/** How this device and the server stand, for every page: counted from the outbox, reported by the tab that syncs. */
export const connectionState = {
  get state(): ConnectionWord {
    const now = read()
    if (!now) return 'starting'
    const { waiting, needsYou, askedAgain, isFetched } = now
    const report = reportBoard.current
    if (report.storageFull) return 'storage-full'
    if (report.updateNeeded) return 'update-needed'
    if (report.serverOlder) return 'server-older'
    if (report.signedOut) return 'signed-out'
    if (report.known && !report.online) return isFetched ? 'offline' : 'not-fetched'
    if (needsYou > 0) return 'needs-you'
    if (!isFetched) return 'fetching'
    if (waiting === 0) return askedAgain && report.exchanging ? 'saving' : 'synced'
    return report.exchanging ? 'saving' : 'waiting'
  },
  get lastSyncedAt(): number | null {
    return read()?.lastSyncedAt ?? null
  },
  get waiting(): number {
    return read()?.waiting ?? 0
  },
  get needsYou(): number {
    return read()?.needsYou ?? 0
  },
  get mustSignInAgain(): boolean {
    return reportBoard.current.signedOut
  },
  get online(): boolean {
    return reportBoard.current.online
  },
  /** Server clock minus device clock, ms: a tablet's wrong clock must not show in countdowns. */
  get clockOffsetMs(): number {
    return read()?.clockOffsetMs ?? 0
  },
  /** Non-null only while the very first data arrives. */
  get firstSync(): { received: number; total: number } | null {
    return reportBoard.current.firstSync
  },
}
