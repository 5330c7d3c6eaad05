/** Who gets the mails of a category at present, in words, as far as this device knows the people (S2). */
import { alertsAtFirst, type AlertSettings } from '#shared/domain/alert/alert-recipient.ts'
import type { LocationRecipientsRecord, LocationTarget } from '#shared/domain/alert/location-recipients.ts'
import type { ManagementType } from '#shared/domain/relationship.ts'
import { getLocale } from '../../../i18n/compiled/runtime.js'
import * as m from '../../../i18n/compiled/messages.js'

export interface KnownPerson {
  address: string
  name: string
  /** They may see the account now. */
  isActive: boolean
}

export interface RecipientsContext {
  company: string
  /** The MSP that manages it; empty: none does. */
  msp: string
  managementType: ManagementType | null
  /** One's own. */
  people: readonly KnownPerson[]
  /** The customer's contact, who is nobody with access. */
  contact: string
  /** Addresses of nobody here, as far as the server has asked them. */
  unconfirmed: readonly string[]
}

/** What somebody should know about an additional recipient: why no mail goes there, or whose address it is. */
export function addressNote(address: string, context: RecipientsContext): { words: string; getsMail: boolean } {
  const { people, contact, company, msp, managementType, unconfirmed } = context
  const person = people.find((each) => each.address === address)
  if (person && !person.isActive) return { words: m.alert_note_blocked(), getsMail: false }
  if (person) return { words: person.name, getsMail: true }
  if (managementType === 'fully' && address === contact)
    return { words: m.alert_note_paused({ company, msp }), getsMail: false }
  if (unconfirmed.includes(address)) return { words: m.alert_note_unconfirmed(), getsMail: false }
  return { words: '', getsMail: true }
}

export function recipientsNow(settings: AlertSettings, context: RecipientsContext): string {
  const { company, msp, managementType, people } = context
  const { allAdmins, groupManagers, addresses } = { ...alertsAtFirst, ...settings }
  const hearing = [
    ...(allAdmins && managementType !== null ? [m.alert_now_admins({ organisation: msp })] : []),
    ...(allAdmins && managementType !== 'fully' ? [m.alert_now_admins({ organisation: company })] : []),
    ...(groupManagers && managementType !== 'fully' ? [m.alert_now_managers()] : []),
    ...addresses
      .filter((address) => addressNote(address, context).getsMail)
      .map((address) => people.find((each) => each.address === address)?.name ?? address),
  ]
  return mailGoesTo(hearing)
}

/** Of where devices are: the customer's own people, whoever manages it. */
export function locationRecipientsNow(
  { allAdmins, groupManagers }: Pick<LocationRecipientsRecord, LocationTarget>,
  company: string,
): string {
  return mailGoesTo([
    ...(allAdmins ? [m.location_now_people({ company })] : []),
    ...(groupManagers ? [m.location_now_managers()] : []),
  ])
}

function mailGoesTo(hearing: readonly string[]): string {
  if (hearing.length === 0) return m.alert_now_nobody()
  return m.alert_now({ who: new Intl.ListFormat(getLocale(), { type: 'conjunction' }).format(hearing) })
}
