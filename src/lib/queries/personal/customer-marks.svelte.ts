import type { RelationshipId } from '#shared/domain/ids.ts'
import { everything, type CustomerMark } from '#shared/domain/personal/customer-mark.ts'
import { customerMarkKind } from '#shared/records/personal/customer-mark.ts'
import type { Device } from '../../local-store/device.ts'
import { readForetold } from '../../local-store/foretold-records.ts'
import { readMeta } from '../../local-store/local-store.ts'
import { watchForever } from '../watch.svelte.ts'

interface Marks {
  byId: ReadonlyMap<string, CustomerMark>
  favourites: ReadonlySet<string>
  /** Of everything, ms. */
  seenAt: number
}

async function readMarks({ store }: Device): Promise<Marks> {
  const items = await store.outbox.where('state').notEqual('settled').sortBy('number')
  const [{ marks }, homeSeenAt] = await Promise.all([
    readForetold(store, { marks: customerMarkKind }, items),
    // What earlier releases knew of this device alone.
    readMeta(store, 'homeSeenAt'),
  ])
  const byId = new Map(marks.map((mark) => [mark.id, mark]))
  return {
    byId,
    favourites: new Set(marks.flatMap(({ id, isFavourite }) => (isFavourite ? [id] : []))),
    seenAt: Math.max(homeSeenAt, byId.get(everything)?.seenAt ?? 0),
  }
}

const read = watchForever(readMarks)
const noFavourites: ReadonlySet<string> = new Set()

/** What the signed-in person has seen and wants at hand (H4, M2), with what they set here laid over; for every page. */
export const customerMarks = {
  get ready(): boolean {
    return read() !== undefined
  },
  /** Ids of relationships. */
  get favourites(): ReadonlySet<string> {
    return read()?.favourites ?? noFavourites
  },
  /** Until when everything has been seen, server clock, ms; 0: nothing yet. */
  get seenAt(): number {
    return read()?.seenAt ?? 0
  },
  /** The same of one account. */
  seenAtOf(id: RelationshipId): number {
    const marks = read()
    return Math.max(marks?.seenAt ?? 0, marks?.byId.get(id)?.seenAt ?? 0)
  },
}
