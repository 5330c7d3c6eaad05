import type { CustomerMark } from '../../domain/personal/customer-mark.ts'
import { flags, records, steps, texts } from '../../protocol/columns.ts'
import { defineRecord } from '../record-kind.ts'

const columns = records<CustomerMark>({ id: texts, seenAt: steps, isFavourite: flags })

/** What the signed-in person has seen, and their favourites (H4, M2). */
export const customerMarkKind = defineRecord<CustomerMark, 'customer-mark', { id: string }>({
  name: 'customer-mark',
  groups: [{ column: columns, missing: null }],
  ids: texts,
  heads: records<{ id: string }>({ id: texts }),
  rootOf: () => '',
})
