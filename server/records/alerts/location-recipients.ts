import { can } from '#shared/domain/access/can.ts'
import { locationRecipientsKind } from '#shared/records/alerts/location-recipients.ts'
import { locationFacts } from '../../auth/location-facts.ts'
import { readLocationRecipients } from '../../database/repository/alerts/location-recipients.ts'
import { ownRecord } from '../own-record.ts'

/** One of a customer, for those who may see where its devices are; for everybody else no such query is ever made. */
export const locationRecipients = ownRecord(locationRecipientsKind, async ({ database, access }) => {
  if (access.organisationKind !== 'customer') return null
  const { organisationId: customerId } = access
  return can(access, 'view-location', await locationFacts(database, customerId))
    ? readLocationRecipients(database, customerId)
    : null
})
