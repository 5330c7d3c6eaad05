/** Which devices this reseller has uploaded already, and to whom, as far as this device knows. */
import { partiesByIdentifier } from '#shared/domain/device/device.ts'
import { identifiersOf, type DeviceRow } from '#shared/domain/device/device-row.ts'
import type { OrganisationId } from '#shared/domain/ids.ts'
import { deviceKind } from '#shared/records/devices/device.ts'
import { readAllRecords } from '../../local-store/stored-records.ts'
import { watch } from '../watch.svelte.ts'

export interface UploadedBefore {
  readonly ready: boolean
  isUploaded(partyId: OrganisationId, row: DeviceRow): boolean
}

export function uploadedBefore(): UploadedBefore {
  const stored = watch(
    () => null,
    async ({ store }) => partiesByIdentifier(await readAllRecords(store, deviceKind)),
  )
  return {
    get ready() {
      return stored.current !== undefined
    },
    isUploaded(partyId, row) {
      return identifiersOf(row).some((identifier) => stored.current?.get(identifier) === partyId)
    },
  }
}
