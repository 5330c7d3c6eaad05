/** What an operator announced happens (C8): the relationship ends as by a delink, at most once, at whichever node is there first. */
import { guessLocale } from '#shared/domain/mail-language.ts'
import { Refusal } from '#shared/domain/refusal.ts'
import { appointSuperAdmin } from '../../commands/appointment/appoint-super-admin.ts'
import { listSuperAdmins } from '../../commands/recipients.ts'
import { auditRelease, isReleasable, mailRelease, type ReleaseContext } from '../../commands/release/release-parties.ts'
import { endRelease, findRelease } from '../../database/repository/customer/customer-release.ts'
import { lockDocuments, readAccountFacts } from '../../database/repository/document.ts'
import { getOrganisation } from '../../database/repository/organisation.ts'
import { findRelationship, type Relationship } from '../../database/repository/relationship.ts'
import { runUnitOfWork } from '../../database/unit-of-work.ts'
import type { CustomerReleaseTable } from '../../database/tables/former-relationship-table.ts'
import type { Services } from '../../services.ts'
import { endRelationship } from '../delink/end-relationship.ts'

/** Whether it came to pass: it may have been stopped, or be done, or there may be nothing to release any more. */
export async function releaseCustomer(services: Services, id: string): Promise<boolean> {
  const { result } = await runUnitOfWork(services, (unit) => release({ services, unit }, id))
  return result
}

async function release(context: ReleaseContext, id: string): Promise<boolean> {
  const { trx, now } = context.unit
  const announced = (await findRelease(trx, id))!
  const relationship = await holdRelationship(context, announced)
  const due = await findRelease(trx, id, { lock: true })
  if (due?.state !== 'open') return false
  // The MSP has shared it, or it manages it no more: nobody is shut out.
  const isVoid = !relationship || !isReleasable(relationship)
  await endRelease(trx, id, { state: isVoid ? 'void' : 'released', ended_at: now })
  if (isVoid) return false
  await tell(context, due, relationship)
  const actor = { userId: null, organisationId: due.customer_id }
  await endRelationship(context.unit, relationship, { actor, itemId: null, event: 'customer-released' })
  const ended = {
    relationshipId: relationship.id,
    itemId: null,
    at: now,
    ...actor,
    event: 'customer-released',
  } as const
  context.unit.afterCommit(() => context.services.revocations.delinked(ended))
  return true
}

/** With its documents, which are locked before it. */
async function holdRelationship(
  { unit }: ReleaseContext,
  { relationship_id }: CustomerReleaseTable,
): Promise<Relationship | undefined> {
  const seen = await findRelationship(unit.trx, relationship_id)
  await lockDocuments(unit.trx, seen ? [seen.account_document_id, seen.private_document_id] : [])
  return findRelationship(unit.trx, relationship_id, { lock: true })
}

async function tell(context: ReleaseContext, due: CustomerReleaseTable, relationship: Relationship): Promise<void> {
  await auditRelease(context, due, { event: 'customer-released', by: null })
  const isAnsweredFor = (await listSuperAdmins(context.unit.trx, due.customer_id)).length > 0
  if (!isAnsweredFor) await inviteContact(context, relationship)
  for (const side of ['msp', 'customer'] as const)
    await mailRelease(
      context,
      { release: due, relationship },
      { kind: 'customer-released', side, dataFor: (_reader, shared) => ({ ...shared, isAnsweredFor }) },
    )
}

/** Nobody has registered: the contact gets a link to register by, as its super admin. */
async function inviteContact(
  context: ReleaseContext,
  { customer_id, account_document_id, work_email: email }: Relationship,
): Promise<void> {
  const { trx } = context.unit
  const facts = await readAccountFacts(trx, account_document_id)
  const { contactFirstName: firstName = '', contactLastName: lastName = '', country = '' } = facts
  const contact = { email, firstName, lastName, locale: guessLocale(country) }
  await appointSuperAdmin(context, await getOrganisation(trx, customer_id), contact).catch((error: unknown) => {
    // Whoever has that address belongs elsewhere since it was announced: the operator makes somebody else super admin.
    if (!(error instanceof Refusal)) throw error
  })
}
