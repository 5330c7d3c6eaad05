/**
 * What goes with a conversion (M14): the contact is invited, by one mail that also says what changed. Of a customer that has
 * people already nobody is: they see the account again by its type alone.
 */
import { Refusal } from '#shared/domain/refusal.ts'
import { localeSchema } from '#shared/domain/organisation.ts'
import { emailSchema } from '#shared/domain/user.ts'
import { readAccountFacts } from '../../database/repository/document.ts'
import { isContactElsewhere, saveRelationship } from '../../database/repository/relationship.ts'
import type { Effects } from '../effects.ts'
import { issueInvitation } from '../invitation/issue-invitation.ts'
import { requireFreeAddress } from '../invitation/require-free-address.ts'

export const convertCustomerEffects: Effects<'convert-customer'> = {
  fields: { workEmail: emailSchema, locale: localeSchema },
  async apply(carried, { workEmail, locale }) {
    const { trx } = carried.unit
    if (carried.state.registered) return
    // A person belongs to one company; of another MSP's customers nobody hears.
    if (await isContactElsewhere(trx, carried.relationship, workEmail))
      throw new Refusal('email-shared', { workEmail: 'email-shared' })
    await requireFreeAddress(carried, workEmail, 'jointly')
    const relationship = await saveRelationship(trx, carried.relationship, { work_email: workEmail })
    const { contactFirstName: firstName = '', contactLastName: lastName = '' } = await readAccountFacts(
      trx,
      relationship.account_document_id,
    )
    await issueInvitation(carried, relationship, { firstName, lastName, locale })
  },
}
