/** `Decline` in the invitation: nothing is deleted, and the MSP is told (M7). */
import { updateInvitation } from '../../database/repository/invitation.ts'
import { cancelInvitationMails } from '../../database/repository/mail.ts'
import { runUnitOfWork } from '../../database/unit-of-work.ts'
import type { Services } from '../../services.ts'
import { noteDeadLinks } from '../end-links.ts'
import { mailMsp } from '../mail-msp.ts'
import { partyNames } from '../recipients.ts'
import { publishRelationship, recordDecision } from '../record-change.ts'
import { requireInvitation } from './requested-invitation.ts'

/** Throws Refusal as {@link requireInvitation} does. */
export async function declineInvitation(services: Services, token: string): Promise<void> {
  await runUnitOfWork(services, async (unit) => {
    const { invitation, relationship } = await requireInvitation(unit.trx, services, token, 'decline', {
      now: unit.now,
      lock: true,
    })
    await updateInvitation(unit.trx, invitation.id, { state: 'declined', answered_at: unit.now })
    await cancelInvitationMails(unit.trx, invitation.id)
    noteDeadLinks({ services, unit }, { purpose: 'invitation', subjectId: invitation.id, state: 'declined' })
    const names = await partyNames(unit.trx, relationship)
    const data = { ...names, email: invitation.email, customerId: relationship.customer_id }
    await mailMsp({ services, unit }, relationship, { kind: 'invitation-declined', data, decisionId: invitation.id })
    await recordDecision(unit, {
      event: 'invitation-declined',
      relationship,
      actor: { userId: null, organisationId: relationship.customer_id },
    })
    publishRelationship(unit, relationship)
  })
}
