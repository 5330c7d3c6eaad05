// What somebody's device makes of a decision before the server has heard of it, from the records that it holds.
import { mayDecide, type DeviceDecision } from '#shared/decisions/devices/define-device-decision.ts'
import type { RelationshipDecision } from '#shared/decisions/define-decision.ts'
import { outcomeOf, predictionOf } from '#shared/decisions/outcome.ts'
import { getDecision, type DecisionName } from '#shared/decisions/registry.ts'
import { stateOfRecord } from '#shared/decisions/relationship-state.ts'
import type { Setting } from '#shared/decisions/setting/define-setting.ts'
import { decidingHere } from '#shared/decisions/team/deciding.ts'
import { outcomeOfTeam, type Team, type TeamDecision } from '#shared/decisions/team/team.ts'
import type { RelationshipRecord } from '#shared/domain/customer-record.ts'
import { sideOf } from '#shared/domain/access/can.ts'
import { readKinds } from '#shared/records/kinds.ts'
import { teamKinds } from '#shared/records/team.ts'
import { loadAccess, signedInUser } from '../../../server/auth/access.ts'
import { visibleIds } from '../../../server/database/reading/visible.ts'
import { sourcesFor } from '../../../server/records/sources.ts'
import type { Visit, Who } from './house.ts'

interface Kept {
  id: string
}
/** By kind and id. */
export type Held = ReadonlyMap<string, ReadonlyMap<string, Kept>>

export interface Foretold {
  kind: string
  id: string
  patch: object | null
}
/** Why it isn't even sent, or what is shown at once. */
export type Foretelling = { refusal: string } | { shown: Foretold[] }

/** What nothing is foretold of, and what is long. */
const unread: ReadonlySet<string> = new Set([
  'document',
  'change',
  'account',
  'visit',
  'former-relationship',
  'assignment',
])

/** All that this person's device would hold now. */
export async function hold({ database, house, now }: Visit, who: Who): Promise<Held> {
  const access = await loadAccess(database, house.users[who])
  if (!access) return new Map()
  const ids = await visibleIds(database, access)
  const held = new Map<string, Map<string, Kept>>()
  for (const source of sourcesFor(readKinds).filter(({ kind }) => !unread.has(kind.name))) {
    const records = new Map<string, Kept>()
    for await (const page of source.pages({ database, access, now, ids, most: Infinity }, ''))
      for (const record of page.records as Kept[]) records.set(record.id, record)
    held.set(source.kind.name, records)
  }
  return held
}

export async function foretell(
  visit: Visit,
  who: Who,
  held: Held,
  name: DecisionName,
  input: object,
): Promise<Foretelling> {
  const access = (await loadAccess(visit.database, visit.house.users[who]))!
  const user = signedInUser(visit.services, access)
  const decision = getDecision(name)
  switch (decision.about) {
    case 'nothing':
      return { shown: [] }
    case 'setting':
      return { shown: (decision as unknown as Setting<string, object>).sets(input) }
    case 'devices': {
      const may = mayDecide(decision, {
        organisationKind: access.organisationKind,
        permissions: [...access.permissions],
      })
      if (!may) return { refusal: 'not-permitted' }
      const told = (decision as unknown as DeviceDecision<string, object>).foretells(input)
      return { shown: told.flatMap(({ kind, ids, patch }) => ids.map((id) => ({ kind, id, patch }))) }
    }
    case 'team': {
      const lists = Object.entries(teamKinds).map(([list, kind]) => [list, [...(held.get(kind.name)?.values() ?? [])]])
      const team = Object.fromEntries(lists) as Team
      const deciding = decidingHere(user, team, visit.now)
      const outcome = outcomeOfTeam(decision as unknown as TeamDecision<string, object>, team, deciding, input)
      return 'refusal' in outcome ? outcome : { shown: outcome.changes }
    }
    case 'relationship': {
      const { relationshipId, ...seen } = input as { relationshipId: string; version: number }
      const record = held.get('relationship')?.get(relationshipId) as RelationshipRecord | undefined
      if (!record) return { refusal: 'relationship-ended' }
      const moment = { side: sideOf(access, record)!, now: visit.now }
      const told = decision as unknown as RelationshipDecision<string, object>
      const outcome = outcomeOf(told, stateOfRecord(record), moment, seen)
      if ('refusal' in outcome) return outcome
      return { shown: [{ kind: 'relationship', id: relationshipId, patch: predictionOf(told, outcome) }] }
    }
  }
}

/** Where what is held is otherwise than was shown, field by field. */
export function contradictions(shown: readonly Foretold[], held: Held): string[] {
  return shown.flatMap(({ kind, id, patch }) => {
    const record = held.get(kind)?.get(id) as Record<string, unknown> | undefined
    if (patch === null) return record ? [`${kind} is still there`] : []
    if (!record) return Object.keys(patch).length === 0 ? [] : [`${kind} is not there`]
    return Object.entries(patch).flatMap(([field, value]) =>
      JSON.stringify(record[field]) === JSON.stringify(value) ? [] : [`${kind}.${field}`],
    )
  })
}
