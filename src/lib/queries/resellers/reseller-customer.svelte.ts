/** One of a reseller's customers with what was uploaded to it (R4). */
import type { UploadRecord } from '#shared/domain/device/upload.ts'
import { resellerRow, type ResellerRow } from '#shared/domain/reseller/reseller-row.ts'
import { resellerLinkKind } from '#shared/records/devices/reseller-link.ts'
import { uploadKind } from '#shared/records/devices/upload.ts'
import { foretoldIds, readForetold } from '../../local-store/foretold-records.ts'
import { readUnsettled } from '../../local-store/read-outbox.ts'
import type { Device } from '../../local-store/device.ts'
import { watch } from '../watch.svelte.ts'

async function readCustomer(device: Device, partyId: string) {
  const items = await readUnsettled(device.store)
  const { links, uploads } = await readForetold(device.store, { links: resellerLinkKind, uploads: uploadKind }, items)
  const link = links.find(({ party }) => party.id === partyId)
  if (!link) return null
  return {
    row: resellerRow(link),
    waiting: foretoldIds(resellerLinkKind.name, items).has(link.id),
    uploads: uploads.filter(({ ownerId }) => ownerId === partyId).toSorted((left, right) => right.at - left.at),
  }
}

export interface ResellerCustomerView {
  readonly state: 'loading' | 'found' | 'none'
  readonly row: ResellerRow | null
  readonly waiting: boolean
  /** Newest first. */
  readonly uploads: readonly UploadRecord[]
}

export function resellerCustomer(partyId: () => string): ResellerCustomerView {
  const stored = watch(partyId, async (device, id) => ({ id, found: await readCustomer(device, id) }))
  const current = $derived(stored.current?.id === partyId() ? stored.current : undefined)
  return {
    get state() {
      if (!current) return 'loading'
      return current.found ? 'found' : 'none'
    },
    get row() {
      return current?.found?.row ?? null
    },
    get waiting() {
      return current?.found?.waiting ?? false
    },
    get uploads() {
      return current?.found?.uploads ?? []
    },
  }
}
