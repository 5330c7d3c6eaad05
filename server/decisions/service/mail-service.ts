import type { RelationshipSide } from '#shared/domain/relationship.ts'
import type { ServiceId } from '#shared/domain/service.ts'
import { partyNames, personFor } from '../../commands/recipients.ts'
import type { ServiceMail } from '../../mail/mails/service/service-content.ts'
import type { Carried } from '../effects.ts'
import { mailSide } from '../mail-side.ts'

const readers: Readonly<Record<ServiceMail, RelationshipSide>> = {
  'service-request': 'customer',
  'service-withdrawn': 'customer',
  'service-accepted': 'msp',
  'service-rejected': 'msp',
}

/** Mails everybody who answers for whichever side a mail of this kind goes to. */
export async function mailService(carried: Carried, kind: ServiceMail, services: readonly ServiceId[]): Promise<void> {
  const { unit, access, itemId, relationship, side } = carried
  const names = await partyNames(unit.trx, relationship)
  const reader = readers[kind]
  const data = {
    ...names,
    customerId: relationship.customer_id,
    services: [...services],
    reader,
    person: personFor(access, side, reader),
  }
  await mailSide(carried, relationship, {
    kind,
    reader,
    dataWith: (sender) => ({ ...data, ...sender }),
    decisionId: itemId,
    asks: kind === 'service-request',
  })
}
