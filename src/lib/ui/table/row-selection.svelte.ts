/** Which rows of a table somebody has ticked. What isn't shown any more isn't selected, but is again when it comes back. */
export class RowSelection<Row> {
  readonly #keyOf: (row: Row) => string
  readonly #shown: () => readonly Row[]
  // A reactive set would hold a signal for each of a hundred thousand; one says that any has changed.
  // eslint-disable-next-line svelte/prefer-svelte-reactivity -- see above
  readonly #keys = new Set<string>()
  #round = $state(0)
  readonly rows: readonly Row[] = $derived.by(() => {
    void this.#round
    return this.#keys.size === 0 ? [] : this.#shown().filter((row) => this.#keys.has(this.#keyOf(row)))
  })

  /** `shown`: all rows of the table; none of them pending once one is selected. */
  constructor(keyOf: (row: Row) => string, shown: () => readonly Row[]) {
    this.#keyOf = keyOf
    this.#shown = shown
  }

  has(row: Row): boolean {
    void this.#round
    return this.#keys.has(this.#keyOf(row))
  }

  get isAll(): boolean {
    return this.rows.length > 0 && this.rows.length === this.#shown().length
  }

  set(rows: readonly Row[], on: boolean): void {
    for (const row of rows) {
      if (on) this.#keys.add(this.#keyOf(row))
      else this.#keys.delete(this.#keyOf(row))
    }
    this.#round++
  }

  setAll(on: boolean): void {
    if (on) this.set(this.#shown(), true)
    else this.clear()
  }

  clear(): void {
    this.#keys.clear()
    this.#round++
  }
}
