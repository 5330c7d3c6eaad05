import type { OrganisationId } from '#shared/domain/ids.ts'

/** On whose request personal data were erased: a sort of asker, never who it was. */
export const erasureAskers = ['person', 'company', 'msp', 'authority'] as const
export type ErasureAsker = (typeof erasureAskers)[number]

/** That a customer's personal data were erased (M25): the record of it, which holds none. */
export interface ErasureTable {
  id: string
  /** The customer. */
  organisation_id: OrganisationId
  asked_by: ErasureAsker
  at: number
  /** JSON: how many of each kind. */
  kinds: string
}
