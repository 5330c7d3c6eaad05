/**
 * What goes with a conversion (M14): the contact is invited, by one mail that also says what changed. Of a customer that has
 * people already nobody is: they see the account again by its type alone, and are told by mail.
 */
import { convertCustomer, type ConvertFields } from '#shared/decisions/customer/convert-customer.ts'
import { isManaging } from '#shared/domain/relationship.ts'
import { Refusal } from '#shared/domain/refusal.ts'
import { localeSchema } from '#shared/domain/organisation.ts'
import { emailSchema } from '#shared/domain/user.ts'
import { moveAccessTo } from '../../auth/change-access.ts'
import { lockDocuments, readAccountFacts } from '../../database/repository/document.ts'
import { isContactElsewhere, saveRelationship, type Relationship } from '../../database/repository/relationship.ts'
import { findRelationship } from '../../database/repository/relationship.ts'
import type { Converted } from '../../database/journal-entries.ts'
import type { UnitOfWork } from '../../database/unit-of-work.ts'
import type { Services } from '../../services.ts'
import type { Carried, Effects } from '../effects.ts'
import { enact } from '../enact.ts'
import { readState } from '../read-state.ts'
import { partyNames, personFor, senderOf } from '../../commands/recipients.ts'
import { listActiveUsers } from '../../database/repository/user.ts'
import { queueMail } from '../../mail/queue.ts'
import { issueInvitation, type InvitingContext } from '../invitation/issue-invitation.ts'
import { requireFreeAddress } from '../invitation/require-free-address.ts'

export const convertCustomerEffects: Effects<'convert-customer'> = {
  fields: { workEmail: emailSchema, locale: localeSchema },
  async apply(carried, { workEmail, locale }) {
    const { trx } = carried.unit
    noteConverted(carried, { workEmail, locale })
    if (carried.state.registered) return mailPeople(carried)
    // A person belongs to one company; of another MSP's customers nobody hears.
    if (await isContactElsewhere(trx, carried.relationship, workEmail))
      throw new Refusal('email-shared', { workEmail: 'email-shared' })
    await requireFreeAddress(carried, workEmail, 'jointly')
    await inviteContact(carried, carried.relationship, { workEmail, locale })
  },
}

/** Kept outside the database: a backup would shut its people out again (SYNC3). */
function noteConverted(
  { services, unit, access, itemId, relationship }: Carried,
  { workEmail, locale }: ConvertFields,
): void {
  const { userId, organisationId } = access
  const converted = { id: relationship.id, itemId, at: unit.now, userId, organisationId, workEmail, locale }
  unit.afterCommit(() => services.revocations.converted(converted))
}

/** Everybody who can sign in there: their roles are what they were. */
async function mailPeople(carried: Carried): Promise<void> {
  const { unit, access, itemId, relationship } = carried
  const { trx } = unit
  const sender = await senderOf(trx, relationship)
  const data = {
    ...(await partyNames(trx, relationship)),
    customerId: relationship.customer_id,
    reader: 'customer' as const,
    person: personFor(access, 'msp', 'customer'),
    sender,
  }
  for (const { email: to, locale } of await listActiveUsers(trx, relationship.customer_id))
    await queueMail(carried, {
      ...{ kind: 'account-shared', organisationId: relationship.customer_id, to, locale, data, decisionId: itemId },
      ...(sender.replyAddress && { replyTo: sender.replyAddress }),
    })
}

async function inviteContact(
  context: InvitingContext,
  converted: Relationship,
  { workEmail, locale }: ConvertFields,
): Promise<void> {
  const { trx } = context.unit
  const relationship = await saveRelationship(trx, converted, { work_email: workEmail })
  const { contactFirstName: firstName = '', contactLastName: lastName = '' } = await readAccountFacts(
    trx,
    relationship.account_document_id,
  )
  await issueInvitation(context, relationship, { firstName, lastName, locale })
}

/** Should a restored backup not have it. Whether anything had to be done. The invitation goes out anew: the links of the one before are gone. */
export async function replayConverted(services: Services, unit: UnitOfWork, converted: Converted): Promise<boolean> {
  const { id, userId, organisationId, itemId } = converted
  const seen = await findRelationship(unit.trx, id)
  await lockDocuments(unit.trx, seen ? [seen.account_document_id, seen.private_document_id] : [])
  const before = await findRelationship(unit.trx, id, { lock: true })
  if (!before || !isManaging(before) || before.management_type !== 'fully') return false
  const { state } = await readState(unit.trx, before)
  const relationship = await enact(unit, before, {
    decision: convertCustomer,
    patch: { managementType: 'jointly' },
    event: 'customer-converted',
    actor: { userId, organisationId },
    itemId,
  })
  const context = { services, unit, itemId: itemId ?? unit.ids.randomId(), access: null }
  if (!state.registered) await inviteContact(context, relationship, converted)
  await moveAccessTo(unit, relationship)
  return true
}
