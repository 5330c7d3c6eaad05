import type { ActivityEntry } from '#shared/domain/facts/activity-entry.ts'
import type { DocumentId, OrganisationId } from '#shared/domain/ids.ts'
import type { Device } from '../local-store/device.ts'
import { toActivityLines, type ActivityLine } from './activity-lines.ts'
import { live } from './live.svelte.ts'

export interface ActivityFilter {
  customerId?: OrganisationId
  documentId?: DocumentId
}

/** More than anybody scrolls; the rest needs a filter. */
const linesShown = 1000

async function readEntries({ store }: Device, filter: ActivityFilter): Promise<ActivityEntry[]> {
  if (filter.customerId) return store.changes.where('customerId').equals(filter.customerId).toArray()
  if (filter.documentId) return store.changes.where('documentId').equals(filter.documentId).toArray()
  return store.changes.orderBy('receivedAt').reverse().limit(linesShown).toArray()
}

/** The documents whose waiting edits belong to the filter; null for all. */
async function documentsOf(
  { store }: Device,
  { customerId, documentId }: ActivityFilter,
): Promise<Set<DocumentId> | null> {
  if (customerId) return new Set(await store.documents.where('customerId').equals(customerId).primaryKeys())
  return documentId ? new Set([documentId]) : null
}

async function readLines(device: Device, filter: ActivityFilter): Promise<ActivityLine[]> {
  const { store, user } = device
  const [entries, outbox, accounts] = await Promise.all([
    readEntries(device, filter),
    store.outbox.where('state').notEqual('settled').sortBy('number'),
    store.accounts.toCollection().primaryKeys(),
  ])
  const shown = await documentsOf(device, filter)
  const items = shown ? outbox.filter((item) => item.documentIds.some((id) => shown.has(id))) : outbox
  const named = entries.flatMap((entry) => (entry.documentId === null ? [] : [entry.documentId]))
  const editable = new Set([
    ...(await store.documents
      .where('id')
      .anyOf([...new Set(named)])
      .primaryKeys()),
    ...items.flatMap((item) => item.documentIds),
  ])
  const canEdit = (entry: ActivityEntry) =>
    entry.documentId !== null &&
    (editable.has(entry.documentId) || (entry.detail.type !== 'text' && accounts.includes(entry.customerId)))
  return toActivityLines(entries, items, user, canEdit).slice(0, linesShown)
}

/** Activity (H2): of one customer, one document, or everything this person may see. */
export function activityLog(filter: () => ActivityFilter): {
  readonly entries: ActivityLine[]
  readonly ready: boolean
} {
  const lines = live(filter, readLines)
  return {
    get entries() {
      return lines.current ?? []
    },
    get ready() {
      return lines.current !== undefined
    },
  }
}
