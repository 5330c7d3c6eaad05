import { savedViewKind } from '#shared/records/personal/saved-view.ts'
import type { RelationshipId } from '#shared/domain/ids.ts'
import type { SavedView } from '#shared/domain/personal/saved-view.ts'
import type { Device } from '../../local-store/device.ts'
import { readUnsettled } from '../../local-store/read-outbox.ts'
import { readForetold } from '../../local-store/foretold-records.ts'
import { watchForever } from '../watch.svelte.ts'
import { customerMarks } from './customer-marks.svelte.ts'
import { unreadChanges, type UnreadAccount } from './unread-changes.svelte.ts'

const readViews = watchForever(async ({ store }: Device): Promise<SavedView[]> => {
  const items = await readUnsettled(store)
  const { views } = await readForetold(store, { views: savedViewKind }, items)
  return views.toSorted((left, right) => left.name.localeCompare(right.name))
})

/** What the person's own settings say of the list: what is unread, favourites, views (H4, M2). */
export interface ListMarks {
  readonly unread: ReadonlyMap<RelationshipId, UnreadAccount>
  readonly favourites: ReadonlySet<string>
  readonly views: readonly SavedView[]
  /** Before, nothing can be filtered by them. */
  readonly ready: boolean
}

export function listMarks(): ListMarks {
  const unread = unreadChanges()
  return {
    get unread() {
      return unread.accounts
    },
    get favourites() {
      return customerMarks.favourites
    },
    get views() {
      return readViews() ?? []
    },
    get ready() {
      return customerMarks.ready && unread.ready
    },
  }
}
