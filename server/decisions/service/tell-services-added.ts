import { findService } from '#shared/domain/service-catalogue.ts'
import type { ServiceId } from '#shared/domain/service.ts'
import { guessLocale } from '#shared/domain/mail-language.ts'
import { partyNames, senderOf } from '../../commands/recipients.ts'
import { readAccountFacts } from '../../database/repository/document.ts'
import { findUserByEmail } from '../../database/repository/user.ts'
import { queueMail } from '../../mail/queue.ts'
import { unlessToldEnough } from '../customer/tell-added.ts'
import type { Carried } from '../effects.ts'

/** The contact of a fully managed customer hears what its MSP manages besides from now on (M8). */
export async function tellServicesAdded(carried: Carried, services: readonly ServiceId[]): Promise<void> {
  const { unit, access, itemId, relationship } = carried
  const { trx } = unit
  const facts = await readAccountFacts(trx, relationship.account_document_id)
  const { contactFirstName = '', contactLastName = '', country = '' } = facts
  const sender = await senderOf(trx, relationship)
  const replyTo = sender.replyAddress || (carried.services.config.supportEmail ?? '')
  const { organisationId, userId } = access
  const person = await findUserByEmail(trx, relationship.work_email)
  await unlessToldEnough(
    queueMail(carried, {
      kind: 'service-added',
      organisationId: relationship.customer_id,
      to: relationship.work_email,
      locale: person?.locale ?? guessLocale(country),
      data: {
        ...(await partyNames(trx, relationship)),
        firstName: contactFirstName || contactLastName,
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
