/**
 * A snapshot: all that a user may see, kind by kind and page by page of ids in order (SYNC2). Each page asks again what
 * may be seen, and only for its own; each carries its place, behind which a cut snapshot goes on (SYNC7). What changes
 * while it is read, or cut, comes with the news behind it.
 */
import type { Cursor } from '#shared/protocol/request.ts'
import type { Frame } from '#shared/protocol/response.ts'
import type { Access } from '../auth/access.ts'
import { feedHead } from '../database/feed.ts'
import { visibleIds } from '../database/reading/visible.ts'
import { readMeta } from '../database/repository/meta.ts'
import type { SnapshotReading } from '../records/record-source.ts'
import { recordsFrame, sourcesFor, versionFor, type AnySource } from '../records/sources.ts'
import type { Services } from '../services.ts'
import { isGood, readPlace, writePlace, type AskAccess, type Place, type Standing } from './place.ts'
import { visibleSlices } from './visible-slices.ts'

type SnapshotServices = Pick<Services, 'database' | 'clock'>

/** The part before all kinds: what a device that had other rights may keep. */
export const reconciling = 'roots'

/** Resolves to where it began, if it went on behind a cut: what changed since is still to come. Null: it began now, or access has changed. */
export async function* snapshot(
  services: SnapshotServices,
  access: Access,
  ask: AskAccess,
  from: Standing,
): AsyncGenerator<Frame[], Cursor | null> {
  const { database, clock } = services
  const sources = sourcesFor(from.kinds)
  const ids = await visibleIds(database, access)
  const { place, resumed } = await findStart(services, access, from, sources)
  const { incarnation, accessVersion, head } = place
  const records = ids.documentIds.length + ids.relationshipIds.length
  yield [
    { type: 'snapshot-begin', incarnation, accessVersion, records, ...(resumed && { resumed: writePlace(place) }) },
  ]
  const reading: SnapshotReading = { database, access, ids, now: clock.now(), most: from.page ?? Infinity }
  const isAsBefore = async () => (await ask())?.accessVersion === accessVersion
  if (place.part === reconciling) {
    for await (const frame of keptRoots(reading, place, from.accessVersion, sources)) {
      yield [frame]
      if (!(await isAsBefore())) return null
    }
  }
  const names = sources.map(({ kind }) => kind.name)
  for (const source of sources.slice(Math.max(0, names.indexOf(place.part)))) {
    const after = source.kind.name === place.part ? place.after : ''
    for await (const frame of pagesOf(reading, source, from, { ...place, after })) {
      yield [frame]
      if (!(await isAsBefore())) return null
    }
    yield [wholeFrame(source, from)]
  }
  yield [{ type: 'snapshot-end' }, { type: 'cursor', after: 0, cursor: head, serverNow: clock.now() }]
  return resumed ? head : null
}

/** Where the last one was cut, if it can go on there; otherwise the beginning. */
async function findStart(
  { database }: SnapshotServices,
  access: Access,
  from: Standing,
  sources: readonly AnySource[],
): Promise<{ place: Place; resumed: boolean }> {
  const { accessVersion } = access
  const incarnation = await readMeta(database, 'incarnation')
  const cutAt = from.resume === undefined ? null : readPlace(from.resume)
  const isPart = (part: string) => part === reconciling || sources.some(({ kind }) => kind.name === part)
  if (cutAt && isPart(cutAt.part) && (await isGood(database, access, incarnation, cutAt)))
    return { place: cutAt, resumed: true }
  // What came under other rights may be here still, whole or cut.
  const isAsBefore = [from.accessVersion, cutAt?.accessVersion ?? 0].every(
    (seen) => seen === 0 || seen === accessVersion,
  )
  const part = isAsBefore ? firstPart(sources) : reconciling
  const head = await feedHead(database, access.organisationId)
  return { place: { incarnation, accessVersion, head, part, after: '' }, resumed: false }
}

function firstPart(sources: readonly AnySource[]): string {
  return sources[0]?.kind.name ?? ''
}

/** What it may keep; what it may see besides it has only when the snapshot is whole: until then it stands where it stood. */
async function* keptRoots(
  { database, access, most }: SnapshotReading,
  place: Place,
  standsAt: number,
  sources: readonly AnySource[],
): AsyncGenerator<Frame> {
  for await (const { frame, last } of visibleSlices(database, access, place.after, most)) {
    const next = last === null ? { part: firstPart(sources), after: '' } : { part: reconciling, after: last }
    yield { ...frame, accessVersion: standsAt, place: writePlace({ ...place, ...next }) }
  }
}

/** A kind's pages behind a place. */
export async function* pagesOf(
  reading: SnapshotReading,
  source: AnySource,
  { kinds }: Standing,
  place: Place,
): AsyncGenerator<Frame> {
  for await (const { records, last } of source.pages(reading, place.after)) {
    const next = writePlace({ ...place, part: source.kind.name, after: last })
    yield { ...recordsFrame(source.kind, kinds, place.head.number, records as { id: string }[]), place: next }
  }
}

export function wholeFrame({ kind }: AnySource, { kinds }: Standing): Frame {
  return { type: 'whole', kind: kind.name, version: versionFor(kind, kinds) }
}
