import type { OrganisationId } from '#shared/domain/ids.ts'
import { keptNotificationsMs, type NotificationRecord } from '#shared/domain/notification/notification.ts'
import { formerRelationshipKind } from '#shared/records/former-relationship.ts'
import { notificationKind } from '#shared/records/notification.ts'
import { relationshipKind } from '#shared/records/relationship.ts'
import type { Device } from '../../local-store/device.ts'
import { readUnsettled } from '../../local-store/read-outbox.ts'
import { layOver } from '../../local-store/foretold-records.ts'
import { readMeta } from '../../local-store/local-store.ts'
import { readNewest, readRecords } from '../../local-store/stored-records.ts'
import { watchForever } from '../watch.svelte.ts'

export interface NotificationLine extends NotificationRecord {
  /** The other side's name, as far as this device may know it; else null. */
  party: string | null
  /** Of an MSP's notification about a customer it still has. */
  customerId: OrganisationId | null
}

async function readLines(device: Device): Promise<{ lines: NotificationLine[]; isFetched: boolean }> {
  const { store, user, clock } = device
  const items = await readUnsettled(store)
  const newest = await readNewest(store, notificationKind)
  const kept = newest.filter(({ at }) => at > clock.now() - keptNotificationsMs)
  const shown = layOver(kept, notificationKind.name, items)
  const idsOf = (read: (record: NotificationRecord) => string | null) => [
    ...new Set(shown.flatMap((record) => read(record) ?? [])),
  ]
  const [relationships, former, held] = await Promise.all([
    readRecords(store, relationshipKind, idsOf(({ relationshipId }) => relationshipId) as never),
    readRecords(
      store,
      formerRelationshipKind,
      idsOf(({ formerId }) => formerId),
    ),
    readMeta(store, 'held'),
  ])
  const isMsp = user.organisationKind === 'msp'
  const known = new Map(relationships.map((record) => [record?.id, record]))
  const ended = new Map(former.map((record) => [record?.id, record]))
  const lines = shown.map((record) => {
    const about = known.get(record.relationshipId ?? undefined)
    const left = ended.get(record.formerId ?? undefined)
    const name = about && (isMsp ? about.facts.companyName : about.mspName)
    return { ...record, party: name ?? left?.partyName ?? null, customerId: isMsp ? (about?.customerId ?? null) : null }
  })
  return { lines, isFetched: notificationKind.name in held }
}

const read = watchForever(readLines)

/** What the signed-in person is told of (M21), newest first, with what they have read here laid over; for every page. */
export const notifications = {
  get state(): 'loading' | 'found' | 'not-fetched' {
    const now = read()
    if (!now) return 'loading'
    return now.isFetched || now.lines.length > 0 ? 'found' : 'not-fetched'
  },
  get all(): readonly NotificationLine[] {
    return read()?.lines ?? []
  },
  get unread(): number {
    return (read()?.lines ?? []).filter(({ isRead }) => !isRead).length
  },
}
