import { columnIds, type ColumnId } from '#lib/ui/customer-list/customer-columns.ts'

/** Where the person was in the list, so that coming back from an account is coming back to the same place. */
export const listPlace = { search: '', scrollTop: 0 }

const key = 'tandem.customer-columns'

export function readChosenColumns(): ColumnId[] {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(key) ?? 'null')
    if (Array.isArray(kept)) return columnIds.filter((id) => kept.includes(id))
  } catch {
    // Unreadable or switched off: all of them.
  }
  return [...columnIds]
}

export function keepChosenColumns(chosen: readonly ColumnId[]): void {
  try {
    localStorage.setItem(key, JSON.stringify(chosen))
  } catch {
    // They hold until the page is closed.
  }
}
