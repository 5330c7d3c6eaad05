import type { RelationshipId, ResellerLinkId } from '#shared/domain/ids.ts'
import type { ResellerLinkRecord } from '#shared/domain/reseller/reseller-link.ts'
import { deviceKind } from '#shared/records/devices/device.ts'
import { resellerLinkKind } from '#shared/records/devices/reseller-link.ts'
import { findCurrentDevice } from '../../session/current-device.svelte.ts'
import { RowSearch, type Searchable } from '../../list/search-rows.ts'
import { readMeta } from '../../local-store/local-store.ts'
import { readAllRecords } from '../../local-store/stored-records.ts'
import { customerList } from '../customers/customer-list.svelte.ts'
import { watch } from '../watch.svelte.ts'
import { byId, idsOf } from './by-id.ts'
import type { DeviceListRow } from './device-row.ts'

type OfDevice = Pick<DeviceListRow, 'relationshipId' | 'linkId'>

export interface DeviceNames {
  /** Devices have come to this device at all. */
  readonly fetched: boolean
  /** Whose a device is, or whom a reseller uploaded it to; empty for what is one's own. */
  companyOf(device: OfDevice): string
  /** Of a customer by its relationship; empty for one that isn't here. */
  customerName(id: RelationshipId): string
  linkOf(id: ResellerLinkId): ResellerLinkRecord | null
  /** Customers whose name has these words in it. */
  customersNamed(text: string): ReadonlySet<RelationshipId>
}

interface NamedCustomer extends Searchable {
  id: RelationshipId
}

const nobody: ReadonlySet<RelationshipId> = new Set()

/** Whom devices belong to and came from, by name. */
export function deviceNames(): DeviceNames {
  const stored = watch(
    () => null,
    async ({ store }) => {
      const [held, links] = await Promise.all([readMeta(store, 'held'), readAllRecords(store, resellerLinkKind)])
      return { fetched: deviceKind.name in held, links: byId(links) }
    },
  )
  const kind = $derived(findCurrentDevice()?.user.organisationKind)
  // Only an MSP has customers.
  const customers = customerList()
  const named = $derived(
    kind === 'msp'
      ? customers.rows.map(({ id, sortName }): NamedCustomer => ({ id, sortName, searchText: sortName }))
      : [],
  )
  const search = new RowSearch<NamedCustomer>()
  const customerName = (id: RelationshipId) => {
    const row = customers.find(id)
    return row && !row.pending ? row.companyName : ''
  }
  return {
    get fetched() {
      return stored.current?.fetched ?? false
    },
    companyOf: ({ relationshipId, linkId }) => {
      if (kind === 'reseller') return stored.current?.links.get(linkId)?.party.name ?? ''
      return relationshipId === null ? '' : customerName(relationshipId)
    },
    customerName,
    linkOf: (id) => stored.current?.links.get(id) ?? null,
    customersNamed: (text) => {
      // Digits alone are a device's.
      if (!/\p{L}/u.test(text) || !customers.whole) return nobody
      return idsOf(search.filter(named, text))
    },
  }
}
