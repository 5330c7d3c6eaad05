/** How an MSP shows itself: its own, and for a customer that of the MSP which manages it. */
import type { OrganisationId } from '../domain/ids.ts'
import type { MspProfileRecord } from '../domain/team/msp-profile.ts'
import { counts, digits, records, texts } from '../protocol/columns.ts'
import { defineRecord } from './record-kind.ts'

const idColumn = digits<OrganisationId>()

export const mspProfileKind = defineRecord<MspProfileRecord, 'msp-profile', { id: OrganisationId }>({
  name: 'msp-profile',
  groups: [
    {
      column: records<MspProfileRecord>({
        id: idColumn,
        name: texts,
        address: texts,
        contact: texts,
        phone: texts,
        replyAddress: texts,
        logo: texts,
        version: counts,
      }),
      missing: null,
    },
  ],
  ids: idColumn,
  heads: records<{ id: OrganisationId }>({ id: idColumn }),
  rootOf: () => '',
})
