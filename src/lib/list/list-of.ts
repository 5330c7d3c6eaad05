/** What a list must be told of what it lists; all else is the same for every list. */
import type { RecordKind } from '#shared/records/record-kind.ts'
import type { OutboxItem } from '../local-store/outbox-item.ts'
import {
  readyPage,
  type ListClock,
  type ListRow,
  type RecordPage,
  type RowClass,
  type ShownRecord,
} from './list-row.ts'
import { foldTexts } from './row-texts.ts'

/** Something that rows can be chosen by: the values there are, in order. */
export interface Choice<Content> {
  /** One, '' for none, or several. */
  readonly valuesOf: (record: Content) => string | readonly string[]
  /** By default by their letters' codes. */
  readonly compare?: (left: string, right: string) => number
}

export interface LaidOver<Content extends { id: string }> {
  /** Those that it touches as they then are, and those to come. */
  readonly shown: readonly ShownRecord<Content>[]
  /** Those that will be gone. */
  readonly gone: readonly Content['id'][]
}

export interface ListOf<Content extends { id: string }, Row extends ListRow<Content>, Name extends string> {
  /** Packed and listed. */
  readonly kind: RecordKind<Content>
  readonly Row: RowClass<Content, Row>
  /** What is searched of a record, a line each: first what the list is in order of. */
  searchedOf(record: Content): string
  readonly choices: Readonly<Record<Name, Choice<Content>>>
  /** What work in the outbox makes of the list's records. `items` in device order. */
  layOver(items: readonly OutboxItem[], find: (id: Content['id']) => Content | undefined): LaidOver<Content>
  /** Another id that a row goes by, if it goes by one: a line of what is searched of it. */
  readonly secondIdOf?: (row: Row) => string | null
  /** Whether time alone will make it say something else. */
  isExpiring(record: Content): boolean
  /** Whether it said something else then. */
  saysElse(record: Content, before: number, now: number): boolean
}

// eslint-disable-next-line @typescript-eslint/no-explicit-any -- whoever makes rows asks nothing of what they may be chosen by
type OfRows<Content extends { id: string }, Row extends ListRow<Content>> = ListOf<Content, Row, any>

/** Rows of records that are at hand. */
export function rowsOf<Content extends { id: string }, Row extends ListRow<Content>>(
  of: OfRows<Content, Row>,
  records: readonly Content[],
  generation: number,
  clock: ListClock,
): Row[] {
  return rowsOfPage(
    of,
    readyPage(generation, records),
    foldTexts(records.map((record) => of.searchedOf(record))),
    clock,
  )
}

export function rowsOfPage<Content extends { id: string }, Row extends ListRow<Content>>(
  { Row }: OfRows<Content, Row>,
  page: RecordPage<Content>,
  texts: readonly string[],
  clock: ListClock,
): Row[] {
  return texts.map((text, place) => new Row(page, place, text, clock))
}

/** The rows of records with waiting work laid over them. */
export function shownRows<Content extends { id: string }, Row extends ListRow<Content>>(
  of: OfRows<Content, Row>,
  shown: readonly ShownRecord<Content>[],
  clock: ListClock,
): Row[] {
  const records = shown.map(({ record }) => record)
  const page = readyPage(Infinity, records)
  const texts = foldTexts(records.map((record) => of.searchedOf(record)))
  return texts.map((text, place) => new of.Row(page, place, text, clock, shown[place]))
}
