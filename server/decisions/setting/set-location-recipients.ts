/** Who hears where a customer's devices are (S2): set by its own people who see that and choose who gets alerts, and by nobody else. */
import { z } from 'zod'
import { can } from '#shared/domain/access/can.ts'
import { organisationIdSchema } from '#shared/domain/ids.ts'
import { Refusal } from '#shared/domain/refusal.ts'
import { locationFacts } from '../../auth/location-facts.ts'
import { saveLocationRecipients } from '../../database/repository/alerts/location-recipients.ts'
import type { DecisionContext } from '../decision-context.ts'
import { audit } from '../../commands/audit.ts'

export const locationRecipientsInput = z.object({
  customerId: organisationIdSchema,
  target: z.enum(['allAdmins', 'groupManagers']),
  hears: z.boolean(),
})

/** Throws Refusal: not-permitted. */
export async function setLocationRecipients(
  context: DecisionContext,
  { customerId, ...chosen }: z.infer<typeof locationRecipientsInput>,
): Promise<void> {
  const { unit, access, stamp } = context
  const { userId, organisationId } = access
  if (customerId !== organisationId) throw new Refusal('not-permitted')
  if (!can(access, 'alert-settings', await locationFacts(unit.trx, customerId, { lock: true })))
    throw new Refusal('not-permitted')
  if (!(await saveLocationRecipients(unit, customerId, { ...chosen, stamp }))) return
  await audit(context, {
    event: 'location-recipients-changed',
    person: { id: userId, organisation_id: organisationId },
  })
}
