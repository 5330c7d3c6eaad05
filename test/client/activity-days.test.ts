import { describe, expect, it } from 'vitest'
import type { ActivityEntry } from '#shared/domain/document/change-record.ts'
import type { OrganisationId, RelationshipId } from '#shared/domain/ids.ts'
import type { SignedInUser } from '#shared/domain/user.ts'
import type { OutboxItem } from '#lib/local-store/outbox-item.ts'
import { toActivityLines } from '#lib/queries/activity-lines.ts'
import { groupByDay } from '#lib/ui/activity/activity-days.ts'

const dayMs = 24 * 60 * 60 * 1000
const words = { day: (ms: number) => `day ${Math.floor(ms / dayMs)}`, waiting: 'waits' }
const user = {
  organisationKind: 'msp',
  organisationId: 'msp',
  organisationName: 'Northwind',
  firstName: 'Noa',
  lastName: 'Berg',
}
const acme = 'acme' as OrganisationId

function logged(id: string, made: number, arrived: number): ActivityEntry {
  const detail = { type: 'field', field: 'phone', before: '', after: id, unseen: false }
  const actor = { organisationId: 'msp', organisationName: 'Northwind', userId: null, person: 'Noa' }
  return { id, actor, at: made * dayMs, receivedAt: arrived * dayMs, detail, undoes: null, customerId: acme } as never
}

function waiting(id: string, relationshipId = 'r'): OutboxItem {
  const intents = [{ kind: 'set', field: 'phone', before: '', after: id }]
  const body = { kind: 'edit', documentId: 'd', intents, undoes: null }
  return { id, relationshipId: relationshipId as RelationshipId, body, state: 'queued', editedAt: 2.5 * dayMs } as never
}

const linesOf = (entries: ActivityEntry[], items: OutboxItem[]) =>
  toActivityLines(
    entries,
    items,
    user as unknown as SignedInUser,
    () => true,
    (item) => (item.relationshipId === 'r' ? acme : null),
  )
const shown = (entries: ActivityEntry[], items: OutboxItem[] = []) =>
  groupByDay(linesOf(entries, items), words).map(({ heading, lines }) => [heading, lines.map(({ id }) => id)])

describe('Activity by day', () => {
  it('[FD2] an edit that was made yesterday and arrives between two of today’s leaves one heading a day', () => {
    const entries = [logged('early', 3.1, 3.1), logged('made yesterday', 2.2, 3.2), logged('late', 3.3, 3.3)]
    expect(shown(entries)).toEqual([['day 3', ['late', 'made yesterday', 'early']]])
  })

  it('[FA1] what waits stands on top, about its customer', () => {
    expect(shown([logged('sent', 3, 3)], [waiting('typed')])).toEqual([
      ['waits', ['typed']],
      ['day 3', ['sent']],
    ])
    expect(linesOf([], [waiting('typed')])[0]!.customerId).toBe(acme)
  })

  it('[FA1] what waits about an account that is not here any more has no line that could lead there', () => {
    expect(shown([], [waiting('typed', 'gone')])).toEqual([])
  })
})
