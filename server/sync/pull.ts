/**
 * Pull: everything after the cursor that this user may see (SYNC2). The session is asked for every page, and access
 * read anew with it (SYNC4); an unknown cursor, or one from a past this server doesn't have, gets a snapshot (SYNC3).
 */
import type { Cursor } from '#shared/protocol/request.ts'
import type { Frame } from '#shared/protocol/response.ts'
import { wireLimits } from '#shared/protocol/version.ts'
import type { Access } from '../auth/access.ts'
import { isInFeed } from '../database/feed.ts'
import { readMeta } from '../database/repository/meta.ts'
import type { Services } from '../services.ts'
import type { AppliedItem } from './kept-edits.ts'
import { isGood, readPlace, writePlace, type AskAccess, type Standing } from './place.ts'
import { readNews } from './read-news.ts'
import { snapshot } from './snapshot.ts'
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
    yield* snapshot(services, access, ask, from)
    return
  }
  const standing = { ...from, cursor }
  if (access.accessVersion !== from.accessVersion && !(yield* reconciling(services, access, ask, standing))) return
  yield* news(services, ask, standing, kept)
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
  { database, clock }: PullServices,
  access: Access,
  ask: AskAccess,
  { cursor, page, resume }: InFeed,
): AsyncGenerator<Frame[], boolean> {
  const { accessVersion } = access
  const incarnation = await readMeta(database, 'incarnation')
  const cutAt = resume === undefined ? null : readPlace(resume)
  const goesOn = cutAt?.part === 0 && (await isGood(database, access, incarnation, cutAt))
  const place = { incarnation, accessVersion, head: cursor, part: 0 }
  const slices = visibleSlices(database, access, goesOn ? cutAt.after : '', page ?? Infinity)
  for await (const { frame, last } of slices) {
    if (last === null) {
      yield [frame]
      break
    }
    yield [
      { ...frame, place: writePlace({ ...place, after: last }) },
      { type: 'cursor', after: cursor.number, cursor, serverNow: clock.now() },
    ]
    if ((await ask())?.accessVersion !== accessVersion) return false
  }
  return true
}

async function* news(
  { database, clock }: PullServices,
  ask: AskAccess,
  { cursor, page: most = wireLimits.newsPageSize }: InFeed,
  kept: readonly AppliedItem[],
): AsyncGenerator<Frame[]> {
  for (let place = cursor; ;) {
    const access = await ask()
    if (!access) return
    const page = await readNews(database, access, place.number, { kept, most })
    const next: Cursor = page.last ? { number: page.last.number, entryId: page.last.entry_id } : place
    yield [...page.frames, { type: 'cursor', after: place.number, cursor: next, serverNow: clock.now() }]
    if (!page.more) return
    place = next
  }
}
