/** Licences and seats of the local store, with what waits laid over, in the sums too. */
import type { LicenceId } from '#shared/domain/ids.ts'
import type { LicenceRecord, LicenceShareRecord } from '#shared/domain/licence/licence.ts'
import { isAboutLicences } from '#shared/decisions/licences/is-about-licences.ts'
import { allDecisions } from '#shared/decisions/registry.ts'
import { licenceKind } from '#shared/records/licences/licence.ts'
import { licenceShareKind } from '#shared/records/licences/licence-share.ts'
import type { Device } from '../../local-store/device.ts'
import { readUnsettled } from '../../local-store/read-outbox.ts'
import { foretoldIds, layOver } from '../../local-store/foretold-records.ts'
import { readMeta } from '../../local-store/local-store.ts'
import { readAllRecords } from '../../local-store/stored-records.ts'
import { decisionsOf } from '../customers/waiting-decision.ts'

/** A decision about it hasn't been answered yet. */
export type Licence = LicenceRecord & { isWaiting: boolean }
export type LicenceShare = LicenceShareRecord & { isWaiting: boolean }

const ofLicences = allDecisions.filter(isAboutLicences).map(({ name }) => name)

export async function readLicences({ store }: Device) {
  const [stored, storedShares, items, held] = await Promise.all([
    readAllRecords(store, licenceKind),
    readAllRecords(store, licenceShareKind),
    readUnsettled(store),
    readMeta(store, 'held'),
  ])
  const waiting = {
    licences: foretoldIds(licenceKind.name, items),
    shares: foretoldIds(licenceShareKind.name, items),
  }
  const pools = layOver<LicenceRecord>(stored, licenceKind.name, items)
  const byId = new Map(pools.map((licence) => [licence.id, licence]))
  const shares = layOver<LicenceShareRecord>(storedShares, licenceShareKind.name, items).flatMap((share) => {
    const whole = filledFrom(byId.get(share.licenceId), share)
    return whole ? [{ ...whole, isWaiting: waiting.shares.has(share.id) }] : []
  })
  const before = seatsByLicence(storedShares)
  const now = seatsByLicence(shares)
  const licences = pools.map((licence): Licence => {
    const isNew = !stored.some(({ id }) => id === licence.id)
    const more = isNew ? 0 : (now.get(licence.id) ?? 0) - (before.get(licence.id) ?? 0)
    return { ...licence, assigned: licence.assigned + more, isWaiting: waiting.licences.has(licence.id) }
  })
  const byName = licences.toSorted((left, right) => left.name.localeCompare(right.name) || left.addedAt - right.addedAt)
  return {
    licences: byName,
    shares: shares.toSorted((left, right) => left.name.localeCompare(right.name)),
    refused: decisionsOf(items, null, ofLicences).refused,
    isFetched: licenceKind.name in held,
  }
}

/** Seats that are new here say no more than how many of what: the rest is their licence's. */
function filledFrom(licence: LicenceRecord | undefined, share: LicenceShareRecord): LicenceShareRecord | null {
  if (share.type !== undefined) return share
  if (!licence) return null
  const { name, type, keyEnd, startsOn, endsOn } = licence
  const isNew: Partial<LicenceShareRecord> = { boughtBy: 'msp', mspName: '', used: 0, version: 0 }
  return {
    ...isNew,
    name,
    type,
    keyEnd,
    startsOn,
    endsOn,
    ...(share as Partial<LicenceShareRecord>),
  } as LicenceShareRecord
}

function seatsByLicence(shares: readonly LicenceShareRecord[]): Map<LicenceId, number> {
  const sums = new Map<LicenceId, number>()
  for (const { licenceId, seats } of shares) sums.set(licenceId, (sums.get(licenceId) ?? 0) + seats)
  return sums
}
