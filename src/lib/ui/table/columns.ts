/** The columns of a table as data: how wide, what goes first, how rows are in order by them. */

/** How rows are in order by a column: as numbers, whole and not negative, or as words, of which there are few different ones. */
export type SortKey<Row> =
  | { readonly number: (row: Row) => number }
  | {
      readonly key: (row: Row) => string
      /** Asked once for each key there is; by default the key itself. */
      readonly wordsOf?: (key: string) => string
    }

export interface TableColumn<Row> {
  readonly label: () => string
  /**
   * Classes of its cells and of its head. Each row lays its cells out by itself, for which flex boxes take a fifth less
   * time than a grid; they agree because all of one column have the same padding.
   */
  readonly sizing: string
  /** Least width, px, as in `sizing`. */
  readonly width: number
  /** The highest goes first when there is no room; 0: never. */
  readonly spare: number
  /** Null: rows come in this order. */
  readonly sort: SortKey<Row> | null
}

export type Columns<Id extends string, Row> = Readonly<Record<Id, TableColumn<Row>>>

export interface TableSort<Id extends string> {
  readonly column: Id
  readonly descending: boolean
}

/** In their order. */
export function idsOf<Id extends string>(columns: Columns<Id, never>): Id[] {
  return Object.keys(columns) as Id[]
}

/** The chosen columns that fit, in their order; those that are never spared always do. */
export function fitColumns<Id extends string>(
  columns: Columns<Id, never>,
  chosen: readonly Id[],
  widthPx: number,
): Id[] {
  const shown = idsOf(columns).filter((id) => columns[id].spare === 0 || chosen.includes(id))
  const needed = () => shown.reduce((sum, id) => sum + columns[id].width, 0)
  while (needed() > widthPx) {
    const least = shown.reduce((a, b) => (columns[b].spare > columns[a].spare ? b : a))
    if (columns[least].spare === 0) break
    shown.splice(shown.indexOf(least), 1)
  }
  return shown
}

/** Of dates and numbers the highest come first, of words those of A. */
export function beginsDescending({ sort }: TableColumn<never>): boolean {
  return sort !== null && 'number' in sort
}

/** Reads `-modified`; null for what it doesn't know. */
export function parseSort<Id extends string>(columns: Columns<Id, never>, text: string | null): TableSort<Id> | null {
  const column = idsOf(columns).find((id) => id === text?.replace(/^-/, ''))
  return column ? { column, descending: text?.startsWith('-') ?? false } : null
}

export function writeSort({ column, descending }: TableSort<string>): string {
  return `${descending ? '-' : ''}${column}`
}
