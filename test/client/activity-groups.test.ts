import { describe, expect, it } from 'vitest'
import type { ActivityLineView, UndoResult } from '#lib/ui/activity/activity-line.ts'
import { groupLines, undoGroup } from '#lib/ui/activity/activity-groups.ts'
import type { ChangeId, DocumentId, OrganisationId, RelationshipId, UserId } from '#shared/domain/ids.ts'

interface Told {
  id: string
  seconds: number
  before?: string
  after?: string
  field?: string
  by?: string
  documentId?: string
  undoes?: string
  waiting?: boolean
  madeOffline?: boolean
  undone?: boolean
}

const lineOf = ({ id, seconds, before = '', after = '', field = 'city', by = 'Noa', ...told }: Told) =>
  ({
    id: id as ChangeId,
    documentId: (told.documentId ?? 'document') as DocumentId,
    relationshipId: 'relationship' as RelationshipId,
    customerId: '1000000001' as OrganisationId,
    customerName: 'Acorn Bikes',
    actor: { organisationId: '2' as OrganisationId, organisationName: 'Northwind', userId: by as UserId, person: by },
    at: seconds * 1000,
    receivedAt: seconds * 1000,
    detail: { type: 'field', field, before, after, unseen: false },
    undoes: (told.undoes ?? null) as ChangeId | null,
    devices: null,
    waiting: told.waiting ?? false,
    madeOffline: told.madeOffline ?? false,
    undone: told.undone ?? false,
    undoable: true,
  }) satisfies ActivityLineView

/** Newest first, each going on from the one before: '' → 1 → 2 … */
const chain = (count: number, secondsBetween: number, told: Partial<Told> = {}) =>
  Array.from({ length: count }, (_, index) =>
    lineOf({
      id: `${told.by ?? ''}${index}`,
      seconds: index * secondsBetween,
      before: index === 0 ? '' : `${index}`,
      after: `${index + 1}`,
      ...told,
    }),
  ).toReversed()

const sizes = (lines: readonly ActivityLineView[]) => groupLines(lines).map(({ parts }) => parts.length)

describe('Edits of one field in one go', () => {
  it('[FA6] eight within two minutes are one line, from the first value to the last, which opens', () => {
    const [group, ...more] = groupLines(chain(8, 15))
    expect(more).toEqual([])
    expect(group!.line).toMatchObject({ id: '0', detail: { before: '', after: '8' } })
    expect(group!.parts.map(({ id }) => id)).toEqual(['7', '6', '5', '4', '3', '2', '1', '0'])
  })

  it('[FA6] a single one stays what it is; what comes after two minutes is a line of its own', () => {
    expect(sizes(chain(1, 0))).toEqual([0])
    expect(sizes(chain(4, 50))).toEqual([3, 0])
  })

  it('[FA6] another field, account or person, what waits, what was made offline and an undo stay apart', () => {
    const first = { id: 'a', seconds: 0, before: '', after: 'x' }
    const second = { id: 'b', seconds: 5, before: 'x', after: 'y' }
    for (const other of [
      { field: 'zip' },
      { by: 'Ada' },
      { documentId: 'other' },
      { waiting: true },
      { madeOffline: true },
      { undoes: 'a' },
      { before: 'somebody’s' },
    ])
      expect(sizes([lineOf({ ...second, ...other }), lineOf(first)]), JSON.stringify(other)).toEqual([0, 0])
    expect(sizes([lineOf(second), lineOf(first)])).toEqual([2])
  })

  it('[FA6] what others did elsewhere in between splits nothing', () => {
    const [second, first] = chain(2, 10)
    const between = lineOf({ id: 'z', seconds: 5, field: 'zip', by: 'Ada' })
    expect(sizes([second!, between, first!])).toEqual([2, 0])
  })

  it('[FA6][H3] its Undo puts back what was before the first, and asks only where the field has changed since the last', async () => {
    const [group] = groupLines(chain(3, 10))
    const asked: unknown[] = []
    const fieldHolds = (now: string) =>
      undoGroup(group!, (id, options): Promise<UndoResult> => {
        asked.push([id, options?.evenIfChanged ?? false])
        if (options?.evenIfChanged) return Promise.resolve({ done: true })
        return Promise.resolve({ done: false, reason: 'changed-since', before: '', after: '1', now })
      })
    expect(await fieldHolds('3')(group!.line.id)).toEqual({ done: true })
    expect(asked).toEqual([
      ['0', false],
      ['0', true],
    ])
    expect(await fieldHolds('other')(group!.line.id)).toMatchObject({
      reason: 'changed-since',
      after: '3',
      now: 'other',
    })
  })
})
