import { uploadDevices } from '#shared/decisions/reseller/upload-devices.ts'
import type { UploadPart } from '#shared/decisions/reseller/upload-parts.ts'
import { rowsPerPart, writeDeviceLines } from '#shared/domain/device/device-lines.ts'
import type { DeviceRow } from '#shared/domain/device/device-row.ts'
import type { ItemId, OrganisationId, ResellerLinkId, UploadId } from '#shared/domain/ids.ts'
import type { Device } from '../../local-store/device.ts'
import { storing } from '../../local-store/storing.ts'
import { appendItem, outboxTables } from '../../outbox/append-item.ts'
import { defineCommand } from '../define-command.ts'

export interface UploadTarget {
  partyId: OrganisationId
  /** Null: not among the reseller's customers yet. */
  linkId: ResellerLinkId | null
  /** For people. */
  name: string
  rows: readonly DeviceRow[]
}

export interface NewUpload {
  targets: readonly UploadTarget[]
  /** Of rows that say none themselves. */
  orderNumber: string
  orderDate: string
}

/** Queues all of it or nothing: parts that are sent one after the other, whatever becomes of the link or the tab. Throws StorageFullError. */
export const sendUpload = defineCommand(async (device, upload: NewUpload): Promise<void> => {
  const { store } = device
  await storing(() =>
    store.transaction('rw', [...outboxTables(store)], async () => {
      for (const target of upload.targets) await appendParts(device, target, upload)
    }),
  )
})

async function appendParts(
  device: Device,
  { partyId, linkId, name, rows }: UploadTarget,
  { orderNumber, orderDate }: NewUpload,
): Promise<void> {
  const { ids, clock } = device
  const parts = Math.ceil(rows.length / rowsPerPart)
  const upload = {
    uploadId: ids.randomId() as UploadId,
    linkId: linkId ?? (ids.randomId() as ResellerLinkId),
    partyId,
    orderNumber,
    orderDate,
    rows: rows.length,
    at: clock.now(),
    parts,
  }
  const whole = rows.map((row) => ({
    ...row,
    orderNumber: row.orderNumber || orderNumber,
    orderDate: row.orderDate || orderDate,
  }))
  let first: ItemId | null = null
  for (let part = 1; part <= parts; part++) {
    const input: UploadPart = {
      ...upload,
      part,
      lines: writeDeviceLines(whole.slice((part - 1) * rowsPerPart, part * rowsPerPart)),
    }
    const item = await appendItem(device, {
      relationshipId: null,
      documentIds: [],
      // Where the first is refused, none of the others is taken.
      dependsOn: first ? [first] : [],
      body: { kind: 'command', name: uploadDevices.name, input },
      customerName: name || partyId,
      predictions: [],
      foretells: uploadDevices
        .foretells(input)
        .flatMap(({ kind, ids: all, patch }) => all.map((id) => ({ kind, id, patch }))),
      form: null,
    })
    first ??= item.id
  }
}
