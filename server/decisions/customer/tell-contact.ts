import type { Locale } from '#shared/domain/organisation.ts'
import { Refusal } from '#shared/domain/refusal.ts'
import { findService } from '#shared/domain/service-catalogue.ts'
import { partyNames, senderOf } from '../../commands/recipients.ts'
import type { Relationship } from '../../database/repository/relationship.ts'
import { queueMail } from '../../mail/queue.ts'
import type { DecisionContext } from '../decision-context.ts'

interface Told {
  /** That there is an account, and who manages it; what its MSP manages besides from now on; or that it is closed. */
  kind: 'account-added' | 'service-added' | 'account-closed'
  services: readonly string[]
  firstName: string
  locale: Locale
}

/** Tells the contact of a fully managed customer (M8). */
export async function tellContact(
  context: DecisionContext,
  relationship: Relationship,
  { kind, services, firstName, locale }: Told,
): Promise<void> {
  const { unit, access, itemId } = context
  const sender = await senderOf(unit.trx, relationship)
  const replyTo = sender.replyAddress || (context.services.config.supportEmail ?? '')
  const { organisationId, userId } = access
  await unlessToldEnough(
    queueMail(context, {
      kind,
      organisationId: relationship.customer_id,
      to: relationship.work_email,
      locale,
      data: {
        ...(await partyNames(unit.trx, relationship)),
        firstName,
        services: services.map((id) => findService(id)?.name ?? id),
        replyTo,
        sender,
      },
      ...(replyTo !== '' && { replyTo }),
      decisionId: itemId,
      asking: { organisationId, userId, within: null },
    }),
  )
}

/** One person may be the contact of many: of more than a day's share of mails they get none, and what was decided holds all the same. */
async function unlessToldEnough(mail: Promise<void>): Promise<void> {
  await mail.catch((error: unknown) => {
    if (!(error instanceof Refusal && error.code === 'mailed-enough')) throw error
  })
}
