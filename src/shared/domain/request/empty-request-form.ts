import type { ManagementType } from '../relationship.ts'
import type { ServiceId } from '../service.ts'
import type { ShownCustomer } from './shown-customer.ts'

export interface RequestForm {
  /** As it was typed. */
  customerId: string
  /** What LOOK UP showed of that ID; null before. */
  shown: ShownCustomer | null
  managementType: ManagementType
  services: ServiceId[]
}

export const emptyRequestForm: RequestForm = { customerId: '', shown: null, managementType: 'jointly', services: [] }
