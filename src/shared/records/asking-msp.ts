/** Which MSPs asked a customer, and whom it has blocked (C12): for those of its people who answer. No MSP has any of it. */
import type { OrganisationId } from '../domain/ids.ts'
import type { AskingMsp } from '../domain/request/asking-msp.ts'
import { counts, digits, optional, records, steps, texts } from '../protocol/columns.ts'
import { defineRecord } from './record-kind.ts'

const idColumn = digits<OrganisationId>()

export const askingMspKind = defineRecord<AskingMsp, 'asking-msp', { id: OrganisationId }>({
  name: 'asking-msp',
  groups: [
    {
      column: records<AskingMsp>({
        id: idColumn,
        name: texts,
        rejectedAt: optional(steps),
        blockedAt: optional(steps),
        blockedBy: texts,
        version: counts,
      }),
      missing: null,
    },
  ],
  ids: idColumn,
  heads: records<{ id: OrganisationId }>({ id: idColumn }),
  rootOf: () => '',
})
