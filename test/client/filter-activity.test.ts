import { describe, expect, it } from 'vitest'
import type { ActivityDetail, ActivityEntry } from '#shared/domain/document/change-record.ts'
import { filterActivity } from '../../src/routes/activity/filter-activity.ts'

function entry(person: string, detail: ActivityDetail): ActivityEntry {
  const line = { at: 0, actor: { person, organisationName: 'Müller AG' }, customerName: 'Acme', detail }
  return line as unknown as ActivityEntry
}

const lines = [
  entry('Mina Cho', { type: 'field', field: 'companyName', before: 'Acme', after: 'Acme Ltd', unseen: false }),
  entry('Jo Bell', { type: 'field', field: 'industry', before: '', after: 'logistics', unseen: false }),
  entry('Jo Bell', { type: 'decision', event: 'delink-requested' }),
]
const always = { from: '', to: '' }
const found = (text: string) => filterActivity(lines, text, always).map((line) => lines.indexOf(line))

describe('Filtering activity', () => {
  it('[M23] finds people, fields and decisions by the words they are shown in', () => {
    expect(found('mina')).toEqual([0])
    expect(found('company NAME')).toEqual([0])
    expect(found('transport')).toEqual([1])
    expect(found('asked delink')).toEqual([2])
  })

  it('[M23] every word has to be there, accents or not', () => {
    expect(found('muller jo')).toEqual([1, 2])
    expect(found('mina transport')).toEqual([])
    expect(found('  ')).toEqual([0, 1, 2])
  })

  it('[FA11][M23] by day, both included, as the reader’s clock calls them', () => {
    const at = (text: string) => ({ ...lines[0]!, at: new Date(text).getTime() })
    const days = [at('2026-03-01T00:00'), at('2026-03-01T23:59'), at('2026-03-02T00:00'), at('2026-03-29T12:00')]
    const between = (from: string, to: string) =>
      filterActivity(days, '', { from, to }).map((line) => days.indexOf(line))
    expect(between('2026-03-01', '2026-03-01')).toEqual([0, 1])
    expect(between('2026-03-02', '')).toEqual([2, 3])
    expect(between('', '2026-03-01')).toEqual([0, 1])
    expect(between('2026-03-03', '2026-03-28')).toEqual([])
    expect(filterActivity(days, 'jo', { from: '2026-03-01', to: '' })).toEqual([])
  })
})
