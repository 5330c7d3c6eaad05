/**
 * What goes with another contact (M27): where nobody has registered yet the links sent so far die and the new address is
 * invited; of a fully managed customer both addresses hear who manages the account, and that there is no sign-in to use.
 */
import type { ContactFields } from '#shared/decisions/customer/change-contact.ts'
import { contactShape } from '#shared/domain/account/contact-form.ts'
import { Refusal } from '#shared/domain/refusal.ts'
import { hasName } from '#shared/domain/text/person-name.ts'
import { partyNames, senderOf } from '../../commands/recipients.ts'
import { holdOrganisation } from '../../database/repository/organisation.ts'
import { isContactElsewhere, saveDecision } from '../../database/repository/relationship.ts'
import type { InvitationTable } from '../../database/schema.ts'
import { queueMail } from '../../mail/queue.ts'
import type { Carried, Effects } from '../effects.ts'
import { closeInvitation } from '../invitation/close-invitation.ts'
import { issueInvitation } from '../invitation/issue-invitation.ts'
import { requireFreeAddress } from '../invitation/require-free-address.ts'

export const changeContactEffects: Effects<'change-contact'> = {
  fields: contactShape,
  async apply(carried, contact) {
    const { relationship: before, unit, access } = carried
    const { trx } = unit
    if (!hasName(contact.firstName, contact.lastName))
      throw new Refusal('invalid-input', { firstName: 'name-required' })
    const isInvited = before.management_type === 'jointly'
    const isOther = contact.workEmail !== before.work_email
    let former: InvitationTable | undefined
    if (isInvited) {
      await holdOrganisation(trx, access.organisationId)
      former = await closeInvitation(carried)
      // A person belongs to one company; of another MSP's customers nobody hears.
      if (isOther && (await isContactElsewhere(trx, before, contact.workEmail)))
        throw new Refusal('email-shared', { workEmail: 'email-shared' })
    }
    await requireFreeAddress(carried, contact.workEmail, before.management_type)
    const decided = { work_email: contact.workEmail }
    const relationship = await saveDecision(trx, before, decided, { now: unit.now, reminds: false })
    if (isInvited) await issueInvitation(carried, relationship, contact)
    else if (isOther) await tell(carried, contact, 'new')
    // Whoever never got an invitation has no link to lose, and may be a stranger.
    const knows = !isInvited || (former?.sent_count ?? 0) > 0
    if (isOther && knows) await tell(carried, { ...contact, workEmail: before.work_email }, 'former')
  },
}

async function tell(
  carried: Carried,
  { firstName, lastName, workEmail, locale }: ContactFields,
  reader: 'new' | 'former',
) {
  const { unit, services, relationship, access, itemId } = carried
  const { organisationId, userId } = access
  const sender = await senderOf(unit.trx, relationship)
  const replyTo = sender.replyAddress || (services.config.supportEmail ?? '')
  await queueMail(carried, {
    kind: 'contact-changed',
    organisationId: relationship.customer_id,
    to: workEmail,
    locale,
    data: {
      ...(await partyNames(unit.trx, relationship)),
      reader,
      isInvited: relationship.management_type === 'jointly',
      // What the former one is called only their own mail said.
      firstName: reader === 'new' ? firstName || lastName : '',
      replyTo,
      sender,
    },
    ...(replyTo !== '' && { replyTo }),
    decisionId: itemId,
    ...(reader === 'new' && { asking: { organisationId, userId, within: null } }),
  })
}
