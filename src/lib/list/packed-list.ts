/**
 * The packed rows of the device as rows of the list: first what is seen first, then the texts of all, by which they can
 * be found, then their records, which take longest. What somebody looks at before its turn is read at once.
 */
import type { LocalStore, RowsHead } from '../local-store/local-store.ts'
import { openRowPage, readRowPages, readRowTexts } from '../local-store/packed-rows.ts'
import type { FirstRows } from './first-rows.ts'
import { rowsOfPage, type ListOf } from './list-of.ts'
import { StoredPage, type ListClock, type ListRow, type RecordPage } from './list-row.ts'
import { splitTexts } from './row-texts.ts'

/** Pages read at once. */
const pagesAtOnce = 16

/** Thrown when the rows went away while they were read: the list is built from the records then. */
export class RowsGoneError extends Error {}

export class PackedList<Content extends { id: string }, Row extends ListRow<Content>, Name extends string> {
  readonly head: RowsHead
  /** The rows so far, by page. */
  readonly rows: Row[][] = []
  private readonly pages: StoredPage<Content>[] = []
  private readonly of: ListOf<Content, Row, Name>
  private readonly store: LocalStore
  private readonly clock: ListClock

  constructor(of: ListOf<Content, Row, Name>, store: LocalStore, head: RowsHead, clock: ListClock) {
    this.of = of
    this.store = store
    this.head = head
    this.clock = clock
  }

  /** Throws RowsGoneError. */
  takeFirst({ texts, bytes }: FirstRows): Row[] {
    if (texts === undefined || !bytes) throw new RowsGoneError()
    const rows = this.addPage(texts)
    this.pages[0]!.take(openRowPage(this.of.kind, bytes, this.head.columns))
    return rows
  }

  /** The rows of each further page, in order. Throws RowsGoneError. */
  async *readTexts(): AsyncGenerator<Row[]> {
    const read = (from: number, to: number) => readRowTexts(this.store, this.of.kind, this.head, from, to)
    for await (const { found, from, to } of ahead(this.pages.length, this.head.pages, read)) {
      if (found.length < to - from) throw new RowsGoneError()
      for (const texts of found) yield this.addPage(texts)
    }
  }

  /** Reads what was not read yet, page by page. Throws RowsGoneError. */
  async *readRecords(): AsyncGenerator<void> {
    const read = (from: number, to: number) => this.readPages(this.pages.slice(from, to))
    for await (const _ of ahead(0, this.pages.length, read)) yield
  }

  /** The records of these rows. Throws RowsGoneError. */
  async readNow(rows: readonly Row[]): Promise<void> {
    const pages = new Set<RecordPage<Content>>(rows.map(({ page }) => page))
    await this.readPages(this.pages.filter((page) => pages.has(page)))
  }

  private addPage(texts: string): Row[] {
    const page = new StoredPage<Content>(this.head.generation, this.pages.length)
    const rows = rowsOfPage(this.of, page, splitTexts(texts), this.clock)
    this.pages.push(page)
    this.rows.push(rows)
    return rows
  }

  private async readPages(pages: readonly StoredPage<Content>[]): Promise<void> {
    const missing = pages.filter((page) => !page.isRead)
    const found = await readRowPages(
      this.store,
      this.of.kind,
      this.head,
      missing.map(({ place }) => place),
    )
    for (const [place, packed] of found.entries()) {
      if (!packed) throw new RowsGoneError()
      missing[place]!.take(packed)
    }
  }
}

/** Some at a time; the next are read while whoever asks is busy with the last. */
async function* ahead<Found>(start: number, end: number, read: (from: number, to: number) => Promise<Found>) {
  const begin = (from: number) => {
    const to = Math.min(end, from + pagesAtOnce)
    const reading = read(from, to)
    // Whoever stops meanwhile doesn't wait for it.
    reading.catch(() => undefined)
    return { from, to, reading }
  }
  if (start >= end) return
  for (let batch = begin(start); ;) {
    const { from, to, reading } = batch
    const found = await reading
    if (to < end) batch = begin(to)
    yield { found, from, to }
    if (to >= end) return
  }
}
