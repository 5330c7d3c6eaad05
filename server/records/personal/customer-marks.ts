import type { CustomerMark } from '#shared/domain/personal/customer-mark.ts'
import { wireLimits } from '#shared/protocol/version.ts'
import { customerMarkKind } from '#shared/records/personal/customer-mark.ts'
import { findMarks, listMarks } from '../../database/repository/people/customer-mark.ts'
import type { RecordSource } from '../record-source.ts'

/** The reader's own, of what they see or saw: there is nothing in them but times and whether it is a favourite. */
export const customerMarks: RecordSource<CustomerMark> = {
  kind: customerMarkKind,
  async *pages({ database, access, most }, after) {
    const limit = Math.min(wireLimits.pageSize, most)
    for (let last = after, more = true; more;) {
      const records = await listMarks(database, access, { after: last, limit })
      more = records.length === limit
      if (records.length === 0) return
      last = records.at(-1)!.id
      yield { records, last }
    }
  },
  async read({ database, access }, ids) {
    return ids.length === 0 ? [] : findMarks(database, access, ids)
  },
}
