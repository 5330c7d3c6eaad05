import { findDecision } from '#shared/decisions/registry.ts'
import type { DeviceGroupRecord } from '#shared/domain/device/device-group.ts'
import type { EnrolmentProfile } from '#shared/domain/device/enrolment-profile.ts'
import type { UploadRecord } from '#shared/domain/device/upload.ts'
import type { ItemId, RelationshipId } from '#shared/domain/ids.ts'
import type { ResellerLinkRecord } from '#shared/domain/reseller/reseller-link.ts'
import { deviceGroupKind } from '#shared/records/devices/device-group.ts'
import { enrolmentProfileKind } from '#shared/records/devices/enrolment-profile.ts'
import { resellerLinkKind } from '#shared/records/devices/reseller-link.ts'
import { uploadKind } from '#shared/records/devices/upload.ts'
import type { RecordKind } from '#shared/records/record-kind.ts'
import type { Device } from '../../local-store/device.ts'
import { readUnsettled } from '../../local-store/read-outbox.ts'
import { layOver } from '../../local-store/foretold-records.ts'
import { readMeta } from '../../local-store/local-store.ts'
import { isOverlaid, isUntried, type OutboxItem } from '../../local-store/outbox-item.ts'
import { readAllRecords } from '../../local-store/stored-records.ts'
import type { RefusedDecision } from '../customers/waiting-decision.ts'
import { watch } from '../watch.svelte.ts'

/** A record of what somebody has by way of resellers, as the person sees it. */
export type Holding<Content> = Content & {
  /** A decision about it that this device hasn't sent, or hasn't back. */
  waiting: { itemId: ItemId; canCancel: boolean } | null
}

/** Whose: a customer's by the relationship that manages it, null: one's own; undefined: all that are here. */
export type Of = RelationshipId | null | undefined

export interface Holdings<Content> {
  readonly state: 'loading' | 'found' | 'not-fetched'
  readonly all: readonly Holding<Content>[]
  /** The newest decision of these that was refused, and stays until it is let go. */
  readonly refused: RefusedDecision | null
}

interface Held {
  id: string
  relationshipId: RelationshipId | null
}

/** All records of one of their kinds, with what waits laid over. */
function holdings<Content extends Held>(kind: RecordKind<Content>, of: () => Of): Holdings<Content> {
  const read = watch(of, async (device: Device, whose) => {
    const { store } = device
    const [records, items, held] = await Promise.all([
      readAllRecords(store, kind),
      readUnsettled(store),
      readMeta(store, 'held'),
    ])
    const shown = layOver<Content>(records, kind.name, items).filter(
      ({ relationshipId }) => whose === undefined || relationshipId === whose,
    )
    const waiting = waitingOn(items, kind.name)
    const all = shown.map((record) => ({ ...record, waiting: waiting.get(record.id) ?? null }))
    return { all, isFetched: kind.name in held, refused: refusedAmong(items, whose) }
  })
  return {
    get state() {
      if (!read.current) return 'loading'
      return read.current.isFetched || read.current.all.length > 0 ? 'found' : 'not-fetched'
    },
    get all() {
      return read.current?.all ?? []
    },
    get refused() {
      return read.current?.refused ?? null
    },
  }
}

export const uploads = (of: () => Of): Holdings<UploadRecord> => holdings(uploadKind, of)
export const resellers = (of: () => Of): Holdings<ResellerLinkRecord> => holdings(resellerLinkKind, of)
export const profiles = (of: () => Of): Holdings<EnrolmentProfile> => holdings(enrolmentProfileKind, of)
export const deviceGroups = (of: () => Of): Holdings<DeviceGroupRecord> => holdings(deviceGroupKind, of)

/** Record → what waits about it; of several the newest. One act may be about ten thousand. */
function waitingOn(items: readonly OutboxItem[], kind: string): ReadonlyMap<string, Holding<Held>['waiting']> {
  return new Map(
    items.filter(isOverlaid).flatMap((item) => {
      const waiting = { itemId: item.id, canCancel: isUntried(item) }
      return (item.foretells ?? []).flatMap((told) => (told.kind === kind ? [[told.id, waiting] as const] : []))
    }),
  )
}

function refusedAmong(items: readonly OutboxItem[], whose: Of): RefusedDecision | null {
  return newestRefused(
    items,
    ({ body, relationshipId }) =>
      body.kind === 'command' &&
      findDecision(body.name)?.about === 'devices' &&
      (whose === undefined || relationshipId === whose),
  )
}

function newestRefused(items: readonly OutboxItem[], isMeant: (item: OutboxItem) => boolean): RefusedDecision | null {
  const item = items.findLast((each) => each.state === 'refused' && isMeant(each))
  if (item?.body.kind !== 'command') return null
  const { id: itemId, code, customerName, fieldErrors, body } = item
  return { itemId, name: body.name, code: code ?? 'server-error', customerName, input: body.input, fieldErrors }
}

/** What was done with devices themselves and refused, moving or assigning: the newest, until it is let go. */
export function refusedWithDevices(): { readonly current: RefusedDecision | null } {
  const isMeant = ({ body }: OutboxItem) => body.kind === 'command' && 'deviceIds' in (body.input as object)
  const read = watch(
    () => null,
    async ({ store }: Device) =>
      newestRefused(await store.outbox.where('state').equals('refused').sortBy('number'), isMeant),
  )
  return {
    get current() {
      return read.current ?? null
    },
  }
}
