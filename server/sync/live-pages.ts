/**
 * News for live connections, built once for all followers of one view (organisation, permissions, scope) that stand
 * at the same number; what has to be read for somebody who sees only some customers is read for them alone. Kept only
 * until the next wake-up or check, so that nobody is sent a page from before their access changed. Edits that this node
 * has just committed are kept as they went into the feed, so that sending them asks the database nothing: only the rule,
 * who of their readers may have them.
 */
import { can } from '#shared/domain/access/can.ts'
import type { OrganisationId, UserId } from '#shared/domain/ids.ts'
import { encodePage } from '#shared/protocol/columns.ts'
import { encodeFrames } from '#shared/protocol/frame.ts'
import { editColumns } from '#shared/protocol/edit-columns.ts'
import type { Cursor, KindVersions } from '#shared/protocol/request.ts'
import type { Frame } from '#shared/protocol/response.ts'
import { documentKind } from '#shared/records/document.ts'
import type { Access } from '../auth/access.ts'
import type { CommittedEntry, EditNews } from '../database/feed.ts'
import type { Services } from '../services.ts'
import { readNews } from './read-news.ts'
import { viewOf } from '../auth/view.ts'

export interface LivePage {
  /** The frames with their cursor; null when nothing is new. */
  bytes: Uint8Array | null
  next: Cursor | null
  more: boolean
  /** Whose it is alone, because it holds what concerns single people; null: everybody's of this view. */
  onlyOf: UserId | null
}

type CommittedEdit = CommittedEntry & { edit: EditNews }

/** More in one page would keep the others waiting for it; what isn't kept is read. */
const keptEdits = 256

export class LivePages {
  private readonly pages = new Map<string, LivePage | Promise<LivePage>>()
  private readonly committed = new Map<OrganisationId, Map<number, CommittedEdit>>()
  private readonly services: Pick<Services, 'database' | 'clock'>

  constructor(services: Pick<Services, 'database' | 'clock'>) {
    this.services = services
  }

  /** What this reader may see after a number, at once where it was committed here; `head`: how far the feed is known to go. */
  read(reader: Access, kinds: KindVersions, after: number, head: number): LivePage | Promise<LivePage> {
    const view = `${viewOf(reader)} ${after} ${JSON.stringify(kinds)}`
    const shared = this.pages.get(view) ?? this.buildCommitted(reader, kinds, after, head)
    if (shared && !(shared instanceof Promise)) return this.keep(view, shared)
    const own = `${reader.userId} ${view}`
    const readOwn = () => this.pages.get(own) ?? this.keep(own, this.buildRead(reader, kinds, after))
    // The database reads a scope as it is by then, which may already be another than those of the same view have.
    if (reader.scope.kind !== 'all') return readOwn()
    return this.takeShared(reader, shared ?? this.keep(view, this.buildRead(reader, kinds, after)), readOwn)
  }

  private async takeShared(
    reader: Access,
    page: Promise<LivePage>,
    readOwn: () => LivePage | Promise<LivePage>,
  ): Promise<LivePage> {
    const { onlyOf } = await page
    return onlyOf === null || onlyOf === reader.userId ? page : readOwn()
  }

  /** Takes what was committed to a feed that is followed here. */
  learn(entries: readonly CommittedEntry[]): void {
    for (const entry of entries) {
      if (!hasEdit(entry)) continue
      const edits = this.committed.get(entry.organisation_id) ?? new Map<number, CommittedEdit>()
      this.committed.set(entry.organisation_id, edits.set(entry.number, entry))
      if (edits.size > keptEdits) edits.delete(edits.keys().next().value!)
    }
  }

  /** Pages go; what was committed is as true as before. */
  forgetPages(): void {
    this.pages.clear()
  }

  /** Also what was committed: somebody's access has changed, so that it may be theirs no more (SYNC4). */
  forget(): void {
    this.pages.clear()
    this.committed.clear()
  }

  private keep<Page extends LivePage | Promise<LivePage>>(key: string, page: Page): Page {
    this.pages.set(key, page)
    return page
  }

  private buildCommitted(reader: Access, kinds: KindVersions, after: number, head: number): LivePage | null {
    if (!readsEdits(reader, kinds)) return null
    const edits = this.editsAfter(reader.organisationId, after)
    const newest = edits.at(-1)
    if (!newest) return null
    const visible = edits.filter(({ edit }) => can(reader, 'view-activity', { type: 'document', ...edit.about }))
    const page = encodePage(
      editColumns,
      visible.map(({ edit }) => edit.record),
    )
    const frames: Frame[] = visible.length > 0 ? [{ type: 'edits', number: newest.number, page }] : []
    return { ...this.close(frames, after, newest, newest.number < head), onlyOf: null }
  }

  private async buildRead(reader: Access, kinds: KindVersions, after: number): Promise<LivePage> {
    const { frames, last, more, isPersonal } = await readNews(this.services.database, reader, after, { kinds })
    const page = last ? this.close(frames, after, last, more) : { bytes: null, next: null, more: false }
    return { ...page, onlyOf: isPersonal ? reader.userId : null }
  }

  /** Without a hole: what comes first in the feed is sent first (SYNC1). */
  private editsAfter(organisationId: OrganisationId, after: number): CommittedEdit[] {
    const edits = this.committed.get(organisationId)
    const found: CommittedEdit[] = []
    for (let edit = edits?.get(after + 1); edit; edit = edits?.get(edit.number + 1)) found.push(edit)
    return found
  }

  private close(
    frames: readonly Frame[],
    after: number,
    last: { number: number; entry_id: string },
    more: boolean,
  ): Omit<LivePage, 'onlyOf'> {
    const next: Cursor = { number: last.number, entryId: last.entry_id }
    const cursor = { type: 'cursor', after, cursor: next, serverNow: this.services.clock.now() }
    return { bytes: encodeFrames([...frames, cursor]), next, more }
  }
}

/** An edit says what the log says of it; whoever doesn't read that gets documents. */
function readsEdits(reader: Access, kinds: KindVersions): boolean {
  return reader.permissions.has('view-activity') && (kinds[documentKind.name] ?? 0) > 0
}

function hasEdit(entry: CommittedEntry): entry is CommittedEdit {
  return entry.edit !== null
}
