/** Fills a {@link ListIndex} from the local store, keeps it so, and leaves behind what makes the next start quick. */
import { foldRecords } from '../local-store/fold-records.ts'
import type { LocalStore } from '../local-store/local-store.ts'
import { beginRows, countNewsSince, findRows, finishRows, writeRowPage } from '../local-store/packed-rows.ts'
import { readNews, type RecordNews } from '../local-store/stored-records.ts'
import { Slices } from './breathe.ts'
import { takeFirstRows, type FirstRows } from './first-rows.ts'
import type { Choices, ListIndex } from './list-index.ts'
import type { ListRow } from './list-row.ts'
import { PackedList, RowsGoneError } from './packed-list.ts'
import { joinTexts } from './row-texts.ts'

const rowsInPage = 512
/** The first page is what is seen first: small, to be there at once. */
const rowsInFirstPage = 64
/** How often a list that is being built shows what it has, ms. */
const shownEveryMs = 400
/** Fewer rows need no packing. */
const fewRows = 1000
/** So many records that came after the packed rows are read quickly enough beside them. */
const fewNews = 200

/** How far the list is: some rows; all rows, some of which can't be drawn yet; all rows; all rows with their records looked through. */
export type Loaded = 'some' | 'searchable' | 'whole' | 'detailed'

export class ListLoader<Content extends { id: string }, Row extends ListRow<Content>, Name extends string> {
  private stamp = 0
  private generation = 0
  private stopped = false
  /** While records of its rows are still to be read. */
  private packed: PackedList<Content, Row, Name> | null = null
  private readonly store: LocalStore
  private readonly index: ListIndex<Content, Row, Name>
  private readonly told: (loaded: Loaded, total: number) => void

  /** `told` whenever there is something else to show; `total`: how many rows there will be. */
  constructor(store: LocalStore, index: ListIndex<Content, Row, Name>, told: (loaded: Loaded, total: number) => void) {
    this.store = store
    this.index = index
    this.told = told
  }

  /** Everything the store held up to this stamp is in the index. */
  get readStamp(): number {
    return this.stamp
  }

  /** A whole snapshot has come to this device: what is not in the index is nowhere. */
  get isFetched(): boolean {
    return this.generation > 0
  }

  stop(): void {
    this.stopped = true
  }

  async start(): Promise<void> {
    const first = await takeFirstRows(this.store, this.index.of.kind.name)
    if (this.stopped) return
    if (first && (await this.startFromRows(first))) return
    await this.startFromRecords()
  }

  /** Reads the records of rows that somebody looks at before their turn. */
  async readNow(rows: readonly Row[]): Promise<void> {
    // When they are gone, whoever reads all of them finds out, and what to do.
    await this.packed?.readNow(rows).catch(() => undefined)
  }

  /** Takes in what was stored since; resolves to whether there was anything. */
  async follow(): Promise<boolean> {
    const news = await readNews(this.store, this.index.of.kind, this.stamp)
    if (this.stopped || news.stamp === this.stamp) return false
    await this.takeIn(news)
    this.tell('detailed')
    return true
  }

  /** For idle time: packs the rows anew when too much has changed since, and folds what came singly. */
  async tidy(): Promise<void> {
    const head = await findRows(this.store, this.index.of.kind)
    const isStale = !head || (await countNewsSince(this.store, this.index.of.kind, head.stamp)) > fewNews
    if (isStale && this.index.confirmed.length >= fewRows && !(await this.packRows())) return
    const slices = new Slices('background')
    await foldRecords(this.store, () => slices.breathe())
  }

  /** False when they are gone. */
  private async startFromRows(first: FirstRows): Promise<boolean> {
    const packed = new PackedList(this.index.of, this.store, first.head, this.index.clock)
    this.index.presume(first.head.choices as Choices<Name>)
    try {
      this.index.append(packed.takeFirst(first))
      this.tell('some', first.head.count)
      await this.readPacked(packed)
    } catch (error) {
      if (!(error instanceof RowsGoneError)) throw error
      this.index.clear()
      return false
    } finally {
      this.packed = null
    }
    if (this.stopped) return true
    const news = await readNews(this.store, this.index.of.kind, this.stamp)
    if (this.stopped) return true
    await this.takeIn(news)
    this.tell('whole')
    await this.readDetails(packed.rows)
    return true
  }

  private async readPacked(packed: PackedList<Content, Row, Name>): Promise<void> {
    const slices = new Slices()
    const found: Row[] = []
    for await (const rows of packed.readTexts()) {
      if (this.stopped) return
      for (const row of rows) found.push(row)
      await slices.breathe()
    }
    this.index.append(found)
    this.packed = packed
    this.tell('searchable')
    for await (const _ of packed.readRecords()) {
      if (this.stopped) return
      await slices.breathe()
    }
    this.tell('whole')
    this.stamp = packed.head.stamp
    for (const rows of packed.rows) {
      this.index.identify(rows)
      await slices.breathe()
    }
  }

  private async readDetails(pages: readonly Row[][]): Promise<void> {
    const slices = new Slices('background')
    for (const rows of pages) {
      if (this.stopped) return
      this.index.acquaint(rows)
      await slices.breathe()
    }
    this.index.presume(null)
    this.tell('detailed')
  }

  private async startFromRecords(): Promise<void> {
    const slices = new Slices()
    const { pages, ...rest } = await readNews(this.store, this.index.of.kind, 0)
    let shownAt = 0
    for (const [place, { generation, readRecords }] of pages.entries()) {
      if (this.stopped) return
      this.index.absorb({ generation, records: readRecords() })
      if (performance.now() - shownAt > shownEveryMs && place < pages.length - 1) {
        this.index.publish()
        this.tell('some')
        shownAt = performance.now()
      }
      await slices.breathe()
    }
    this.index.publish()
    await slices.breathe()
    await this.takeIn({ ...rest, pages: [] })
    this.tell('detailed')
  }

  private async takeIn({ stamp, wholeGeneration, pages, records, gone }: RecordNews<Content>): Promise<void> {
    const slices = new Slices()
    this.index.forget(gone)
    for (const { generation, readRecords } of pages) {
      this.index.put({ generation, records: readRecords() })
      await slices.breathe()
    }
    for (const [generation, ofIt] of Map.groupBy(records, (record) => record.generation)) {
      for (let start = 0; start < ofIt.length; start += rowsInPage) {
        this.index.put({ generation, records: ofIt.slice(start, start + rowsInPage) })
        await slices.breathe()
      }
    }
    this.index.dropBefore(wholeGeneration)
    this.stamp = stamp
    this.generation = wholeGeneration
  }

  /** False when records went away meanwhile: what was read may no longer be kept. */
  private async packRows(): Promise<boolean> {
    const { kind } = this.index.of
    const [rows, stamp, generation, choices] = [
      this.index.confirmed,
      this.stamp,
      this.generation,
      this.index.confirmedChoices,
    ]
    const slices = new Slices('background')
    const version = await beginRows(this.store, kind, stamp)
    if (version === null) return false
    let place = 0
    for (let start = 0, end = rowsInFirstPage; start < rows.length; [start, end] = [end, end + rowsInPage]) {
      const part = rows.slice(start, end)
      const page = {
        version,
        place: place++,
        records: part.map((row) => row.record),
        texts: joinTexts(part.map((row) => row.searchText)),
      }
      if (this.stopped || !(await writeRowPage(this.store, kind, page))) return false
      await slices.breathe()
    }
    return finishRows(this.store, kind, { version, stamp, generation, count: rows.length, pages: place, choices })
  }

  private tell(loaded: Loaded, total = this.index.rows.length): void {
    if (!this.stopped) this.told(loaded, total)
  }
}
