/** The log as this device holds it, with what waits on top (H2). */
import type { ActivityEntry, ChangeRecord } from '#shared/domain/document/change-record.ts'
import type { DocumentId, OrganisationId, RelationshipId } from '#shared/domain/ids.ts'
import type { Device } from '../local-store/device.ts'
import { readUnsettled } from '../local-store/read-outbox.ts'
import type { OutboxItem } from '../local-store/outbox-item.ts'
import { accountKind } from '#shared/records/account.ts'
import { changeKind } from '#shared/records/change.ts'
import { documentKind } from '#shared/records/document.ts'
import { relationshipKind } from '#shared/records/relationship.ts'
import { countSingle, listIds, readNewest, readRecords, readRecordsOf } from '../local-store/stored-records.ts'
import { toActivityLines, type ActivityLine } from './activity-lines.ts'

export interface ActivityFilter {
  /** All that is about one customer, for its MSP. */
  relationshipId?: RelationshipId
  documentId?: DocumentId
  /** Only so many of the newest; without it everything this device holds. */
  newest?: number
}

async function readChanges(
  { store }: Device,
  { relationshipId, documentId, newest }: ActivityFilter,
): Promise<ChangeRecord[]> {
  if (documentId) return readRecordsOf(store, changeKind, { part: documentId })
  if (relationshipId) return readRecordsOf(store, changeKind, { root: relationshipId })
  return readNewest(store, changeKind, newest)
}

interface Entries {
  entries: ActivityEntry[]
  /** Documents that can be edited from here. */
  editable: DocumentId[]
  customerOf: (item: OutboxItem) => OrganisationId | null
}

/** The log with the names that the accounts have now. */
export async function readEntries(
  { store, user }: Device,
  changes: readonly ChangeRecord[],
  items: readonly OutboxItem[],
): Promise<Entries> {
  if (user.organisationKind === 'customer') {
    const own = { customerId: user.organisationId, customerName: user.organisationName }
    const editable = [...(await listIds(store, documentKind))]
    return { entries: changes.map((change) => ({ ...change, ...own })), editable, customerOf: () => own.customerId }
  }
  const ids = [...new Set([...changes, ...items].flatMap(({ relationshipId }) => relationshipId ?? []))]
  const rows = new Map((await readRecords(store, relationshipKind, ids)).map((row) => [row?.id, row]))
  const entries = changes.flatMap((change) => {
    const row = rows.get(change.relationshipId ?? undefined)
    return row ? [{ ...change, customerId: row.customerId, customerName: row.facts.companyName }] : []
  })
  const editable = [...rows.values()].flatMap((row) => (row ? [row.accountDocumentId, row.mspPrivate?.documentId] : []))
  const customerOf = ({ relationshipId }: OutboxItem) => rows.get(relationshipId ?? undefined)?.customerId ?? null
  return { entries, editable: editable.filter((id) => id !== undefined), customerOf }
}

function isAbout(item: OutboxItem, { relationshipId, documentId }: ActivityFilter): boolean {
  if (documentId) return item.documentIds.includes(documentId)
  return !relationshipId || item.relationshipId === relationshipId
}

export async function readActivity(
  device: Device,
  filter: ActivityFilter,
): Promise<{ lines: ActivityLine[]; total: number }> {
  const { store, user } = device
  const [changes, outbox, accounts] = await Promise.all([
    readChanges(device, filter),
    readUnsettled(store),
    listIds(store, accountKind),
  ])
  const items = outbox.filter((item) => isAbout(item, filter))
  const { entries, editable: named, customerOf } = await readEntries(device, changes, items)
  const editable = new Set([...named, ...items.flatMap((item) => item.documentIds)])
  // What was done in an earlier document of the account is undone in the one in its place (DOC6), a text as a whole (H3).
  const isHere = ({ customerId }: ActivityEntry) => user.organisationKind === 'msp' || accounts.has(customerId)
  const canEdit = (entry: ActivityEntry) =>
    entry.documentId !== null && (editable.has(entry.documentId) || isHere(entry))
  const lines = toActivityLines(entries, items, user, canEdit, customerOf)
  const isAll =
    filter.newest === undefined || changes.length < filter.newest || filter.relationshipId || filter.documentId
  const unread = isAll ? 0 : (await countSingle(store, changeKind)) - changes.length
  return { lines, total: lines.length + unread }
}
