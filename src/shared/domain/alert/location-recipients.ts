/** Who hears of alerts about where devices are (S2): the customer's alone to see and to choose, so it is in no document that an MSP edits. */
import type { OrganisationId } from '../ids.ts'
import { alertsAtFirst, type AlertSettings } from './alert-recipient.ts'

export interface LocationRecipientsRecord {
  /** The customer. */
  id: OrganisationId
  /** Of those who may see where devices are. */
  allAdmins: boolean
  groupManagers: boolean
}

export type LocationTarget = keyof Omit<LocationRecipientsRecord, 'id'>

export function locationRecipientsAtFirst(id: OrganisationId): LocationRecipientsRecord {
  const { allAdmins, groupManagers } = alertsAtFirst
  return { id, allAdmins, groupManagers }
}

/** No further addresses: nobody but the customer's own people hears of it. */
export function locationSettings({ allAdmins, groupManagers }: LocationRecipientsRecord): AlertSettings {
  return { allAdmins, groupManagers, addresses: [] }
}
