import { columnIds, type ColumnId } from '#lib/ui/customer-list/customer-columns.ts'
import { startOfList, type ListPoint } from '#lib/ui/table/list-point.ts'
import type { ListSize } from '#lib/ui/table/list-size.ts'

/** Where the person was in the list, so that coming back from an account is coming back to the same place. */
export const listPlace = {
  search: '',
  point: startOfList,
  /** Where the list is now, while there is one. */
  ask: (): ListPoint => listPlace.point,
}

const columnsKey = 'tandem.customer-columns'
const sizeKey = 'tandem.customer-list-size'

/** Null when nothing was kept, or it can't be read. */
function readKept(key: string): unknown {
  try {
    return JSON.parse(localStorage.getItem(key) ?? 'null')
  } catch {
    return null
  }
}

function keep(key: string, value: unknown): void {
  try {
    localStorage.setItem(key, JSON.stringify(value))
  } catch {
    // Full or switched off: it holds until the page is closed.
  }
}

export function readChosenColumns(): ColumnId[] {
  const kept = readKept(columnsKey)
  return columnIds.filter((id) => !Array.isArray(kept) || kept.includes(id))
}

export function keepChosenColumns(chosen: readonly ColumnId[]): void {
  keep(columnsKey, chosen)
}

/** How large the list was at last, px: most likely it is so again, and can be drawn before the page is laid out. */
export function readListSize(): ListSize | null {
  const kept = readKept(sizeKey) as Partial<Record<keyof ListSize, unknown>> | null
  const { width, height } = kept ?? {}
  return isLength(width) && isLength(height) ? { width, height } : null
}

export function keepListSize(size: ListSize): void {
  keep(sizeKey, size)
}

/** No screen is larger; a list drawn for one that large would freeze the page. */
const longestPx = 10_000

function isLength(value: unknown): value is number {
  return typeof value === 'number' && value > 0 && value <= longestPx
}
