/** Whom the release of a customer concerns, on either side, and how they hear of it (C8). */
import type { AuditEvent } from '#shared/domain/audit-entry.ts'
import { guessLocale } from '#shared/domain/mail-language.ts'
import { isManaging, type RelationshipSide } from '#shared/domain/relationship.ts'
import type { Database } from '../../database/connection.ts'
import type { CustomerReleaseTable } from '../../database/tables/former-relationship-table.ts'
import { readAccountFacts } from '../../database/repository/document.ts'
import type { Relationship } from '../../database/repository/relationship.ts'
import type { UnitOfWork } from '../../database/unit-of-work.ts'
import type { UserTable } from '../../database/schema.ts'
import type { MailData, MailKind } from '../../mail/all-mails.ts'
import type { ReleaseData } from '../../mail/mails/release/release-content.ts'
import { queueMail } from '../../mail/queue.ts'
import type { Services } from '../../services.ts'
import type { AppointmentContext } from '../appointment/appoint-super-admin.ts'
import { audit, operator } from '../audit.ts'
import { listSuperAdmins, partyNames, type Recipient } from '../recipients.ts'

export type ReleaseContext = AppointmentContext

/** Of what isn't managed by an MSP alone its people have their part already. */
export function isReleasable(relationship: Pick<Relationship, 'status' | 'management_type'>): boolean {
  return isManaging(relationship) && relationship.management_type === 'fully'
}

/** Those who answer for that side, though they can't get in yet; of a company of which nobody has registered its contact. */
async function listReaders(
  database: Database,
  relationship: Relationship,
  side: RelationshipSide,
): Promise<Recipient[]> {
  const { msp_id, customer_id, work_email: email, account_document_id } = relationship
  const admins = await listSuperAdmins(database, side === 'msp' ? msp_id : customer_id)
  if (side === 'msp' || admins.length > 0) return admins
  const { country = '' } = await readAccountFacts(database, account_document_id)
  return [{ email, locale: guessLocale(country) }]
}

interface SideMail<Kind extends MailKind> {
  kind: Kind
  side: RelationshipSide
  dataFor(reader: Recipient, shared: ReleaseData): MailData[Kind] | Promise<MailData[Kind]>
}

/** Before the relationship ends: the contact is read from its account. */
export async function mailRelease<Kind extends MailKind>(
  context: ReleaseContext,
  { release, relationship }: { release: CustomerReleaseTable; relationship: Relationship },
  { kind, side, dataFor }: SideMail<Kind>,
): Promise<void> {
  const { trx } = context.unit
  const { customer_id: customerId, msp_id: mspId, id: decisionId } = release
  const { supportEmail } = context.services.config
  const shared = { ...(await partyNames(trx, relationship)), customerId, reader: side, supportEmail }
  const organisationId = side === 'msp' ? mspId : customerId
  for (const reader of await listReaders(trx, relationship, side)) {
    const data = await dataFor(reader, shared)
    await queueMail(context, { kind, organisationId, to: reader.email, locale: reader.locale, data, decisionId })
  }
}

/** It stands in the log of either side. `by` null: the operator. */
export async function auditRelease(
  context: { services: Pick<Services, 'log' | 'revocations'>; unit: UnitOfWork },
  { msp_id, customer_id }: CustomerReleaseTable,
  { event, by }: { event: AuditEvent; by: UserTable | null },
): Promise<void> {
  const subject = { kind: 'customer', id: customer_id, name: null, from: null, to: null } as const
  // What was only announced is in no journal.
  const journalled = event === 'release-announced' ? undefined : null
  for (const organisation_id of [msp_id, customer_id])
    await audit(context, { event, person: { id: by?.id ?? operator, organisation_id }, subject, journalled })
}
