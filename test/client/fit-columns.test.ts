import { describe, expect, it } from 'vitest'
import { columnIds, columns } from '#lib/ui/customer-list/customer-columns.ts'
import { fitColumns } from '#lib/ui/table/columns.ts'

describe('Columns of the customers table', () => {
  it('[M1] all chosen ones where there is room, in their own order', () => {
    expect(fitColumns(columns, columnIds, 2000)).toEqual([...columnIds])
    expect(fitColumns(columns, ['modified', 'status'], 2000)).toEqual(['name', 'status', 'modified'])
  })

  it('[M1] the least needed go first, the name never', () => {
    expect(fitColumns(columns, columnIds, 600)).not.toContain('added')
    expect(fitColumns(columns, columnIds, 600)).toContain('status')
    expect(fitColumns(columns, columnIds, 100)).toEqual(['name'])
    expect(fitColumns(columns, [], 2000)).toEqual(['name'])
  })
})
