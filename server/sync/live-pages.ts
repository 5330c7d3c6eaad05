/**
 * News for live connections, built once for all followers of one organisation that stand at the same
 * number: what a page holds depends on the organisation, not on the person. Kept only until the next
 * wake-up or check, so that nobody is sent a page from before their access changed.
 */
import { encodeFrames } from '#shared/protocol/frame.ts'
import type { Cursor } from '#shared/protocol/request.ts'
import type { Access } from '../auth/access.ts'
import type { Services } from '../services.ts'
import { readNews } from './read-news.ts'

export interface LivePage {
  /** The frames with their cursor; null when nothing is new. */
  bytes: Uint8Array | null
  next: Cursor | null
  more: boolean
}

export class LivePages {
  private readonly pages = new Map<string, Promise<LivePage>>()
  private readonly services: Pick<Services, 'database' | 'clock'>

  constructor(services: Pick<Services, 'database' | 'clock'>) {
    this.services = services
  }

  /** What this reader may see after a number. */
  read(reader: Access, after: number): Promise<LivePage> {
    const key = `${reader.organisationId} ${after}`
    const known = this.pages.get(key)
    if (known) return known
    const page = this.build(reader, after)
    this.pages.set(key, page)
    return page
  }

  forget(): void {
    this.pages.clear()
  }

  private async build(reader: Access, after: number): Promise<LivePage> {
    const { frames, last, more } = await readNews(this.services.database, reader, after)
    if (!last) return { bytes: null, next: null, more: false }
    const next: Cursor = { number: last.number, entryId: last.entry_id }
    const cursor = { type: 'cursor', after, cursor: next, serverNow: this.services.clock.now() }
    return { bytes: encodeFrames([...frames, cursor]), next, more }
  }
}
