import type { RelationshipSide } from '#shared/domain/relationship.ts'
import { isRequest } from '#shared/domain/relationship.ts'
import { requestExpiresAt } from '#shared/domain/request/management-request.ts'
import type { ShownCustomer } from '#shared/domain/request/shown-customer.ts'
import { personFor, partyNames, recipientsOf, senderOf } from '../../commands/recipients.ts'
import type { Relationship } from '../../database/repository/relationship.ts'
import type { RequestMail } from '../../mail/mails/request/request-content.ts'
import { queueMail } from '../../mail/queue.ts'
import type { DecisionContext } from '../decision-context.ts'

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
  for (const reader of readers[kind]) await mailSide(context, relationship, kind, { reader, again })
}

async function mailSide(
  context: DecisionContext,
  relationship: Relationship,
  kind: RequestMail,
  { reader, again }: { reader: RelationshipSide; again: boolean },
): Promise<void> {
  const { unit, access, itemId } = context
  const { trx } = unit
  const names = await partyNames(trx, relationship)
  const sender = reader === 'customer' ? await senderOf(trx, relationship) : undefined
  const isFrozen = reader === 'msp' && isRequest(relationship)
  const shown = isFrozen ? (JSON.parse(relationship.looked_up!) as ShownCustomer) : null
  const side = access.organisationKind === 'customer' ? 'customer' : 'msp'
  const data = {
    ...names,
    // What became of its name since LOOK UP isn't the MSP's to know.
    ...(shown && { companyName: shown.companyName }),
    customerId: relationship.customer_id,
    managementType: relationship.management_type,
    services: JSON.parse(relationship.services) as string[],
    reader,
    person: kind === 'request-closed' ? '' : personFor(access, side, reader),
    again,
    expiresAt: requestExpiresAt({ requestedAt: relationship.requested_at ?? unit.now, askedAt: unit.now }),
    ...(sender && { sender }),
  }
  const organisationId = reader === 'msp' ? relationship.msp_id : relationship.customer_id
  const asking = { organisationId: access.organisationId, userId: access.userId, within: relationship.id }
  for (const { email, locale } of await recipientsOf(trx, relationship, reader)) {
    await queueMail(context, {
      kind,
      organisationId,
      to: email,
      locale,
      data,
      // One customer's answer tells several MSPs.
      decisionId: kind === 'request-closed' ? `${itemId}:${relationship.id}` : itemId,
      ...(sender?.replyAddress && { replyTo: sender.replyAddress }),
      ...(kind === 'management-request' && { asking }),
    })
  }
}
