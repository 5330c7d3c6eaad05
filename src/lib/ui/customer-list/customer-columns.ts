import * as m from '../../../i18n/compiled/messages.js'

export const columnIds = ['name', 'type', 'services', 'devices', 'status', 'added', 'modified'] as const
export type ColumnId = (typeof columnIds)[number]

interface Column {
  label: () => string
  /** A grid track. */
  track: string
  /** Least width, px. */
  width: number
  /** The highest goes first when there is no room. */
  spare: number
}

export const columns: Record<ColumnId, Column> = {
  name: { label: m.column_name, track: 'minmax(12.5rem, 2.4fr)', width: 200, spare: 0 },
  type: { label: m.column_type, track: 'minmax(9.25rem, 1fr)', width: 148, spare: 4 },
  services: { label: m.column_services, track: 'minmax(10rem, 1.7fr)', width: 160, spare: 3 },
  devices: { label: m.column_devices, track: '5.5rem', width: 88, spare: 2 },
  status: { label: m.column_status, track: 'minmax(11.5rem, 1.2fr)', width: 184, spare: 1 },
  added: { label: m.column_added, track: '7.75rem', width: 124, spare: 6 },
  modified: { label: m.column_modified, track: '7.75rem', width: 124, spare: 5 },
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
