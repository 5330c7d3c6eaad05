import type { SavedView } from '#shared/domain/personal/saved-view.ts'
import { savedViewKind } from '#shared/records/personal/saved-view.ts'
import { listViews } from '../../database/repository/people/saved-view.ts'
import type { RecordSource } from '../record-source.ts'

export const savedViews: RecordSource<SavedView> = {
  kind: savedViewKind,
  async *pages({ database, access, most }, after) {
    const all = (await listViews(database, access.userId)).filter(({ id }) => id > after)
    for (let start = 0; start < all.length; start += most) {
      const some = all.slice(start, start + most)
      yield { records: some, last: some.at(-1)!.id }
    }
  },
  async read({ database, access }, ids) {
    return (await listViews(database, access.userId)).filter(({ id }) => ids.includes(id))
  },
}
