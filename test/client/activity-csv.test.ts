import Papa from 'papaparse'
import { describe, expect, it } from 'vitest'
import type { ActivityLineView } from '#lib/ui/activity/activity-line.ts'
import { activityCsv } from '#lib/ui/activity/activity-csv.ts'
import type { ChangeId, OrganisationId } from '#shared/domain/ids.ts'

const now = Date.UTC(2026, 2, 1)

function line(given: Partial<ActivityLineView>): ActivityLineView {
  return {
    id: 'c' as ChangeId,
    documentId: null,
    relationshipId: null,
    actor: { organisationId: '1' as OrganisationId, organisationName: 'Acme', userId: null, person: 'm…@acme.example' },
    at: now - 1000,
    receivedAt: now,
    detail: { type: 'field', field: 'phone', before: '+49 1', after: '+49 2', unseen: false },
    undoes: null,
    devices: null,
    customerId: '1234567890' as OrganisationId,
    customerName: 'Acme Brewing',
    waiting: false,
    madeOffline: false,
    undone: false,
    undoable: false,
    ...given,
  }
}

async function read(lines: ActivityLineView[]): Promise<string[][]> {
  const text = new TextDecoder('utf-8', { ignoreBOM: true }).decode(await (await activityCsv(lines, now)).arrayBuffer())
  expect(text.startsWith('\uFEFF')).toBe(true)
  return Papa.parse<string[]>(text.slice(1), { skipEmptyLines: true }).data
}

describe('Activity as CSV', () => {
  it('[M23] says when, who, about whom, what, and from what to what', async () => {
    const run = { id: { client: 1, clock: 0 }, after: null }
    const [heads, first, second, third, fourth] = await read([
      line({}),
      line({ detail: { type: 'decision', event: 'delink-requested' }, madeOffline: true }),
      line({
        detail: {
          type: 'text',
          field: 'notes',
          inserted: [{ ...run, text: 'in' }],
          deleted: [{ ...run, text: 'out' }],
        },
        undone: true,
      }),
      line({ waiting: true }),
    ])
    expect(heads).toHaveLength(10)
    expect(first).toEqual([
      '2026-02-28T23:59:59.000Z',
      '2026-03-01T00:00:00.000Z',
      ...['Acme', 'm…@acme.example', 'Acme Brewing', '1234567890', 'Phone', '+49 1', '+49 2'].map(guarded),
      '',
    ])
    expect(second!.at(-1)).toBe('made offline')
    expect(second!.slice(7, 9)).toEqual(['', ''])
    expect(third!.slice(7)).toEqual(['out', 'in', 'taken back'])
    expect(fourth!.at(1), 'nobody but this device has it yet').toBe('')
  })

  it('[M23][FB9] no cell begins a formula', async () => {
    const evil = '=HYPERLINK("x")'
    const rows = await read([
      line({
        customerName: evil,
        actor: { organisationId: '1' as OrganisationId, organisationName: evil, userId: null, person: evil },
        detail: { type: 'field', field: 'city', before: evil, after: evil, unseen: false },
      }),
    ])
    for (const cell of rows[1]!) expect(cell).not.toMatch(/^=/)
  })
})

/** A spreadsheet would take a plus for the beginning of a formula. */
function guarded(value: string): string {
  return value.startsWith('+') ? `'${value}` : value
}
