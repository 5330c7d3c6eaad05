import { describe, expect, it } from 'vitest'
import type { ActivityDetail, ActivityEntry } from '#shared/domain/document/change-record.ts'
import { filterActivity } from '../../src/routes/activity/filter-activity.ts'

function entry(person: string, detail: ActivityDetail): ActivityEntry {
  const line = { actor: { person, organisationName: 'Müller AG' }, customerName: 'Acme', detail }
  return line as unknown as ActivityEntry
}

const lines = [
  entry('Mina Cho', { type: 'field', field: 'companyName', before: 'Acme', after: 'Acme Ltd', unseen: false }),
  entry('Jo Bell', { type: 'field', field: 'industry', before: '', after: 'logistics', unseen: false }),
  entry('Jo Bell', { type: 'decision', event: 'delink-requested' }),
]
const found = (text: string) => filterActivity(lines, text).map((line) => lines.indexOf(line))

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
})
