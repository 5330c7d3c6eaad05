/** Who manages a company alone (C8): all that its own people have while that is so. */
import type { OrganisationId } from '../domain/ids.ts'
import type { CustodyRecord } from '../domain/request/custody.ts'
import { digits, records, steps, texts } from '../protocol/columns.ts'
import { defineRecord } from './record-kind.ts'

const idColumn = digits<OrganisationId>()

export const custodyKind = defineRecord<CustodyRecord, 'custody', { id: OrganisationId }>({
  name: 'custody',
  groups: [{ column: records<CustodyRecord>({ id: idColumn, mspName: texts, since: steps }), missing: null }],
  ids: idColumn,
  heads: records<{ id: OrganisationId }>({ id: idColumn }),
  // It is there just while their account isn't.
  rootOf: () => '',
})
