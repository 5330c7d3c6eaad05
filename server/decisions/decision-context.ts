import type { ItemId, StoreId } from '#shared/domain/ids.ts'
import type { Access } from '../auth/access.ts'
import type { UnitOfWork } from '../database/unit-of-work.ts'
import type { Services } from '../services.ts'

/** What every decision of a device is decided with. */
export interface DecisionContext {
  services: Services
  unit: UnitOfWork
  access: Access
  storeId: StoreId
  itemId: ItemId
  /** When it was made, by the server's reckoning (DOC3), ms. */
  stamp: number
  /** How long it waited on the device, ms. */
  waitedMs: number
}
