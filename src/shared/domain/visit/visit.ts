/** When people of an MSP were in a customer's account (H7): neither a fact of the account nor a decision about it. */
import type { ActivityActor } from '../document/change-record.ts'
import type { RelationshipId } from '../ids.ts'
import type { ServiceId } from '../service.ts'

export interface VisitRecord {
  id: string
  relationshipId: RelationshipId
  /** As the reader may see them: by name inside the organisation, masked outside it (M23). */
  actor: ActivityActor
  /** By the server's reckoning (DOC3), ms. */
  from: number
  to: number
  /** Whose consoles were opened, in the order of the catalogue; none: the account alone. */
  services: ServiceId[]
  /** Some of it nobody could be told of at once. */
  madeOffline: boolean
}

/** A visit as the device that makes it keeps it until the server has it; its times are the device's clock. */
export interface OwnVisit extends Pick<
  VisitRecord,
  'id' | 'relationshipId' | 'from' | 'to' | 'services' | 'madeOffline'
> {
  /** The server has not been told of what it says now. */
  isUnsent: 0 | 1
}

/** After so long without anything done it is over, ms: what is done later is another one. */
export const visitEndsAfterMs = 30 * 60 * 1000

/** As long as it is kept, ms. */
export const keptVisitsMs = 180 * 24 * 60 * 60 * 1000

type Span = Pick<VisitRecord, 'from' | 'to'>

/** Whether the two are one visit: less than its end lies between them. */
export function isSameVisit(left: Span, right: Span): boolean {
  return left.from <= right.to + visitEndsAfterMs && right.from <= left.to + visitEndsAfterMs
}

type Told = Pick<VisitRecord, 'from' | 'to' | 'services' | 'madeOffline'>

/** The two as one. */
export function joinVisits(left: Told, right: Told): Told {
  return {
    from: Math.min(left.from, right.from),
    to: Math.max(left.to, right.to),
    services: [...new Set([...left.services, ...right.services])].toSorted(),
    madeOffline: left.madeOffline || right.madeOffline,
  }
}
