/** Who gets the mail of an alert (S2): one pure rule, over everything it depends on. Each address once, by the first reason. */
import type { Permission } from '../access/permission.ts'
import type { UserId } from '../ids.ts'
import type { ManagementType, RelationshipSide } from '../relationship.ts'
import type { AlertCategory } from './alert-category.ts'
import type { AlertSettings } from './alert-recipient.ts'

export type AlertReason = 'all-admins' | 'group-managers' | 'address'

export interface AlertPerson {
  userId: UserId
  /** Theirs, in small letters. */
  address: string
  /** Neither invited only, nor blocked or gone. */
  isActive: boolean
  /** An MSP's person's: whether this customer is among theirs. Of a customer's people always true. */
  isInScope: boolean
  permissions: ReadonlySet<Permission>
}

export interface AlertAudience {
  category: AlertCategory
  settings: AlertSettings
  /** null: no MSP manages the customer. */
  managementType: ManagementType | null
  /** Everybody of the MSP that manages it, those included who are blocked or don't have this customer. */
  msp: readonly AlertPerson[]
  /** Everybody of the customer, those included who are blocked. */
  customer: readonly AlertPerson[]
  /** Whose address at the customer isn't a person's: its contact's. */
  customerAddresses: readonly string[]
  /** Who manages the device's group. */
  managers: ReadonlySet<UserId>
  /** Those of nobody here who said that they want such mails. */
  confirmed: ReadonlySet<string>
}

export interface AlertRecipient {
  address: string
  /** null: an address of nobody here. */
  userId: UserId | null
  side: RelationshipSide | null
  why: AlertReason
}

/** Why an additional recipient gets no mail at present; null: it gets one. */
export type AddressStop = 'customer-fully-managed' | 'person-without-access' | 'not-confirmed'

export function alertRecipients(audience: AlertAudience): AlertRecipient[] {
  const { category, settings, managers } = audience
  if (category === 'location') return byAddress(locationRecipients(audience))
  const { msp, customer } = hearing(audience)
  return byAddress([
    ...(settings.allAdmins ? [...named(msp, 'msp', 'all-admins'), ...named(customer, 'customer', 'all-admins')] : []),
    ...(settings.groupManagers
      ? named(
          customer.filter(({ userId }) => managers.has(userId)),
          'customer',
          'group-managers',
        )
      : []),
    ...settings.addresses.flatMap((address) => additional(audience, address)),
  ])
}

/** What keeps an additional recipient from getting mails; nothing of it takes the recipient out of the settings. */
export function addressStop(audience: Omit<AlertAudience, 'category' | 'settings' | 'managers'>, address: string) {
  const { managementType, msp, customer, customerAddresses, confirmed } = audience
  const ofCustomer = customer.find((person) => person.address === address)
  if (managementType === 'fully' && (ofCustomer || customerAddresses.includes(address)))
    return 'customer-fully-managed' satisfies AddressStop
  const person = ofCustomer ?? (managementType === null ? undefined : msp.find((one) => one.address === address))
  if (person) return mayHear(person) ? null : ('person-without-access' satisfies AddressStop)
  return confirmed.has(address) || customerAddresses.includes(address) ? null : ('not-confirmed' satisfies AddressStop)
}

function mayHear({ isActive, isInScope, permissions }: AlertPerson): boolean {
  return isActive && isInScope && permissions.has('view')
}

/** Who has the customer's devices in sight: of a fully managed one only the MSP. */
function hearing({ managementType, msp, customer }: AlertAudience) {
  return {
    msp: managementType === null ? [] : msp.filter(mayHear),
    customer: managementType === 'fully' ? [] : customer.filter(mayHear),
  }
}

/** Where a device is concerns the customer's people who may see that, and nobody else: no MSP's person, no other address. */
function locationRecipients(audience: AlertAudience): AlertRecipient[] {
  const { settings, managers } = audience
  const { customer } = hearing(audience)
  const people = customer.filter(({ permissions }) => permissions.has('view-location'))
  const managing = people.filter(({ userId }) => managers.has(userId))
  return [
    ...(settings.allAdmins ? named(people, 'customer', 'all-admins') : []),
    ...(settings.groupManagers ? named(managing, 'customer', 'group-managers') : []),
  ]
}

function named(people: readonly AlertPerson[], side: RelationshipSide, why: AlertReason): AlertRecipient[] {
  return people.map(({ userId, address }) => ({ address, userId, side, why }))
}

function additional(audience: AlertAudience, address: string): AlertRecipient[] {
  if (addressStop(audience, address) !== null) return []
  const ofCustomer = audience.customer.find((person) => person.address === address)
  if (ofCustomer) return named([ofCustomer], 'customer', 'address')
  const ofMsp = audience.managementType === null ? undefined : audience.msp.find((one) => one.address === address)
  return ofMsp ? named([ofMsp], 'msp', 'address') : [{ address, userId: null, side: null, why: 'address' }]
}

function byAddress(recipients: readonly AlertRecipient[]): AlertRecipient[] {
  const first = new Map<string, AlertRecipient>()
  for (const recipient of recipients) if (!first.has(recipient.address)) first.set(recipient.address, recipient)
  return [...first.values()]
}
