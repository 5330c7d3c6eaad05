/**
 * All records of a list on this device in memory, by name: built once, patched when records arrive, with waiting
 * work laid over the few rows it concerns. Knows nothing of storage or of what draws it.
 */
import type { OutboxItem } from '../local-store/outbox-item.ts'
import { rowsOf, shownRows, type Choice, type ListOf } from './list-of.ts'
import type { ListClock, ListRow, RecordPage } from './list-row.ts'
import { mergeByName, NameRuns, patchByName } from './name-order.ts'

/** By what rows can be chosen: all values there are, in order. */
export type Choices<Name extends string> = Readonly<Record<Name, string[]>>

export interface RecordsNews<Content> {
  /** The snapshot the records belong to. */
  generation: number
  records: readonly Content[]
}

interface Counted<Content, Name> extends Choice<Content> {
  name: Name
  counts: Map<string, number>
}

export class ListIndex<Content extends { id: string }, Row extends ListRow<Content>, Name extends string> {
  readonly of: ListOf<Content, Row, Name>
  readonly clock: ListClock
  /** What the server sent, by name. */
  private base: readonly Row[] = []
  private readonly byId = new Map<Content['id'], Row>()
  private runs = new NameRuns<Row>()
  private overlay: readonly Row[] = []
  private overlaidIds: readonly Content['id'][] = []
  private shown: readonly Row[] | null = null
  private presumed: Choices<Name> | null = null
  /** Pages whose rows are in no count yet. */
  private readonly uncounted = new Set<RecordPage<Content>>()
  private readonly counted: readonly Counted<Content, Name>[]
  /** Rows of which something changes with time alone. */
  private readonly expiring = new Set<Row>()

  constructor(of: ListOf<Content, Row, Name>, now: number) {
    this.of = of
    this.clock = { now }
    const choices = Object.entries(of.choices) as [Name, Choice<Content>][]
    this.counted = choices.map(([name, choice]) => ({ ...choice, name, counts: new Map() }))
  }

  /** By name, waiting work laid over. Another array whenever a row is another. */
  get rows(): readonly Row[] {
    this.shown ??= this.layOver()
    return this.shown
  }

  /** What the server sent alone, by name. */
  get confirmed(): readonly Row[] {
    return this.base
  }

  /** As {@link choices}, of what the server sent alone. */
  get confirmedChoices(): Choices<Name> {
    return this.choicesWith([])
  }

  get choices(): Choices<Name> {
    return this.choicesWith(this.overlay)
  }

  private choicesWith(overlay: readonly Row[]): Choices<Name> {
    const choices = this.counted.map(({ name, counts, valuesOf, compare }) => {
      const values = new Set([...counts.keys(), ...(this.presumed?.[name] ?? [])])
      for (const { record } of overlay) for (const value of listed(valuesOf(record))) values.add(value)
      return [name, [...values].toSorted(compare)]
    })
    return Object.fromEntries(choices) as Choices<Name>
  }

  /** Further rows in order, of pages that are not decoded: {@link identify} makes them known by id, {@link acquaint} counts them. */
  append(rows: readonly Row[]): void {
    this.base = this.base.length === 0 ? rows : [...this.base, ...rows]
    for (const row of rows) this.uncounted.add(row.page)
    this.shown = null
  }

  identify(rows: readonly Row[]): void {
    for (const row of rows) this.byId.set(row.id, row)
  }

  /** All appended rows of a page: reads their records. */
  acquaint(rows: readonly Row[]): void {
    for (const row of rows) this.uncounted.delete(row.page)
    for (const row of rows) if (this.byId.get(row.id) === row) this.count(row, 1)
  }

  /** What there was to choose from, for as long as not all rows are counted. */
  presume(choices: Choices<Name> | null): void {
    this.presumed = choices
  }

  /** Starts anew. */
  clear(): void {
    this.base = []
    this.byId.clear()
    this.uncounted.clear()
    for (const { counts } of this.counted) counts.clear()
    this.expiring.clear()
    this.runs = new NameRuns()
    this.presumed = null
    this.shown = null
  }

  /** Records of the first reading, in pieces of any order: they show with the next {@link publish}. Cheaper than {@link put}. */
  absorb(news: RecordsNews<Content>): void {
    const rows = rowsOf(this.of, news.records, news.generation, this.clock)
    if (rows.some((row) => this.byId.has(row.id))) {
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
  put({ records, generation }: RecordsNews<Content>): void {
    const rows = rowsOf(this.of, records, generation, this.clock)
    const gone: Row[] = []
    const added: Row[] = []
    for (const row of rows) {
      const known = this.byId.get(row.id)
      if (known && known.page.generation > generation) continue
      if (known) gone.push(known)
      added.push(row)
    }
    this.exchange(gone, added)
  }

  forget(ids: readonly Content['id'][]): void {
    const gone = ids.map((id) => this.byId.get(id)).filter((row) => row !== undefined)
    for (const id of ids) this.byId.delete(id)
    this.exchange(gone, [])
  }

  /** A snapshot replaces: rows of earlier ones go (SYNC3). */
  dropBefore(generation: number): void {
    const gone = this.base.filter((row) => row.page.generation < generation)
    if (gone.length === 0) return
    for (const row of gone) if (this.byId.get(row.id) === row) this.byId.delete(row.id)
    this.exchange(gone, [])
  }

  /** Lays waiting work over; `items` in device order. */
  layItems(items: readonly OutboxItem[]): void {
    const { shown, gone } = this.of.layOver(items, (id) => this.byId.get(id)?.record)
    this.overlay = shownRows(this.of, shown, this.clock)
    this.overlaidIds = [...shown.map(({ record }) => record.id), ...gone]
    this.shown = null
  }

  /** Time went on: rows that say something else now become other rows. */
  tick(now: number): void {
    const before = this.clock.now
    if (now === before) return
    const changed = [...this.expiring].filter(({ record }) => this.of.saysElse(record, before, now))
    this.clock.now = now
    const renewed = changed.map((row) => row.renewed())
    this.exchange(changed, renewed)
    this.overlay = this.overlay.map((row) => row.renewed())
    if (this.overlay.length > 0) this.shown = null
  }

  /** As shown; by its id, or another it goes by. Null also for a pending row: nobody can look at it yet. */
  find(id: string): Row | null {
    const { secondIdOf } = this.of
    const overlaid = this.overlay.find((row) => row.id === id || secondIdOf?.(row) === id)
    if (overlaid) return overlaid
    const known = this.byId.get(id)
    if (known || !secondIdOf) return known ?? null
    // It is a line of the text that is searched: no record has to be read for those that don't have it.
    const line = `\n${id}`
    return this.base.find((row) => !row.pending && row.searchText.includes(line) && secondIdOf(row) === id) ?? null
  }

  private layOver(): readonly Row[] {
    if (this.overlaidIds.length === 0) return this.base
    const hidden = this.overlaidIds.map((id) => this.byId.get(id)).filter((row) => row !== undefined)
    return patchByName(this.base, hidden, this.overlay)
  }

  private exchange(gone: readonly Row[], added: readonly Row[]): void {
    if (gone.length === 0 && added.length === 0) return
    for (const row of gone) this.count(row, -1)
    this.base = patchByName(this.base, gone, added)
    for (const row of added) this.remember(row)
    this.shown = null
  }

  private remember(row: Row): void {
    this.byId.set(row.id, row)
    this.count(row, 1)
  }

  private count(row: Row, by: 1 | -1): void {
    if (this.uncounted.has(row.page)) return
    const { record } = row
    for (const { valuesOf, counts } of this.counted) {
      const values = valuesOf(record)
      if (typeof values !== 'string') for (const value of values) tally(counts, value, by)
      else if (values !== '') tally(counts, values, by)
    }
    if (by < 0) this.expiring.delete(row)
    else if (this.of.isExpiring(record)) this.expiring.add(row)
  }
}

function listed(values: string | readonly string[]): readonly string[] {
  return typeof values !== 'string' ? values : values === '' ? [] : [values]
}

function tally(counts: Map<string, number>, key: string, by: 1 | -1): void {
  const count = (counts.get(key) ?? 0) + by
  if (count > 0) counts.set(key, count)
  else counts.delete(key)
}
