import { readMeta } from '../local-store/local-store.ts'
import type { ActivityLine } from './activity-lines.ts'
import { readActivity, type ActivityFilter } from './read-activity.ts'
import { watch } from './watch.svelte.ts'

/** Activity (H2): of one customer, one document, or everything this person may see. */
export function activityLog(filter: () => ActivityFilter): {
  readonly entries: ActivityLine[]
  /** Also of those that weren't read. */
  readonly total: number
  readonly ready: boolean
  /** A whole first sync has brought what there is: before, an empty log says nothing. */
  readonly fetched: boolean
} {
  const log = watch(filter, async (device, about) => {
    // Asked first: what is read after it can only be more.
    const isFetched = (await readMeta(device.store, 'wholeGeneration')) > 0
    return { ...(await readActivity(device, about)), isFetched }
  })
  return {
    get entries() {
      return log.current?.lines ?? []
    },
    get total() {
      return log.current?.total ?? 0
    },
    get ready() {
      return log.current !== undefined
    },
    get fetched() {
      return log.current?.isFetched ?? false
    },
  }
}
