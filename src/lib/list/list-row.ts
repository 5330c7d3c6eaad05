/** A line of a list: light, and read from its record only where it is shown, filtered or sorted by. */
import type { RefusalCode } from '#shared/domain/refusal.ts'
import type { PackedRecords } from '../local-store/packed-rows.ts'

/** Where rows have their records from. */
export interface RecordPage<Content extends { id: string }> {
  /** The snapshot they belong to. */
  readonly generation: number
  /** Whether ids and records may be asked for. */
  readonly isRead: boolean
  readonly ids: readonly Content['id'][]
  readonly records: readonly Content[]
}

/** A page of the store, whose records are read after its texts and decoded no sooner than somebody looks at one. */
export class StoredPage<Content extends { id: string }> implements RecordPage<Content> {
  readonly generation: number
  /** Which of the packed pages it is. */
  readonly place: number
  private packed: PackedRecords<Content> | null = null
  private knownIds: readonly Content['id'][] | null = null
  private knownRecords: readonly Content[] | null = null

  constructor(generation: number, place: number) {
    this.generation = generation
    this.place = place
  }

  take(packed: PackedRecords<Content>): void {
    if (!this.isRead) this.packed = packed
  }

  get isRead(): boolean {
    return this.packed !== null || this.knownRecords !== null
  }

  get ids(): readonly Content['id'][] {
    this.knownIds ??= this.packed ? this.packed.readIds() : this.records.map(({ id }) => id)
    return this.knownIds
  }

  get records(): readonly Content[] {
    if (this.packed) this.knownRecords = this.packed.readRecords()
    this.packed = null
    if (!this.knownRecords) throw new Error(`the records of packed page ${this.place} were not read yet`)
    return this.knownRecords
  }
}

export function readyPage<Content extends { id: string }>(
  generation: number,
  records: readonly Content[],
): RecordPage<Content> {
  return { generation, isRead: true, ids: records.map(({ id }) => id), records }
}

/** The time that decides what has expired: the same for all rows. */
export interface ListClock {
  now: number
}

/** What this device's own work makes of a record. */
export interface ShownRecord<Content extends { id: string }> {
  record: Content
  /** Unsent work of this person touches it. */
  waiting: boolean
  refused: RefusalCode | null
  /** Its creation has not been taken by the server yet. */
  queuedCreation: boolean
}

type Shown = Omit<ShownRecord<never>, 'record'>

export class ListRow<Content extends { id: string }> {
  /** What it is in order of, folded, in both spellings: what search looks at first. */
  readonly sortName: string
  readonly searchText: string
  readonly page: RecordPage<Content>
  protected readonly clock: ListClock
  private readonly place: number
  private readonly shown: Shown | null

  constructor(
    page: RecordPage<Content>,
    place: number,
    searchText: string,
    clock: ListClock,
    shown: Shown | null = null,
  ) {
    const nameEnd = searchText.indexOf('\n')
    this.page = page
    this.place = place
    this.searchText = searchText
    this.sortName = nameEnd < 0 ? searchText : searchText.slice(0, nameEnd)
    this.clock = clock
    this.shown = shown
  }

  /** Can be found, but not yet drawn: nothing but texts and name may be asked of it. */
  get pending(): boolean {
    return !this.page.isRead
  }
  get record(): Content {
    return this.page.records[this.place]!
  }
  get id(): Content['id'] {
    return this.page.ids[this.place]!
  }
  /** Has work that was not sent yet. */
  get waiting(): boolean {
    return this.shown?.waiting ?? false
  }
  get refused(): RefusalCode | null {
    return this.shown?.refused ?? null
  }
  get queuedCreation(): boolean {
    return this.shown?.queuedCreation ?? false
  }

  /** Another object that says the same: for telling whoever draws rows that this one has changed. */
  renewed(): this {
    const Own = this.constructor as RowClass<Content, this>
    return new Own(this.page, this.place, this.searchText, this.clock, this.shown)
  }
}

export type RowClass<Content extends { id: string }, Row> = new (
  ...given: ConstructorParameters<typeof ListRow<Content>>
) => Row
