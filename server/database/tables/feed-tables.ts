/** What devices are told, and what they told. */
import type { ItemId, OrganisationId, StoreId, UserId } from '#shared/domain/ids.ts'

export interface FeedHeadTable {
  organisation_id: OrganisationId
  number: number
}

export interface FeedEntryTable {
  organisation_id: OrganisationId
  number: number
  entry_id: string
  at: number
  /** The name of its kind of record. */
  collection: string
  /** Id of the record, or of up to 512 that one act changed (`keysOf`). What an edit changed comes with its document. */
  key: string
  /** What the record is seen with and goes with, where that was said. */
  root: string | null
  /** The only person whom this concerns; null: everybody of the organisation who may see it. */
  user_id: UserId | null
  /** For documents: the seq this entry brought; 0 when the whole document is new or gone. */
  seq: number
}

export interface DeviceStoreTable {
  id: StoreId
  /** The user's, as for its items. */
  organisation_id: OrganisationId
  user_id: UserId
  last_number: number
  /** Read by the first release only; goes with the next. */
  last_stamp: number
  seen_at: number
}

/** What was answered to each item, so that a repeat gets the same answer and no second effect (PUSH1). */
export interface DeviceItemTable {
  organisation_id: OrganisationId
  store_id: StoreId
  number: number
  item_id: ItemId
  hash: string
  /** JSON of Answer. */
  answer: string
  at: number
}
