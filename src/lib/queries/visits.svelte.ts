import type { RelationshipId } from '#shared/domain/ids.ts'
import { isSameVisit, keptVisitsMs, type VisitRecord } from '#shared/domain/visit/visit.ts'
import { fullName } from '#shared/domain/text/person-name.ts'
import { visitKind } from '#shared/records/visit.ts'
import type { Device } from '../local-store/device.ts'
import { readMeta } from '../local-store/local-store.ts'
import { readAllRecords } from '../local-store/stored-records.ts'
import { watch } from './watch.svelte.ts'

export interface VisitLine extends VisitRecord {
  /** What it says here the server hasn't been told yet. */
  isWaiting: boolean
}

async function readVisits({ store, user, clock }: Device, of: RelationshipId | null): Promise<VisitLine[]> {
  const [records, own, offset] = await Promise.all([
    readAllRecords(store, visitKind),
    store.visits.toArray(),
    readMeta(store, 'clockOffsetMs'),
  ])
  const oldest = clock.now() + offset - keptVisitsMs
  const isAsked = (relationshipId: RelationshipId) => of === null || relationshipId === of
  const known = records.filter(({ relationshipId, to }) => isAsked(relationshipId) && to >= oldest)
  const actor = {
    organisationId: user.organisationId,
    organisationName: user.organisationName,
    userId: user.id,
    person: fullName(user.firstName, user.lastName) || user.email,
  }
  // One's own that waits takes the place of what the server knows of it so far.
  const waiting = own
    .filter(({ relationshipId, isUnsent }) => isAsked(relationshipId) && isUnsent === 1)
    .map(({ isUnsent: _isUnsent, ...visit }): VisitLine => ({
      ...visit,
      from: visit.from + offset,
      to: visit.to + offset,
      actor,
      isWaiting: true,
    }))
  const isOver = (record: VisitRecord) =>
    record.actor.userId === user.id &&
    waiting.some((each) => each.relationshipId === record.relationshipId && isSameVisit(each, record))
  const told = known.filter((record) => !isOver(record)).map((record) => ({ ...record, isWaiting: false }))
  return [...waiting, ...told].toSorted((left, right) => right.to - left.to || (left.id < right.id ? 1 : -1))
}

/** Who of an MSP was in this customer's account (H7), the latest first; of one's own company with null. */
export function visitsOf(relationship: () => RelationshipId | null | undefined): {
  readonly lines: readonly VisitLine[]
  readonly ready: boolean
} {
  const read = watch(relationship, async (device, of) => (of === undefined ? undefined : readVisits(device, of)))
  return {
    get lines() {
      return read.current ?? []
    },
    get ready() {
      return read.current !== undefined
    },
  }
}
