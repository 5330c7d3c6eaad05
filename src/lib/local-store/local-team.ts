/** A team as this device has it, with what waits laid over: the person's own, or that of a customer that lets their MSP manage it (C7). */
import { decidingHere, decidingUnderGrant } from '#shared/decisions/team/deciding.ts'
import type { GrantSeen } from '#shared/decisions/grant/grant-seen.ts'
import type { Deciding, Team } from '#shared/decisions/team/team.ts'
import { customerOfForm, teamOfForm } from '#shared/decisions/form-key.ts'
import { permissionsOf } from '#shared/domain/access/permissions-of.ts'
import type { RelationshipId } from '#shared/domain/ids.ts'
import type { GroupRecord } from '#shared/domain/team/customer-group.ts'
import type { AnyKind } from '#shared/records/record-kind.ts'
import { kinds } from '#shared/records/kinds.ts'
import { grantedTeam, teamKinds } from '#shared/records/team.ts'
import type { Device } from './device.ts'
import { layOver, readForetold } from './foretold-records.ts'
import type { LocalStore } from './local-store.ts'
import type { OutboxItem } from './outbox-item.ts'
import { findRecord, knownIds } from './stored-records.ts'

export interface LocalTeam {
  team: Omit<Team, 'groups'> & { groups: readonly GroupRecord[] }
  deciding: Deciding
  /** What decisions about a customer's team say besides; null: one's own. */
  under: GrantSeen | null
}

/** Decisions about this team, in their order. */
export function itemsOfTeam(items: readonly OutboxItem[], of: RelationshipId | null): OutboxItem[] {
  return items.filter(({ about, relationshipId }) => about !== undefined && relationshipId === of)
}

/** Null for a customer's that this person may not manage. `items`: those whose effect is laid over, in device order. */
export async function readLocalTeam(
  { store, user, clock }: Pick<Device, 'store' | 'user' | 'clock'>,
  of: RelationshipId | null,
  items: readonly OutboxItem[],
): Promise<LocalTeam | null> {
  const own = itemsOfTeam(items, of)
  if (of === null) {
    const team = await readForetold(store, teamKinds, own)
    return { team, deciding: decidingHere(user, team, clock.now()), under: null }
  }
  const record = await findRecord(store, grantedTeam.kind, of)
  if (!record) return null
  const people = layOver(record.people, grantedTeam.people, own)
  const roles = layOver(record.roles, grantedTeam.roles, own)
  return {
    team: { people, roles, groups: [], profiles: [], asking: [], custodies: [], services: [] },
    deciding: decidingUnderGrant({ userId: user.id, permissions: permissionsOf(user), now: clock.now() }),
    under: { relationshipId: of, grantedAt: record.grantedAt },
  }
}

/** What was typed into a form about a customer's team goes with it: with the grant, or the customer. So does what stands beside its account. */
export async function dropFormsOfGone(store: LocalStore): Promise<void> {
  const keys = await store.drafts.toCollection().primaryKeys()
  await dropForms(store, grantedTeam.kind, keys, teamOfForm)
  for (const kind of kinds.filter(({ isRoot }) => isRoot)) await dropForms(store, kind, keys, customerOfForm)
}

async function dropForms(
  store: LocalStore,
  kind: AnyKind,
  keys: readonly string[],
  whose: (key: string) => RelationshipId | null,
): Promise<void> {
  const forms = keys.flatMap((key) => {
    const of = whose(key)
    return of === null ? [] : [{ key, of }]
  })
  if (forms.length === 0) return
  const here = await knownIds(
    store,
    kind,
    forms.map(({ of }) => of),
  )
  await store.drafts.bulkDelete(forms.flatMap(({ key, of }) => (here.has(of) ? [] : key)))
}
