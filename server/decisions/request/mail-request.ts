import { isRequest, sideOfKind, type RelationshipSide } from '#shared/domain/relationship.ts'
import { requestExpiresAt } from '#shared/domain/request/management-request.ts'
import { partyNames, personFor } from '../../commands/recipients.ts'
import type { Relationship } from '../../database/repository/relationship.ts'
import { shownCustomer } from '../../database/repository/requests/request.ts'
import type { RequestMail } from '../../mail/mails/request/request-content.ts'
import type { DecisionContext } from '../decision-context.ts'
import { mailSide } from '../mail-side.ts'

const readers: Readonly<Record<RequestMail, readonly RelationshipSide[]>> = {
  'management-request': ['customer'],
  'request-withdrawn': ['customer'],
  'request-accepted': ['customer', 'msp'],
  'request-rejected': ['msp'],
  'request-closed': ['msp'],
}

/** Mails everybody who answers for whichever side a mail of this kind goes to. */
export async function mailRequest(
  context: DecisionContext,
  relationship: Relationship,
  kind: RequestMail,
  { again = false } = {},
): Promise<void> {
  const { unit, access, itemId } = context
  const names = await partyNames(unit.trx, relationship)
  const side = sideOfKind(access.organisationKind)
  for (const reader of readers[kind]) {
    // What became of its name since LOOK UP isn't the MSP's to know.
    const frozen = reader === 'msp' && isRequest(relationship) ? shownCustomer(relationship) : null
    const data = {
      ...names,
      ...(frozen && { companyName: frozen.companyName }),
      customerId: relationship.customer_id,
      managementType: relationship.management_type,
      services: JSON.parse(relationship.services) as string[],
      reader,
      person: kind === 'request-closed' ? '' : personFor(access, side, reader),
      again,
      expiresAt: requestExpiresAt({ requestedAt: relationship.requested_at ?? unit.now, askedAt: unit.now }),
    }
    await mailSide(context, relationship, {
      kind,
      reader,
      dataWith: (sender) => ({ ...data, ...sender }),
      // One customer's answer tells several MSPs.
      decisionId: kind === 'request-closed' ? `${itemId}:${relationship.id}` : itemId,
      asks: kind === 'management-request',
    })
  }
}
