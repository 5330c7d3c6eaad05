/** One address has one account (FC8): who else invited somebody there is told at once that the invitation leads nowhere with it. */
import { listOpenInvitations } from '../../database/repository/invitation.ts'
import { getRelationship } from '../../database/repository/relationship.ts'
import type { UnitOfWork } from '../../database/unit-of-work.ts'
import type { Services } from '../../services.ts'
import { mailMsp } from '../mail-msp.ts'
import { partyNames } from '../recipients.ts'

/** Somebody has just registered with this address. Who with, and where, is nobody else's business. */
export async function tellOfTakenAddress(
  { services, unit }: { services: Services; unit: UnitOfWork },
  email: string,
): Promise<void> {
  for (const { id, relationship_id } of await listOpenInvitations(unit.trx, { email, now: unit.now })) {
    const relationship = await getRelationship(unit.trx, relationship_id)
    const data = { ...(await partyNames(unit.trx, relationship)), email, customerId: relationship.customer_id }
    await mailMsp({ services, unit }, relationship, { kind: 'invitation-taken', data, decisionId: id })
  }
}
