import type { CustomerMark } from '#shared/domain/personal/customer-mark.ts'
import { customerMarkKind } from '#shared/records/personal/customer-mark.ts'
import { findMarks, listMarks } from '../../database/repository/people/customer-mark.ts'
import { pagesById } from '../paging/pages-by-id.ts'
import type { RecordSource } from '../record-source.ts'

/** The reader's own, of what they see or saw: there is nothing in them but times and whether it is a favourite. */
export const customerMarks: RecordSource<CustomerMark> = {
  kind: customerMarkKind,
  pages: (reading, after) =>
    pagesById(reading, after, (last, limit) => listMarks(reading.database, reading.access, { after: last, limit })),
  async read({ database, access }, ids) {
    return ids.length === 0 ? [] : findMarks(database, access, ids)
  },
}
