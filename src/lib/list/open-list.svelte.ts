import { untrack } from 'svelte'
import type { OutboxItem } from '../local-store/outbox-item.ts'
import type { Device } from '../local-store/device.ts'
import { readMeta, watchRead } from '../local-store/local-store.ts'
import { findCurrentDevice, reportWhileHere } from '../session/current-device.svelte.ts'
import { noteReading } from './first-rows.ts'
import { ListIndex, type Choices } from './list-index.ts'
import { ListLoader, type Loaded } from './list-loader.ts'
import type { ListOf } from './list-of.ts'
import type { ListRow } from './list-row.ts'
import { paced } from './paced.ts'

/** Tidying waits until nothing has happened for this long, ms. */
const quietMs = 1000

export interface RowList<Row, Name extends string> {
  /** In order, waiting work laid over. */
  readonly rows: readonly Row[]
  /** How many there are, also while they are being read. */
  readonly total: number
  /** There is something to show. */
  readonly ready: boolean
  /** All are here and can be searched; those that are pending can't be drawn yet. */
  readonly searchable: boolean
  /** All can be drawn. */
  readonly whole: boolean
  /** Everything about all of them is at hand: before, filtering and sorting would make the page wait. */
  readonly detailed: boolean
  /** A whole first sync has brought what there is: before, an empty list says nothing. */
  readonly fetched: boolean
  /** Of the store's transactions, the last one the rows are read up to. */
  readonly stamp: number
  readonly choices: Choices<Name>
  /** Another number whenever rows that were pending aren't any more. */
  readonly round: number
  /** Makes rows that somebody looks at ready before their turn. */
  readNow(rows: readonly Row[]): void
  /** As shown; by its id, or another it goes by. */
  find(id: string): Row | null
}

/** All of a list that the signed-in person may see, once for the life of the tab. */
class OpenList<Content extends { id: string }, Row extends ListRow<Content>, Name extends string> implements RowList<
  Row,
  Name
> {
  readonly #of: ListOf<Content, Row, Name>
  readonly #none: Choices<Name>
  #rows = $state.raw<readonly Row[]>([])
  #total = $state(0)
  #loaded = $state.raw<Loaded | null>(null)
  #choices = $state.raw<Choices<Name> | null>(null)
  #round = $state(0)
  #fetched = $state(false)
  #stamp = $state(0)
  #index: ListIndex<Content, Row, Name> | null = null
  #loader: ListLoader<Content, Row, Name> | null = null

  constructor(of: ListOf<Content, Row, Name>) {
    this.#of = of
    this.#none = noChoices(of)
  }

  get rows() {
    return this.#rows
  }
  get total() {
    return Math.max(this.#total, this.#rows.length)
  }
  get ready() {
    return this.#loaded !== null
  }
  get searchable() {
    return this.#loaded === 'searchable' || this.whole
  }
  get round() {
    return this.#round
  }
  get whole() {
    return this.#loaded === 'whole' || this.#loaded === 'detailed'
  }
  get detailed() {
    return this.#loaded === 'detailed'
  }
  get fetched() {
    return this.#fetched
  }
  get stamp() {
    return this.#stamp
  }
  get choices() {
    return this.#choices ?? this.#none
  }

  find(id: string): Row | null {
    // Whoever asks must ask again when the rows are others, or when it may be one that was pending.
    void this.#round
    return this.#rows.length > 0 && this.#index ? this.#index.find(id) : null
  }

  readNow(rows: readonly Row[]): void {
    const device = findCurrentDevice()
    if (!device || !rows.some((row) => row.pending)) return
    this.#loader
      ?.readNow(rows)
      .then(() => this.#round++)
      .catch(reportWhileHere(device))
  }

  tick(now: number): void {
    this.#index?.tick(now)
    this.#publish()
  }

  layItems(items: readonly OutboxItem[]): void {
    this.#index?.layItems(items)
    this.#publish()
  }

  /** Reads the device's list and follows it; returns how to stop. */
  open(device: Device, items: () => readonly OutboxItem[] | undefined): () => void {
    const index = new ListIndex(this.#of, device.clock.now())
    this.#index = index
    this.#loaded = null
    this.#fetched = false
    this.#stamp = 0
    this.#publish()
    let stopped = false
    const report = reportWhileHere(device)
    const failed = (error: unknown) => {
      if (!stopped) report(error)
    }
    let tidying: ReturnType<typeof setTimeout> | undefined
    const tidySoon = () => {
      clearTimeout(tidying)
      tidying = setTimeout(() => void loader.tidy().catch(failed), quietMs)
    }
    const whole = Promise.withResolvers<undefined>()
    noteReading(whole.promise)
    const loader = new ListLoader(device.store, index, (loaded, total) => {
      if (loaded !== 'some') whole.resolve(undefined)
      index.layItems(items() ?? [])
      this.#loaded = loaded
      this.#total = loaded === 'some' ? total : 0
      this.#fetched = loader.isFetched
      this.#stamp = loader.readStamp
      this.#round++
      this.#publish()
    })
    this.#loader = loader
    const reading = paced(async () => {
      const isBehind = await loader.follow().catch(failed)
      if (isBehind && !stopped) tidySoon()
    })
    let subscription: { unsubscribe(): void } | undefined
    void loader
      .start()
      .then(() => {
        if (stopped) return
        tidySoon()
        subscription = watchRead(() => readMeta(device.store, 'stamp')).subscribe({
          next: () => reading.ask(),
          error: failed,
        })
      }, failed)
      .finally(() => whole.resolve(undefined))
    return () => {
      stopped = true
      this.#index = null
      this.#loader = null
      this.#loaded = null
      this.#publish()
      loader.stop()
      reading.stop()
      clearTimeout(tidying)
      subscription?.unsubscribe()
    }
  }

  #publish(): void {
    // Whoever publishes must not follow what it publishes.
    const [isRead, shown] = untrack(() => [this.#loaded !== null, this.#choices])
    // What waits, alone, would look like the whole list.
    this.#rows = isRead && this.#index ? this.#index.rows : []
    const choices = this.#index?.choices ?? this.#none
    if (JSON.stringify(choices) !== JSON.stringify(shown)) this.#choices = choices
  }
}

function noChoices<Name extends string>({ choices }: { choices: Readonly<Record<Name, unknown>> }): Choices<Name> {
  return Object.fromEntries(Object.keys(choices).map((name) => [name, []])) as unknown as Choices<Name>
}

/**
 * How pages ask for a list: it is opened by the first that does, and read on its own, so that what a page shows doesn't close
 * it. `unsettled`: all that the outbox lays over records, in device order. `now` decides what has expired.
 */
export function listForever<Content extends { id: string }, Row extends ListRow<Content>, Name extends string>(
  of: ListOf<Content, Row, Name>,
  unsettled: () => readonly OutboxItem[] | undefined,
): (now?: () => number) => RowList<Row, Name> {
  const list = new OpenList(of)
  let isOpen = false
  const open = () => {
    isOpen = true
    $effect.root(() => {
      let items: readonly OutboxItem[] | undefined
      $effect(() => {
        items = unsettled()
        if (items) list.layItems(items)
      })
      $effect(() => {
        const device = findCurrentDevice()
        if (device) return list.open(device, () => items)
      })
    })
  }
  return (now) => {
    if (!isOpen) open()
    if (now) {
      $effect(() => list.tick(now()))
    }
    return list
  }
}
