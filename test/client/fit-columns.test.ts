import { describe, expect, it } from 'vitest'
import { columnIds, fitColumns } from '#lib/ui/customer-list/customer-columns.ts'

describe('Columns of the customers table', () => {
  it('[M1] all chosen ones where there is room, in their own order', () => {
    expect(fitColumns(columnIds, 2000)).toEqual([...columnIds])
    expect(fitColumns(['modified', 'status'], 2000)).toEqual(['name', 'status', 'modified'])
  })

  it('[M1] the least needed go first, the name never', () => {
    expect(fitColumns(columnIds, 600)).not.toContain('added')
    expect(fitColumns(columnIds, 600)).toContain('status')
    expect(fitColumns(columnIds, 100)).toEqual(['name'])
    expect(fitColumns([], 2000)).toEqual(['name'])
  })
})
