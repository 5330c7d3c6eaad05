import { resendAction } from '#shared/domain/invitation.ts'
import { guessLocale } from '#shared/domain/mail-language.ts'
import type { Locale } from '#shared/domain/organisation.ts'
import { Refusal } from '#shared/domain/refusal.ts'
import { readAccountFacts } from '../../database/repository/document.ts'
import { findInvitationBefore } from '../../database/repository/invitation.ts'
import type { InvitationTable } from '../../database/schema.ts'
import type { Carried, Effects } from '../effects.ts'
import { issueInvitation, remindInvitation } from './issue-invitation.ts'
import { requireFreeAddress } from './require-free-address.ts'

const weekMs = 7 * 24 * 60 * 60 * 1000

/** The mail: of the same invitation while it is open, of a new one afterwards (M7). */
export const resendInvitationEffects: Effects<'resend-invitation'> = {
  async apply(carried) {
    const { unit, relationship, state } = carried
    const invitation = carried.invitation!
    const locale = invitation.locale ?? (await languageByCountry(carried))
    const invitee = { firstName: invitation.first_name, lastName: invitation.last_name, locale }
    if (resendAction(state.invitation, unit.now) === 'remind') {
      await remindInvitation(carried, relationship, { ...invitation, expires_at: invitation.expires_at! }, invitee)
      return
    }
    await requireAskedAgain(carried, invitation)
    await requireFreeAddress(carried, relationship.work_email, relationship.management_type)
    await issueInvitation(carried, relationship, invitee)
  },
}

/** Who said no is asked once more when they asked for it, and, should they say no again, a week later at the earliest. */
async function requireAskedAgain({ unit }: Carried, invitation: InvitationTable): Promise<void> {
  if (invitation.state !== 'declined' || unit.now - invitation.created_at >= weekMs) return
  const earlier = await findInvitationBefore(unit.trx, invitation)
  if (earlier?.state === 'declined') throw new Refusal('reminded-recently')
}

/** Of an invitation that was issued before its language could be chosen. */
async function languageByCountry({ unit, relationship }: Carried): Promise<Locale> {
  const { country = '' } = await readAccountFacts(unit.trx, relationship.account_document_id)
  return guessLocale(country)
}
