import type { ListPoint } from './list-point.ts'

/** What a page does with a table beside giving it rows. */
export interface TableHandle<Row> {
  /** Where it is scrolled to now. */
  point(): ListPoint
  /** What the focused row shows; null when none has the focus. */
  focusedRow(): Row | null
  /** Moves the focus among rows: `j` and `k`, arrows. */
  moveFocus(by: 1 | -1): void
  /** Ticks the focused row, or not any more: `x`. */
  tickFocused(): void
  toTop(): void
  /** Gives the focus to a row, or to it once it is shown if nobody has it by then; `row`: where it was. */
  focusKey(key: string, row?: number): void
}
