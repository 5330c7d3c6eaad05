/** A reseller's customers as this person should see them now, what waits laid over (R1). */
import { resellerRow, type ResellerRow } from '#shared/domain/reseller/reseller-row.ts'
import { foldBoth } from '#shared/domain/search/fold.ts'
import { resellerLinkKind } from '#shared/records/devices/reseller-link.ts'
import { foretoldIds, readForetold } from '../../local-store/foretold-records.ts'
import { readUnsettled } from '../../local-store/read-outbox.ts'
import type { Device } from '../../local-store/device.ts'
import type { Searchable } from '../../list/search-rows.ts'
import { readMeta } from '../../local-store/local-store.ts'
import { watch } from '../watch.svelte.ts'

export interface ResellerCustomer extends ResellerRow, Searchable {
  /** As rows of lists say it: all of these are at hand. */
  readonly pending: false
  /** Something about it waits to be sent. */
  waiting: boolean
}

export interface ResellerCustomers {
  /** `not-fetched`: this device never had all of them, so nobody knows. */
  readonly state: 'loading' | 'found' | 'not-fetched'
  /** By name. */
  readonly all: readonly ResellerCustomer[]
}

async function readCustomers({ store, user }: Device) {
  const items = await readUnsettled(store)
  const [held, { links }] = await Promise.all([
    readMeta(store, 'held'),
    readForetold(store, { links: resellerLinkKind }, items),
  ])
  const waiting = foretoldIds(resellerLinkKind.name, items)
  const { compare } = new Intl.Collator(user.locale, { numeric: true })
  const all = links
    .map((link): ResellerCustomer => {
      const row = resellerRow(link)
      return { ...row, ...searchedOf(row), pending: false, waiting: waiting.has(link.id) }
    })
    .toSorted((left, right) => compare(nameOf(left), nameOf(right)))
  return { all, isFetched: resellerLinkKind.name in held }
}

/** By both names, both IDs and the reference. */
function searchedOf(row: ResellerRow): Searchable {
  const { shownId, partyId, reference } = row
  const sortName = foldBoth(nameOf(row).trim())
  return { sortName, searchText: `${sortName}\n${shownId}\n${partyId}\n${foldBoth(reference)}` }
}

const nameOf = ({ name, shownId, ownName }: ResellerRow) => `${name || shownId} ${ownName ?? ''}`

export function resellerCustomers(): ResellerCustomers {
  const stored = watch(() => null, readCustomers)
  return {
    get state() {
      if (!stored.current) return 'loading'
      return stored.current.isFetched ? 'found' : 'not-fetched'
    },
    get all() {
      return stored.current?.all ?? []
    },
  }
}
