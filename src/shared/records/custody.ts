/** Who manages a company alone (C8): all that its own people have while that is so. */
import type { OrganisationId } from '../domain/ids.ts'
import type { CustodyRecord } from '../domain/request/custody.ts'
import type { JointAsk } from '../domain/request/joint-ask.ts'
import { digits, optional, records, steps, texts } from '../protocol/columns.ts'
import { defineRecord } from './record-kind.ts'

export const jointAsks = records<JointAsk>({ askedAt: steps, remindedAt: optional(steps) })

const idColumn = digits<OrganisationId>()

export const custodyKind = defineRecord<CustodyRecord, 'custody', { id: OrganisationId }>({
  name: 'custody',
  groups: [
    { column: records<Omit<CustodyRecord, 'jointAsk'>>({ id: idColumn, mspName: texts, since: steps }), missing: null },
    { column: records({ jointAsk: optional(jointAsks) }), missing: { jointAsk: null } },
  ],
  ids: idColumn,
  heads: records<{ id: OrganisationId }>({ id: idColumn }),
  // It is there just while their account isn't.
  rootOf: () => '',
})
