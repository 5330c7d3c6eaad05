import type { RelationshipSide } from '#shared/domain/relationship.ts'
import { partyNames, personFor } from '../../commands/recipients.ts'
import type { Carried } from '../effects.ts'
import { mailSide } from '../mail-side.ts'

type DelinkMail = 'delink-request' | 'delink-reminder' | 'delink-accepted' | 'delink-rejected' | 'delink-withdrawn'

/** Mails everybody who answers for `reader`'s side. */
export async function mailDelink(
  carried: Carried,
  kind: DelinkMail,
  { requestedBy, reader }: { requestedBy: RelationshipSide; reader: RelationshipSide },
): Promise<void> {
  const { unit, access, itemId, relationship, side } = carried
  const names = await partyNames(unit.trx, relationship)
  const person = personFor(access, side, reader)
  await mailSide(carried, relationship, {
    kind,
    reader,
    dataWith: (sender) => ({ ...names, customerId: relationship.customer_id, requestedBy, reader, person, ...sender }),
    decisionId: itemId,
    // Asking, asking again and taking it back can go on for ever; an answer comes once.
    asks: kind === 'delink-request' || kind === 'delink-reminder',
  })
}
