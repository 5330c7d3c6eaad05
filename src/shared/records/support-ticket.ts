/** What an MSP's people asked the operator about a customer's services (M15): theirs alone, and gone with the customer. */
import type { RelationshipId } from '../domain/ids.ts'
import type { ServiceId } from '../domain/service.ts'
import type { SupportTicket } from '../domain/support/support-ticket.ts'
import { choices, ids, optional, records, steps, texts } from '../protocol/columns.ts'
import { defineRecord } from './record-kind.ts'

type Head = Pick<SupportTicket, 'id' | 'relationshipId'>

const idColumn = ids<string>()
const headColumns = { id: idColumn, relationshipId: ids<RelationshipId>() }

export const supportTicketKind = defineRecord<SupportTicket, 'support-ticket', Head>({
  name: 'support-ticket',
  groups: [
    {
      column: records<SupportTicket>({
        ...headColumns,
        service: choices<ServiceId>(),
        text: texts,
        openedBy: choices<string>(),
        openedAt: steps,
        state: choices(),
        answer: texts,
        answeredAt: optional(steps),
      }),
      missing: null,
    },
  ],
  ids: idColumn,
  heads: records<Head>(headColumns),
  rootOf: ({ relationshipId }) => relationshipId,
})
