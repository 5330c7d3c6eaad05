/** Former customers of an MSP, and former MSPs of a customer (M28): what stays of a relationship when all that hung on it is gone. */
import type { FormerActor, FormerRelationship } from '../domain/former/former-relationship.ts'
import type { OrganisationId } from '../domain/ids.ts'
import { choices, digits, flags, ids, lists, optional, records, steps, texts } from '../protocol/columns.ts'
import { defineRecord } from './record-kind.ts'

const idColumn = ids<string>()
const actor = records<FormerActor>({ isOwn: flags, person: texts })

export const formerRelationshipKind = defineRecord<FormerRelationship, 'former-relationship', { id: string }>({
  name: 'former-relationship',
  groups: [
    {
      column: records<Omit<FormerRelationship, 'exportUntil'>>({
        id: idColumn,
        partyId: digits<OrganisationId>(),
        partyName: texts,
        managementType: choices(),
        from: steps,
        to: steps,
        event: choices(),
        askedBy: optional(actor),
        acceptedBy: optional(actor),
        services: lists(choices()),
      }),
      missing: null,
    },
    {
      column: records<Pick<FormerRelationship, 'exportUntil'>>({ exportUntil: optional(steps) }),
      missing: { exportUntil: null },
    },
  ],
  ids: idColumn,
  heads: records<{ id: string }>({ id: idColumn }),
  // A customer's people have nothing of it while an MSP manages the company alone (C8).
  rootOf: (_record, { organisationId, organisationKind }) => (organisationKind === 'customer' ? organisationId : ''),
})
