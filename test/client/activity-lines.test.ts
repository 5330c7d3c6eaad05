import { expect, it } from 'vitest'
import type { ActivityEntry } from '#shared/domain/document/change-record.ts'
import type { ChangeId, OrganisationId, UserId } from '#shared/domain/ids.ts'
import type { SignedInUser } from '#shared/domain/user.ts'
import { toActivityLines } from '#lib/queries/activity-lines.ts'

const minuteMs = 60_000

function entry(id: string, person: string, at: number, receivedAt: number): ActivityEntry {
  return {
    id: id as ChangeId,
    documentId: null,
    relationshipId: null,
    actor: { organisationId: '1' as OrganisationId, organisationName: 'Acme', userId: null, person },
    at,
    receivedAt,
    detail: { type: 'field', field: 'city', before: '', after: id, unseen: false },
    undoes: null,
    devices: null,
    customerId: '1' as OrganisationId,
    customerName: 'Acme',
  }
}

const offlineIds = (entries: ActivityEntry[]) =>
  toActivityLines(
    entries,
    [],
    { id: 'u' as UserId, organisationKind: 'customer' } as SignedInUser,
    () => false,
    () => null,
  )
    .filter(({ madeOffline }) => madeOffline)
    .map(({ id }) => id)
    .sort()

it('[FA23][H2] all four edits made offline say so, however shortly before the connection came back', () => {
  const back = 10 * minuteMs
  const four = [0, 4, 9, 9.9].map((minutes, n) => entry(`offline-${n}`, 'Mina', minutes * minuteMs, back + n))
  const others = [
    entry('online before', 'Mina', -minuteMs, -minuteMs + 200),
    entry('online after', 'Mina', back + minuteMs, back + minuteMs + 900),
    entry('another person', 'Noa', 9 * minuteMs, 9 * minuteMs + 300),
    entry('on another device meanwhile', 'Mina', 5 * minuteMs, 5 * minuteMs + 300),
  ]
  expect(offlineIds([...others, ...four])).toEqual(['offline-0', 'offline-1', 'offline-2', 'offline-3'])
})

it('[FA23][H2] an ordinary slow connection is not offline', () => {
  expect(offlineIds([entry('slow', 'Mina', 0, 20_000)])).toEqual([])
})
