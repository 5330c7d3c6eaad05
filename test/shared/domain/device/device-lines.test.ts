import { describe, expect, it } from 'vitest'
import { readDeviceLines, rowsPerPart, writeDeviceLines, type SentRow } from '#shared/domain/device/device-lines.ts'

const phone: SentRow = {
  row: 2,
  imei: '353397530565210',
  meid: '',
  serial: 'R52K90ABCDE',
  model: 'SM-S928B',
  orderNumber: 'PO-1',
  orderDate: '2026-09-14',
}
const old: SentRow = { ...phone, row: 3, imei: '', meid: 'A1B3ACBC014E1F', serial: '' }
const tablet: SentRow = { ...phone, row: 4, imei: '', orderNumber: '', orderDate: '' }

describe('Rows on their way', () => {
  it('[R5] are read as they were written', () => {
    expect(readDeviceLines(writeDeviceLines([phone, old, tablet]))).toEqual([phone, old, tablet])
  })

  it('[R5] are checked again: nothing gets in that the list’s reader refuses, and nothing in another form', () => {
    const good = writeDeviceLines([phone])
    const bad = [
      '',
      good.replace('210', '211'),
      good.replace('353397530565210', '35339753056521'),
      good.replace('R52', 'r52'),
      good.replace('2026-09-14', '14.09.2026'),
      `${good}\t1234567890`,
      good.replace(/^2/, '0'),
      `${good}\n`,
    ]
    for (const text of bad) expect(readDeviceLines(text), text).toBeNull()
    const many = Array.from({ length: rowsPerPart + 1 }, () => good).join('\n')
    expect(readDeviceLines(many)).toBeNull()
  })
})
