import type { OrganisationKind } from '#shared/domain/organisation.ts'
import * as m from '../../../i18n/compiled/messages.js'

/** What a party's 10-digit ID is called. */
export function organisationIdLabel(kind: OrganisationKind): string {
  const labels = { msp: m.profile_id_msp, customer: m.profile_id_customer, reseller: m.profile_id_reseller }
  return labels[kind]()
}
