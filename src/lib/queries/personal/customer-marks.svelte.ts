import type { RelationshipId } from '#shared/domain/ids.ts'
import { everything, type CustomerMark } from '#shared/domain/personal/customer-mark.ts'
import { customerMarkKind } from '#shared/records/personal/customer-mark.ts'
import type { Device } from '../../local-store/device.ts'
import { readUnsettled } from '../../local-store/read-outbox.ts'
import { readForetold } from '../../local-store/foretold-records.ts'
import { readMeta } from '../../local-store/local-store.ts'
import { findCurrentDevice } from '../../session/current-device.svelte.ts'
import { watchForever } from '../watch.svelte.ts'

interface Marks {
  byId: ReadonlyMap<string, CustomerMark>
  favourites: ReadonlySet<string>
  /** Of everything, ms. */
  seenAt: number
}

async function readMarks({ store }: Device): Promise<Marks> {
  const items = await readUnsettled(store)
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
/** What was seen in this tab, before the device has stored it and it is read again: a page may open in between. */
const seenHere = new WeakMap<Device, Record<string, number>>()
const seenHereOf = (id: string): number => {
  const device = findCurrentDevice()
  return (device && seenHere.get(device)?.[id]) ?? 0
}
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
    return Math.max(read()?.seenAt ?? 0, seenHereOf(everything))
  },
  /** The same of one account. */
  seenAtOf(id: RelationshipId): number {
    const marks = read()
    return Math.max(this.seenAt, marks?.byId.get(id)?.seenAt ?? 0, seenHereOf(id))
  },
  /** A page was left that showed what arrived up to `at`, server clock, ms; `noteSeen` keeps it. */
  saw(id: RelationshipId | typeof everything, at: number): void {
    const device = findCurrentDevice()
    if (!device) return
    const known = seenHere.get(device) ?? {}
    seenHere.set(device, { ...known, [id]: Math.max(known[id] ?? 0, at) })
  },
}
