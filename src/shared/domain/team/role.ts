import type { RoleId } from '../ids.ts'

/** A role that an organisation made for itself, as its people see it. */
export interface RoleRecord {
  id: RoleId
  name: string
  /** By name: a newer server may know more. */
  permissions: readonly string[]
  /** Counts what was decided about it. */
  version: number
}
