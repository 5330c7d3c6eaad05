/**
 * All customers of this device in memory, by name: built once, patched when records arrive, with waiting
 * work laid over the few rows it concerns. Knows nothing of storage or of what draws it.
 */
import { listStatusAt, type RelationshipRecord } from '#shared/domain/customer-record.ts'
import type { RelationshipId } from '#shared/domain/ids.ts'
import { invitationStateAt } from '#shared/domain/invitation.ts'
import type { OutboxItem } from '../../local-store/outbox-item.ts'
import { rowsOf, shownRow, type CustomerListRow, type ListClock, type RecordPage } from './customer-row.ts'
import { mergeByName, NameRuns, patchByName } from './name-order.ts'
import { overlayRecords } from './overlay-records.ts'

/** Everything that fits: tags and countries there are, in order. */
export interface Choices {
  tags: string[]
  countries: string[]
}

export interface RecordsNews {
  /** The snapshot the records belong to. */
  generation: number
  records: readonly RelationshipRecord[]
}

export class CustomerIndex {
  readonly clock: ListClock
  /** What the server sent, by name. */
  private base: readonly CustomerListRow[] = []
  private readonly byId = new Map<RelationshipId, CustomerListRow>()
  private runs = new NameRuns<CustomerListRow>()
  private overlay: readonly CustomerListRow[] = []
  private overlaidIds: readonly RelationshipId[] = []
  private shown: readonly CustomerListRow[] | null = null
  private presumed: Choices | null = null
  /** Pages whose rows are in no count yet. */
  private readonly uncounted = new Set<RecordPage>()
  private readonly tagCounts = new Map<string, number>()
  private readonly countryCounts = new Map<string, number>()
  /** Rows of which something changes with time alone. */
  private readonly expiring = new Set<CustomerListRow>()

  constructor(now: number) {
    this.clock = { now }
  }

  /** By name, waiting work laid over. Another array whenever a row is another. */
  get rows(): readonly CustomerListRow[] {
    this.shown ??= this.layOver()
    return this.shown
  }

  /** What the server sent alone, by name. */
  get confirmed(): readonly CustomerListRow[] {
    return this.base
  }

  /** As {@link choices}, of what the server sent alone. */
  get confirmedChoices(): Choices {
    return this.choicesWith([])
  }

  get choices(): Choices {
    return this.choicesWith(this.overlay)
  }

  private choicesWith(overlay: readonly CustomerListRow[]): Choices {
    const tags = new Set([...this.tagCounts.keys(), ...(this.presumed?.tags ?? [])])
    const countries = new Set([...this.countryCounts.keys(), ...(this.presumed?.countries ?? [])])
    for (const row of overlay) {
      for (const tag of row.tags) tags.add(tag)
      if (row.country) countries.add(row.country)
    }
    return {
      tags: [...tags].toSorted((left, right) => left.localeCompare(right)),
      countries: [...countries].toSorted(),
    }
  }

  /** Further rows in order, of pages that are not decoded: {@link identify} makes them known by id, {@link acquaint} counts them. */
  append(rows: readonly CustomerListRow[]): void {
    this.base = this.base.length === 0 ? rows : [...this.base, ...rows]
    for (const row of rows) this.uncounted.add(row.page)
    this.shown = null
  }

  identify(rows: readonly CustomerListRow[]): void {
    for (const row of rows) this.byId.set(row.relationshipId, row)
  }

  /** All appended rows of a page: reads their records. */
  acquaint(rows: readonly CustomerListRow[]): void {
    for (const row of rows) this.uncounted.delete(row.page)
    for (const row of rows) if (this.byId.get(row.relationshipId) === row) this.count(row, 1)
  }

  /** Tags and countries there were, for as long as not all rows are counted. */
  presume(choices: Choices | null): void {
    this.presumed = choices
  }

  /** Starts anew. */
  clear(): void {
    this.base = []
    this.byId.clear()
    this.uncounted.clear()
    this.tagCounts.clear()
    this.countryCounts.clear()
    this.expiring.clear()
    this.runs = new NameRuns()
    this.presumed = null
    this.shown = null
  }

  /** Records of the first reading, in pieces of any order: they show with the next {@link publish}. Cheaper than {@link put}. */
  absorb(news: RecordsNews): void {
    const rows = rowsOf(news.records, news.generation, this.clock)
    if (rows.some((row) => this.byId.has(row.relationshipId))) {
      this.publish()
      this.put(news)
      return
    }
    for (const row of rows) this.remember(row)
    this.runs.add(rows)
  }

  publish(): void {
    const absorbed = this.runs.merged()
    this.runs = new NameRuns()
    if (absorbed.length === 0) return
    this.base = mergeByName(this.base, absorbed)
    this.shown = null
  }

  /** Records that take the place of those with their ids, unless they are of an earlier snapshot. */
  put({ records, generation }: RecordsNews): void {
    const rows = rowsOf(records, generation, this.clock)
    const gone: CustomerListRow[] = []
    const added: CustomerListRow[] = []
    for (const row of rows) {
      const known = this.byId.get(row.relationshipId)
      if (known && known.page.generation > generation) continue
      if (known) gone.push(known)
      added.push(row)
    }
    this.exchange(gone, added)
  }

  forget(ids: readonly RelationshipId[]): void {
    const gone = ids.map((id) => this.byId.get(id)).filter((row) => row !== undefined)
    for (const id of ids) this.byId.delete(id)
    this.exchange(gone, [])
  }

  /** A snapshot replaces: rows of earlier ones go (SYNC3). */
  dropBefore(generation: number): void {
    const gone = this.base.filter((row) => row.page.generation < generation)
    if (gone.length === 0) return
    for (const row of gone) if (this.byId.get(row.relationshipId) === row) this.byId.delete(row.relationshipId)
    this.exchange(gone, [])
  }

  /** Lays waiting work over; `items` in device order. */
  layItems(items: readonly OutboxItem[]): void {
    const concerned = new Set<RelationshipId>()
    for (const { relationshipId, predictions } of items) {
      if (relationshipId) concerned.add(relationshipId)
      for (const prediction of predictions) concerned.add(prediction.relationshipId)
    }
    const rows = [...concerned].map((id) => this.byId.get(id)).filter((row) => row !== undefined)
    const shown = overlayRecords(
      rows.map((row) => row.record),
      items,
    )
    this.overlay = shown.map((each) => shownRow(each, this.clock))
    this.overlaidIds = shown.map(({ record }) => record.id)
    this.shown = null
  }

  /** Time went on: rows that say something else now become other rows. */
  tick(now: number): void {
    const before = this.clock.now
    if (now === before) return
    const changed = [...this.expiring].filter(
      ({ record }) =>
        invitationStateAt(record.invitation, before) !== invitationStateAt(record.invitation, now) ||
        listStatusAt(record, before) !== listStatusAt(record, now),
    )
    this.clock.now = now
    const renewed = changed.map((row) => row.renewed())
    this.exchange(changed, renewed)
    this.overlay = this.overlay.map((row) => row.renewed())
    if (this.overlay.length > 0) this.shown = null
  }

  /** As shown; by relationship, or by Customer ID. Null also for a pending row: nobody can look at it yet. */
  find(id: string): CustomerListRow | null {
    const fits = (row: CustomerListRow) => row.relationshipId === id || row.customerId === id
    const overlaid = this.overlay.find(fits)
    if (overlaid) return overlaid
    const known = this.byId.get(id as RelationshipId)
    if (known) return known
    // A Customer ID is a line of the text that is searched: no record has to be read for those that don't have it.
    const line = `\n${id}`
    return this.base.find((row) => !row.pending && row.searchText.includes(line) && row.customerId === id) ?? null
  }

  private layOver(): readonly CustomerListRow[] {
    if (this.overlay.length === 0) return this.base
    const hidden = this.overlaidIds.map((id) => this.byId.get(id)).filter((row) => row !== undefined)
    return patchByName(this.base, hidden, this.overlay)
  }

  private exchange(gone: readonly CustomerListRow[], added: readonly CustomerListRow[]): void {
    if (gone.length === 0 && added.length === 0) return
    for (const row of gone) this.count(row, -1)
    this.base = patchByName(this.base, gone, added)
    for (const row of added) this.remember(row)
    this.shown = null
  }

  private remember(row: CustomerListRow): void {
    this.byId.set(row.relationshipId, row)
    this.count(row, 1)
  }

  private count(row: CustomerListRow, by: 1 | -1): void {
    if (this.uncounted.has(row.page)) return
    const { invitation, status, facts, mspPrivate } = row.record
    for (const tag of mspPrivate?.tags ?? []) tally(this.tagCounts, tag, by)
    if (facts.country) tally(this.countryCounts, facts.country, by)
    if (by < 0) this.expiring.delete(row)
    else if (status === 'pending' || (invitation?.state === 'sent' && invitation.expiresAt !== null))
      this.expiring.add(row)
  }
}

function tally(counts: Map<string, number>, key: string, by: 1 | -1): void {
  const count = (counts.get(key) ?? 0) + by
  if (count > 0) counts.set(key, count)
  else counts.delete(key)
}
