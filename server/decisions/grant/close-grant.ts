/**
 * What an MSP had under a grant goes with it (C7): invitations that it sent to the customer's admins die with their mails, and
 * its people's devices forget who is there. Whoever has registered stays, marked for good.
 */
import { changePerson, endGrantTo } from '../../auth/change-access.ts'
import { holdOrganisation } from '../../database/repository/organisation.ts'
import type { Relationship } from '../../database/repository/relationship.ts'
import { listInvitedByOther } from '../../database/repository/people/person-invitation.ts'
import type { UnitOfWork } from '../../database/unit-of-work.ts'
import { closePersonInvitation } from '../team/close-person-invitation.ts'
import { laterThan } from '../team/note-decided.ts'

/** The caller holds the relationship. */
export async function closeGrant(unit: UnitOfWork, relationship: Relationship): Promise<void> {
  const { msp_id, customer_id } = relationship
  await holdOrganisation(unit.trx, customer_id)
  for (const { id, version, decided_at } of await listInvitedByOther(unit.trx, customer_id, msp_id)) {
    await closePersonInvitation(unit, id)
    const revoked = { status: 'revoked', version: version + 1, decided_at: laterThan(decided_at, unit.now) } as const
    await changePerson(unit, id, revoked)
  }
  await endGrantTo(unit, relationship)
}
