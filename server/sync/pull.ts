/**
 * Pull: everything after the cursor that this user may see (SYNC2). The session is asked for every page, and access
 * read anew with it (SYNC4); an unknown cursor, or one from a past this server doesn't have, gets a snapshot (SYNC3).
 */
import type { Cursor } from '#shared/protocol/request.ts'
import type { Frame } from '#shared/protocol/response.ts'
import { wireLimits } from '#shared/protocol/version.ts'
import type { Access } from '../auth/access.ts'
import { isInFeed } from '../database/feed.ts'
import { visibleIds } from '../database/reading/visible.ts'
import { readMeta } from '../database/repository/meta.ts'
import { sourcesFor, versionFor, type AnySource } from '../records/sources.ts'
import type { Services } from '../services.ts'
import type { AppliedItem } from './kept-edits.ts'
import { isGood, readPlace, writePlace, type AskAccess, type Standing } from './place.ts'
import { readNews } from './read-news.ts'
import { pagesOf, reconciling as reconcilingPart, snapshot, wholeFrame } from './snapshot.ts'
import { visibleSlices } from './visible-slices.ts'

type PullServices = Pick<Services, 'database' | 'clock'>

type InFeed = Standing & { cursor: Cursor }

/** The frames of one pull, without the updates that the device enters by itself. Ends early, after a whole page, when the session lets nobody in any more. */
export async function* pull(
  services: PullServices,
  ask: AskAccess,
  from: Standing,
  kept: readonly AppliedItem[] = [],
): AsyncGenerator<Frame[]> {
  const access = await ask()
  if (!access) return
  const { cursor } = from
  if (cursor === null || !(await hasPast(services, access, from))) {
    const begun = yield* snapshot(services, access, ask, from)
    // Whoever asks once and has no lane open would stand where the cut snapshot began.
    const again = begun && (await ask())
    if (again && again.accessVersion === access.accessVersion)
      yield* news(services, again, ask, { ...from, cursor: begun }, [])
    return
  }
  const standing = { ...from, cursor }
  if (access.accessVersion !== from.accessVersion && !(yield* reconciling(services, access, ask, standing))) return
  const place = yield* news(services, access, ask, standing, kept)
  if (place) yield* missingKinds(services, ask, standing, place)
}

/**
 * Whether this server has the past that a device's cursor stands in. A restored one, or a pruned feed, doesn't (SYNC3);
 * and to whom more may be shown than before, that past showed too little (SYNC4).
 */
export async function hasPast({ database }: PullServices, access: Access, from: Standing): Promise<boolean> {
  if (from.cursor === null) return true
  return from.accessVersion >= access.wholeVersion && (await isInFeed(database, access.organisationId, from.cursor))
}

/** What the device may hold now. Slices are stored one by one, without moving the cursor; the last goes with the news. False when access changed once more. */
async function* reconciling(
  services: PullServices,
  access: Access,
  ask: AskAccess,
  { cursor, page, resume }: InFeed,
): AsyncGenerator<Frame[], boolean> {
  const { database } = services
  const { accessVersion } = access
  const incarnation = await readMeta(database, 'incarnation')
  const cutAt = resume === undefined ? null : readPlace(resume)
  const goesOn = cutAt?.part === reconcilingPart && (await isGood(database, access, incarnation, cutAt))
  const place = { incarnation, accessVersion, head: cursor, part: reconcilingPart }
  const slices = visibleSlices(database, access, goesOn ? cutAt.after : '', page ?? Infinity)
  for await (const { frame, last } of slices) {
    if (last === null) {
      yield [frame]
      break
    }
    yield [{ ...frame, place: writePlace({ ...place, after: last }) }, end(services, cursor.number, cursor)]
    if ((await ask())?.accessVersion !== accessVersion) return false
  }
  return true
}

/** Resolves to where it ended; null when the session lets nobody in any more. */
async function* news(
  services: PullServices,
  first: Access,
  ask: AskAccess,
  { cursor, kinds, page: most = wireLimits.newsPageSize }: InFeed,
  kept: readonly AppliedItem[],
): AsyncGenerator<Frame[], Cursor | null> {
  let access: Access | null = first
  for (let place = cursor; access; access = await ask()) {
    const page = await readNews(services.database, access, place.number, { kinds, kept, most })
    const next: Cursor = page.last ? { number: page.last.number, entryId: page.last.entry_id } : place
    yield [...page.frames, end(services, place.number, next)]
    if (!page.more) return next
    place = next
  }
  return null
}

/** The end of a run of frames. Its time is told when it is sent: devices set their clocks by it. */
function end({ clock }: PullServices, after: number, cursor: Cursor): Frame {
  return { type: 'cursor', after, cursor, serverNow: clock.now() }
}

/** Kinds that the device reads and hasn't all of: a newer app reads more than the one that was here before. */
async function* missingKinds(
  services: PullServices,
  ask: AskAccess,
  from: InFeed,
  head: Cursor,
): AsyncGenerator<Frame[]> {
  const { database, clock } = services
  const isMissing = ({ kind }: AnySource) => (from.held[kind.name] ?? 0) < versionFor(kind, from.kinds)
  const missing = sourcesFor(from.kinds).filter(isMissing)
  if (missing.length === 0) return
  const incarnation = await readMeta(database, 'incarnation')
  const cutAt = from.resume === undefined ? null : readPlace(from.resume)
  for (const source of missing) {
    const { name } = source.kind
    const access = await ask()
    if (!access) return
    const { accessVersion } = access
    const goesOn = cutAt?.part === name && (await isGood(database, access, incarnation, cutAt))
    const place = { incarnation, accessVersion, head, part: name, after: goesOn ? cutAt.after : '' }
    const ids = await visibleIds(database, access)
    const reading = { database, access, ids, now: clock.now(), most: from.page ?? Infinity }
    for await (const page of pagesOf(reading, source, from, place)) {
      yield [page, end(services, head.number, head)]
      if ((await ask())?.accessVersion !== accessVersion) return
    }
    yield [wholeFrame(source, from), end(services, head.number, head)]
  }
}
