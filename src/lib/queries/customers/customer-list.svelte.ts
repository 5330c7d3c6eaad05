import { listStatusAt, type ListStatus, type RelationshipRecord } from '#shared/domain/customer-record.ts'
import type { OrganisationId, RelationshipId } from '#shared/domain/ids.ts'
import type { ManagementType } from '#shared/domain/relationship.ts'
import type { RefusalCode } from '#shared/domain/refusal.ts'
import type { ServiceId } from '#shared/domain/service.ts'
import type { OutboxItem } from '../../local-store/outbox-item.ts'
import type { Device } from '../../local-store/device.ts'
import { liveForever, liveTable } from '../live.svelte.ts'
import { overlayRecords, type ShownRelationship } from './overlay-records.ts'
import { foldForSearch } from './search-customers.ts'

/** One line of the Customers table (M1). */
export interface CustomerListRow {
  relationshipId: RelationshipId
  /** Null while the creation waits: the server gives the Customer ID. */
  customerId: OrganisationId | null
  companyName: string
  internalReference: string
  managementType: ManagementType
  services: ServiceId[]
  devices: number
  status: ListStatus
  addedAt: number
  modifiedAt: number
  country: string
  city: string
  contactName: string
  workEmail: string
  notes: string
  tags: string[]
  /** Has work that was not sent yet. */
  waiting: boolean
  refused: RefusalCode | null
  /** Folded once, so that search is a plain `includes`. */
  searchText: string
}

const records = liveTable(
  ({ store }: Device) => store.relationships.count(),
  ({ store }: Device): Promise<RelationshipRecord[]> => store.relationships.toArray(),
)
const unsettled = liveForever((device: Device): Promise<OutboxItem[]> =>
  device.store.outbox.where('state').notEqual('settled').sortBy('number'),
)

/** Everything the outbox lays over the records, in device order; shared by all queries. */
export function unsettledItems(): OutboxItem[] | undefined {
  return unsettled()
}

const folded = new WeakMap<RelationshipRecord, string>()

function searchTextOf(record: RelationshipRecord): string {
  const known = folded.get(record)
  if (known !== undefined) return known
  const { facts, mspPrivate, invitation } = record
  const text = foldForSearch(
    [
      facts.companyName,
      record.customerId,
      mspPrivate?.internalReference,
      facts.contactFirstName,
      facts.contactLastName,
      record.workEmail,
      invitation?.firstName,
      invitation?.lastName,
      invitation?.email,
      facts.notes,
      mspPrivate?.notes,
      ...(mspPrivate?.tags ?? []),
    ].join('\n'),
  )
  folded.set(record, text)
  return text
}

function toRow({ record, waiting, refused, queuedCreation }: ShownRelationship, now: number): CustomerListRow {
  const { facts, mspPrivate } = record
  return {
    relationshipId: record.id,
    customerId: queuedCreation ? null : record.customerId,
    companyName: facts.companyName,
    internalReference: mspPrivate?.internalReference ?? '',
    managementType: record.managementType,
    services: record.services,
    devices: record.devices,
    status: listStatusAt(record, now),
    addedAt: record.addedAt,
    modifiedAt: record.modifiedAt,
    country: facts.country,
    city: facts.city,
    contactName: `${facts.contactFirstName} ${facts.contactLastName}`.trim(),
    workEmail: record.workEmail,
    notes: facts.notes,
    tags: mspPrivate?.tags ?? [],
    waiting,
    refused,
    searchText: searchTextOf(record),
  }
}

/** All customers, waiting work laid over. `now` decides which invitations have expired. */
export function customerList(now: () => number = Date.now): {
  readonly rows: CustomerListRow[]
  readonly ready: boolean
} {
  const rows = $derived.by(() => {
    const [stored, items] = [records(), unsettled()]
    return stored && items ? overlayRecords(stored, items).map((shown) => toRow(shown, now())) : undefined
  })
  return {
    get rows() {
      return rows ?? []
    },
    get ready() {
      return rows !== undefined
    },
  }
}
