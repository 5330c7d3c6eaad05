/**
 * Where an answer that is cut goes on (SYNC7). A device keeps it as a word with the page it came with; what it says is
 * good only for the same server, with the same past, and the same access: whoever has other rights begins anew.
 */
import type { Cursor, Hello } from '#shared/protocol/request.ts'
import type { Access } from '../auth/access.ts'
import type { Database } from '../database/connection.ts'
import { isInFeed } from '../database/feed.ts'

/** Whom the session lets in now: asked for every page. */
export type AskAccess = () => Promise<Access | null>

/** Where a device stands. */
export type Standing = Pick<Hello, 'cursor' | 'accessVersion' | 'kinds' | 'held' | 'page' | 'resume'>

export interface Place {
  /** Of the server's: a restored one may have less than what its pages brought (SYNC3). */
  incarnation: string
  accessVersion: number
  /** Where the feed stood when it began: what changed since comes behind it. */
  head: Cursor
  /** Which kind of record, and the last of it that came; '' for none. */
  part: string
  after: string
}

export function writePlace({ incarnation, accessVersion, head, part, after }: Place): string {
  return [incarnation, accessVersion, head.number, head.entryId, part, after].join(' ')
}

const form = /^([\w-]{1,40}) (\d{1,15}) (\d{1,15}) ([\w-]{0,22}) ([\w-]{1,60}) ([\w. -]{0,150})$/

/** Null for what is no place; another version may have written it. */
export function readPlace(text: string): Place | null {
  const found = form.exec(text)
  if (!found) return null
  const [, incarnation, accessVersion, number, entryId, part, after] = found
  const head = { number: Number(number), entryId: entryId! }
  return { incarnation: incarnation!, accessVersion: Number(accessVersion), head, part: part!, after: after! }
}

/** Whether what was cut there can go on: what came of it is still all there is up to that place, or the feed tells. */
export async function isGood(
  database: Database,
  { organisationId, accessVersion }: Access,
  incarnation: string,
  place: Place,
): Promise<boolean> {
  if (place.incarnation !== incarnation || place.accessVersion !== accessVersion) return false
  return isInFeed(database, organisationId, place.head)
}
