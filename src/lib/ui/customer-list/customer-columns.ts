import * as m from '../../../i18n/compiled/messages.js'

export const columnIds = ['name', 'type', 'services', 'status', 'added', 'modified'] as const
export type ColumnId = (typeof columnIds)[number]

interface Column {
  label: () => string
  /**
   * Classes of its cells and of its head. Each row lays its cells out by itself, for which flex boxes take a fifth less
   * time than a grid; they agree because all of one column have the same padding.
   */
  sizing: string
  /** Least width, px, as in `sizing`. */
  width: number
  /** The highest goes first when there is no room. */
  spare: number
}

export const columns: Record<ColumnId, Column> = {
  name: { label: m.column_name, sizing: 'min-w-50 flex-[3] pr-3', width: 200, spare: 0 },
  type: { label: m.column_type, sizing: 'w-40 shrink-0 pr-3', width: 160, spare: 4 },
  services: { label: m.column_services, sizing: 'min-w-41 flex-1 pr-3', width: 164, spare: 3 },
  status: { label: m.column_status, sizing: 'w-46 shrink-0 pr-3', width: 184, spare: 1 },
  added: { label: m.column_added, sizing: 'w-31 shrink-0 pr-3', width: 124, spare: 6 },
  modified: { label: m.column_modified, sizing: 'w-27 shrink-0 pr-3', width: 108, spare: 5 },
}

/** The chosen columns that fit, in their order; the name always does. */
export function fitColumns(chosen: readonly ColumnId[], widthPx: number): ColumnId[] {
  const shown = columnIds.filter((id) => id === 'name' || chosen.includes(id))
  const needed = () => shown.reduce((sum, id) => sum + columns[id].width, 0)
  while (shown.length > 1 && needed() > widthPx) {
    const least = shown.reduce((a, b) => (columns[b].spare > columns[a].spare ? b : a))
    shown.splice(shown.indexOf(least), 1)
  }
  return shown
}

/** Of dates the newest come first, of words those of A. */
export function beginsDescending(column: ColumnId): boolean {
  return column === 'added' || column === 'modified'
}
