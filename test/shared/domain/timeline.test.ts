import { describe, expect, it } from 'vitest'
import type { ConsentStep } from '#shared/domain/document/consent-step.ts'
import { withVisits } from '#shared/domain/visit/timeline.ts'
import type { OrganisationId } from '#shared/domain/ids.ts'

const actor = (organisationName: string) => ({
  organisationId: '1234567890' as OrganisationId,
  organisationName,
  userId: null,
  person: 'n•••@x.example',
})
const step = (event: string, receivedAt: number) =>
  ({ id: event, actor: actor('Acme'), at: 0, receivedAt, event }) as ConsentStep
const visit = (id: string, to: number, name = 'Northwind') => ({ id, actor: actor(name), to })
const told = (entries: ReturnType<typeof withVisits>) =>
  entries.map((entry) =>
    entry.kind === 'step' ? entry.step.event : `${entry.run.organisationName} ${entry.run.count} @${entry.run.at}`,
  )

describe('One timeline', () => {
  it('[H6][H7] visits stand between what was agreed on, those that nothing lies between as one line, by the latest', () => {
    const steps = [step('delink-rejected', 50), step('delink-requested', 20)]
    const visits = [
      visit('f', 60),
      visit('e', 40),
      visit('d', 30),
      visit('c', 20),
      visit('b', 10, 'Southwind'),
      visit('a', 5),
    ]
    expect(told(withVisits(steps, visits))).toEqual([
      'Northwind 1 @60',
      'delink-rejected',
      'Northwind 2 @40',
      'delink-requested',
      'Northwind 1 @20',
      'Southwind 1 @10',
      'Northwind 1 @5',
    ])
    expect(told(withVisits(steps, []))).toEqual(['delink-rejected', 'delink-requested'])
    expect(told(withVisits([], visits.slice(0, 2)))).toEqual(['Northwind 2 @60'])
  })
})
