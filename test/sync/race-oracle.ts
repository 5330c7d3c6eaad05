// What may become of a relationship, told anew and apart from the code that decides: by the names of the log's events alone.
import type { ManagementType, RelationshipSide, RelationshipStatus } from '#shared/domain/relationship.ts'
import type { RelationshipTable } from '../../server/database/tables/relationship-table.ts'

export interface Standing {
  status: RelationshipStatus
  managementType: ManagementType
}

export interface LoggedEvent {
  event: string
  side: RelationshipSide
}

const other = { msp: 'customer', customer: 'msp' } as const
const asked = (side: RelationshipSide) => `delink-requested-by-${side}` as const

/** From which status to which; what isn't here changes neither status nor type, and needs a relationship that goes on. */
const moves: Record<string, (side: RelationshipSide) => { from: RelationshipStatus[]; to: RelationshipStatus }> = {
  'delink-requested': (side) => ({ from: ['active'], to: asked(side) }),
  'delink-withdrawn': (side) => ({ from: [asked(side)], to: 'active' }),
  'delink-rejected': (side) => ({ from: [asked(other[side])], to: 'active' }),
  'delink-accepted': (side) => ({ from: [asked(other[side])], to: 'delinked' }),
  'customer-removed': () => ({ from: ['active'], to: 'delinked' }),
  'customer-closed': () => ({ from: ['active'], to: 'delinked' }),
  'request-renewed': () => ({ from: ['pending', 'rejected'], to: 'pending' }),
  'request-withdrawn': () => ({ from: ['pending', 'rejected', 'no-longer-possible'], to: 'withdrawn' }),
  'request-accepted': () => ({ from: ['pending'], to: 'active' }),
  'request-rejected': () => ({ from: ['pending'], to: 'rejected' }),
  'request-closed': () => ({ from: ['pending'], to: 'no-longer-possible' }),
}
const beginnings: Record<string, RelationshipStatus> = { 'customer-added': 'active', 'request-sent': 'pending' }
const ends: RelationshipStatus[] = ['delinked', 'withdrawn']
/** For jointly managed customers alone. */
const jointly = /^(delink-|customer-removed|admins-|services-(asked|accepted|rejected|withdrawn))/

/** Null: it can't have come next. `type` is what a relationship that begins is to be. */
function step(before: Standing | null, { event, side }: LoggedEvent, type: ManagementType): Standing | null {
  const beginning = beginnings[event]
  if (beginning) return before ? null : { status: beginning, managementType: type }
  if (!before || ends.includes(before.status)) return null
  if (jointly.test(event) && before.managementType !== 'jointly') return null
  if (event === 'customer-converted')
    return before.managementType === 'fully' && before.status === 'active'
      ? { status: 'active', managementType: 'jointly' }
      : null
  if (event === 'customer-closed' && before.managementType !== 'fully') return null
  const move = moves[event]?.(side)
  if (!move) return before
  return move.from.includes(before.status) ? { ...before, status: move.to } : null
}

/** Whether these, logged at about the same time, lead from one to the other in some order. */
export function explains(
  before: Standing | null,
  events: readonly LoggedEvent[],
  after: Standing,
  begunAs: readonly ManagementType[] = ['jointly', 'fully'],
): boolean {
  if (events.length === 0)
    return before !== null && before.status === after.status && before.managementType === after.managementType
  return events.some((event, place) => {
    const rest = events.toSpliced(place, 1)
    return begunAs.some((type) => {
      const next = step(before, event, type)
      return next !== null && explains(next, rest, after, begunAs)
    })
  })
}

/** What holds of every row, whatever happened: nothing of an open question, a grant or a request outlives its time. */
export function isLegal(row: RelationshipTable): boolean {
  const isAsked = row.status.startsWith('delink-requested')
  const managing = row.status === 'active' || isAsked
  const shared = managing && row.management_type === 'jointly'
  return (
    (row.delink_requested_at !== null) === isAsked &&
    (!isAsked || shared) &&
    (row.admins_granted_at === null || shared) &&
    (row.asked_services === null || shared) &&
    (row.ended_at !== null) === ends.includes(row.status) &&
    (managing || row.status === 'delinked' || (row.requested_at !== null && row.looked_up !== null))
  )
}
