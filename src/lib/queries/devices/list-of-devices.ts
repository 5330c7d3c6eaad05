import { identifierOf, type DeviceRecord } from '#shared/domain/device/device.ts'
import type { DeviceId } from '#shared/domain/ids.ts'
import { deviceKind } from '#shared/records/devices/device.ts'
import type { LaidOver, ListOf } from '../../list/list-of.ts'
import type { ShownRecord } from '../../list/list-row.ts'
import { isOverlaid, isWaiting, type OutboxItem } from '../../local-store/outbox-item.ts'
import { DeviceListRow } from './device-row.ts'

/** A line each: what it is called by, then its serial number. */
function searchedOf(device: DeviceRecord): string {
  const { imei, meid, serial, model, orderNumber } = device
  return `${identifierOf(device)}\n${serial}\n${imei && meid}\n${model}\n${orderNumber}`
}

function layOver(
  items: readonly OutboxItem[],
  find: (id: DeviceId) => DeviceRecord | undefined,
): LaidOver<DeviceRecord> {
  const shown = new Map<string, ShownRecord<DeviceRecord>>()
  const gone = new Set<DeviceId>()
  for (const item of items) {
    for (const { kind, id, patch } of item.foretells ?? []) {
      if (kind !== deviceKind.name) continue
      const record = shown.get(id)?.record ?? find(id as DeviceId)
      if (!record) continue
      if (isOverlaid(item) && patch === null) gone.add(record.id)
      const before = shown.get(id)
      shown.set(id, {
        record: isOverlaid(item) && patch ? { ...record, ...patch } : record,
        waiting: (before?.waiting ?? false) || isWaiting(item),
        refused: item.state === 'refused' ? item.code : (before?.refused ?? null),
        queuedCreation: false,
      })
    }
  }
  for (const id of gone) shown.delete(id)
  return { shown: [...shown.values()], gone: [...gone] }
}

export type DeviceChoice = 'customers' | 'links' | 'profiles' | 'groups' | 'licences'

export const listOfDevices: ListOf<DeviceRecord, DeviceListRow, DeviceChoice> = {
  kind: deviceKind,
  Row: DeviceListRow,
  searchedOf,
  choices: {
    // Each by its relationship; `own`: what is the reader's own.
    customers: { valuesOf: ({ relationshipId }) => relationshipId ?? 'own' },
    links: { valuesOf: ({ linkId }) => linkId },
    profiles: { valuesOf: ({ profileId }) => profileId ?? 'none' },
    groups: { valuesOf: ({ groupId }) => groupId ?? 'none' },
    licences: { valuesOf: ({ licenceShareId }) => licenceShareId ?? 'none' },
  },
  layOver,
  isExpiring: () => false,
  saysElse: () => false,
}
