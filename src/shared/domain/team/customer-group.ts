import type { GroupId, OrganisationId } from '../ids.ts'

/** Customers that an MSP put together by decision (M3), as those of its people see it who see all customers. */
export interface GroupRecord {
  id: GroupId
  name: string
  members: readonly OrganisationId[]
  /** Counts what was decided about it. */
  version: number
}
