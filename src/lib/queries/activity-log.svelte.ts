import type { ActivityEntry, ChangeRecord } from '#shared/domain/facts/activity-entry.ts'
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

/** The relationship with a customer; a customer's own people have everything in one log. */
async function relationshipWith({ store, user }: Device, customerId: OrganisationId) {
  if (user.organisationKind === 'customer') return null
  return store.relationships.where('customerId').equals(customerId).first()
}

async function readChanges(device: Device, { customerId, documentId }: ActivityFilter): Promise<ChangeRecord[]> {
  const { changes } = device.store
  if (documentId) return changes.where('documentId').equals(documentId).toArray()
  const relationship = customerId && (await relationshipWith(device, customerId))
  if (relationship) return changes.where('relationshipId').equals(relationship.id).toArray()
  // A customer of whom nothing is here has no log here either.
  if (relationship === undefined && customerId) return []
  return changes.orderBy('receivedAt').reverse().limit(linesShown).toArray()
}

/** The log with the names that the accounts have now. */
async function readEntries(device: Device, filter: ActivityFilter): Promise<ActivityEntry[]> {
  const { store, user } = device
  const changes = await readChanges(device, filter)
  const own = { customerId: user.organisationId, customerName: user.organisationName }
  if (user.organisationKind === 'customer') return changes.map((change) => ({ ...change, ...own }))
  const ids = [...new Set(changes.map(({ relationshipId }) => relationshipId).filter((id) => id !== null))]
  const rows = new Map((await store.relationships.bulkGet(ids)).map((row) => [row?.id, row]))
  return changes.flatMap((change) => {
    const row = rows.get(change.relationshipId ?? undefined)
    return row ? [{ ...change, customerId: row.customerId, customerName: row.facts.companyName }] : []
  })
}

/** The documents whose waiting edits belong to the filter; null for all. */
async function documentsOf(
  device: Device,
  { customerId, documentId }: ActivityFilter,
): Promise<Set<DocumentId> | null> {
  if (documentId) return new Set([documentId])
  const relationship = customerId && (await relationshipWith(device, customerId))
  if (!relationship) return null
  return new Set(await device.store.documents.where('relationshipId').equals(relationship.id).primaryKeys())
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
