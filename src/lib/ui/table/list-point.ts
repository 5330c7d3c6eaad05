/** Where a list was scrolled to: a row, and how far into it, px. How high the rows before it are reckoned may change. */
export interface ListPoint {
  row: number
  within: number
}

export const startOfList: ListPoint = { row: 0, within: 0 }
