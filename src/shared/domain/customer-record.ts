import type { JointAsk } from './request/joint-ask.ts'
import type { DocumentId, OrganisationId, RelationshipId } from './ids.ts'
import { invitationStateAt, type InvitationSummary } from './invitation.ts'
import { isOpenRequest, type ManagementRequest } from './request/management-request.ts'
import type { ManagementType, RelationshipStatus } from './relationship.ts'
import type { ServiceId } from './service.ts'
import type { AskedServices, ManagedService } from './service-record.ts'
import { websiteHost } from './text/website-address.ts'

/**
 * One relationship as its MSP or its customer may see it (SYNC5: `mspPrivate` is built for the MSP only).
 * The facts in it are copies for lists and search; the document is where they are edited.
 */
export interface RelationshipRecord {
  id: RelationshipId
  customerId: OrganisationId
  mspId: OrganisationId
  mspName: string
  managementType: ManagementType
  status: RelationshipStatus
  /** Counts decisions; a command names the version it answers (PUSH2). */
  version: number
  services: ServiceId[]
  workEmail: string
  invitation: InvitationSummary | null
  delink: { requestedAt: number; remindedAt: number | null } | null
  devices: number
  addedAt: number
  modifiedAt: number
  /** When it was made jointly managed (M14), ms; null where it was so from the beginning, or isn't. */
  convertedAt: number | null
  /** Since when the customer lets this MSP make admins and roles for it (C7), ms; null while it doesn't. */
  adminsGrantedAt: number | null
  /** Read by `managedServicesOf`. */
  unusualServices: ManagedService[]
  /** Of a customer that had an account before it was added (M10); null for others. */
  request: ManagementRequest | null
  /** Services that the MSP asks to manage besides (M13); null while it asks for none. */
  askedServices: AskedServices | null
  /** Fully managed, it asks for joint management (C8); null while it doesn't. */
  jointAsk: JointAsk | null
  accountDocumentId: DocumentId
  facts: {
    companyName: string
    country: string
    city: string
    contactFirstName: string
    contactLastName: string
    /** For search alone, a line each: the digits of phones, the website's host, and the first 300 characters of the notes. */
    searched: string
  }
  mspPrivate: {
    documentId: DocumentId
    internalReference: string
    tags: string[]
    notes: string
  } | null
}

const notesInRow = 300
const digitsOf = (phone: string) => phone.normalize('NFKC').replace(/\D/g, '')

/** What lists show of an account's facts. */
export function rowFacts(values: Readonly<Record<string, string>>): RelationshipRecord['facts'] {
  const read = (field: string) => values[field] ?? ''
  return {
    companyName: read('companyName'),
    country: read('country'),
    city: read('city'),
    contactFirstName: read('contactFirstName'),
    contactLastName: read('contactLastName'),
    searched: [
      digitsOf(read('phone')),
      digitsOf(read('contactPhone')),
      websiteHost(read('website')),
      read('notes').slice(0, notesInRow),
    ]
      .filter((each) => each !== '')
      .join('\n'),
  }
}

/** What lists show of an MSP's private facts. */
export function rowPrivateFacts(
  documentId: DocumentId,
  values: Readonly<Record<string, string>>,
  tags: string[],
): NonNullable<RelationshipRecord['mspPrivate']> {
  const notes = (values['privateNotes'] ?? '').slice(0, notesInRow)
  return { documentId, internalReference: values['internalReference'] ?? '', tags, notes }
}

/** A customer's own company account: which document it has now and whether an MSP manages it. */
export interface AccountRecord {
  /** Its Customer ID. */
  id: OrganisationId
  documentId: DocumentId
  relationshipId: RelationshipId | null
}

/** Whether somebody at the customer has an account. One that had one before it was added was never invited. */
export function hasRegistered({
  managementType,
  invitation,
}: Pick<RelationshipRecord, 'managementType' | 'invitation'>) {
  return managementType === 'jointly' && (invitation === null || invitation.state === 'registered')
}

export type ListStatus =
  RelationshipStatus | 'request-expired' | 'invited' | 'invitation-expired' | 'invitation-declined'

/** The list shows how the invitation stands instead of `Active` until a customer registers that was jointly managed from the beginning. */
export function listStatusAt(
  record: Pick<RelationshipRecord, 'status' | 'invitation' | 'managementType' | 'convertedAt' | 'request'>,
  now: number,
): ListStatus {
  if (record.status === 'pending') return isOpenRequest(record, now) ? 'pending' : 'request-expired'
  if (record.status !== 'active' || record.managementType !== 'jointly' || record.convertedAt !== null)
    return record.status
  const state = invitationStateAt(record.invitation, now)
  if (state === 'waiting' || state === 'sent' || state === 'refused') return 'invited'
  if (state === 'declined') return 'invitation-declined'
  if (state === 'expired' || state === 'revoked') return 'invitation-expired'
  return 'active'
}
