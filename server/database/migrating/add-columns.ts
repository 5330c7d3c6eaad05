/** Columns by the few types that every database here has. */
import type { ColumnDataType, CreateTableBuilder } from 'kysely'

export type DialectName = 'sqlite' | 'postgres'

export type Columns = Record<string, 'text' | 'text?' | 'integer' | 'integer?' | 'bytes'>

/** `text?` and `integer?` may be null. Integers hold milliseconds, so they need 64 bits everywhere. */
export function addColumns<Table extends string>(
  builder: CreateTableBuilder<Table, never>,
  columns: Columns,
  dialect: DialectName,
) {
  const types: Record<string, ColumnDataType> = {
    text: 'text',
    integer: 'bigint',
    bytes: dialect === 'sqlite' ? 'blob' : 'bytea',
  }
  return Object.entries(columns).reduce(
    (table, [name, kind]) => {
      const type = types[kind.replace('?', '')]!
      return table.addColumn(name, type, (column) => (kind.endsWith('?') ? column : column.notNull()))
    },
    builder as CreateTableBuilder<Table, string>,
  )
}
