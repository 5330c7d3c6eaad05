/** Of which customers a person may see anything (M20): what their scope names, resolved or as it was set. */
import { sql, type ExpressionBuilder, type Kysely } from 'kysely'
import type { Scope, ScopeKind, ScopeSetting } from '#shared/domain/access/scope.ts'
import type { GroupId, OrganisationId, UserId } from '#shared/domain/ids.ts'
import { builtOnce } from '../../built-once.ts'
import { inChunks } from '../../in-chunks.ts'
import { whereInScope } from '../../reading/where-in-scope.ts'
import type { Schema, ScopeEntryTable } from '../../schema.ts'

/** Customers that are named, each by itself or as a member of a group that is. */
const findNamed = builtOnce((database, { userId }: { userId: UserId }) =>
  database
    .selectFrom('scope_entry')
    .leftJoin('customer_group', 'customer_group.id', 'scope_entry.subject_id')
    .leftJoin('customer_group_member', 'customer_group_member.group_id', 'customer_group.id')
    .select(({ fn, ref }) => [
      'scope_entry.effect',
      fn.coalesce('customer_group_member.customer_id', ref('scope_entry.subject_id')).as('id'),
    ])
    .where('scope_entry.user_id', '=', userId),
)

/** An empty group names nobody: it stands for itself, which no customer's ID equals. */
export async function readScope(database: Kysely<Schema>, userId: UserId, kind: ScopeKind): Promise<Scope> {
  const rows = await findNamed(database, { userId })
  const named = (wanted: ScopeEntryTable['effect']) =>
    new Set(rows.filter(({ effect }) => effect === wanted).map(({ id }) => id as OrganisationId))
  return { kind, allowed: named('allow'), denied: named('deny') }
}

/** As it was set. */
export async function findScopeSetting(
  database: Kysely<Schema>,
  { id, scope }: { id: UserId; scope: ScopeKind },
): Promise<ScopeSetting & { allow: ScopeEntryTable['subject_id'][]; deny: ScopeEntryTable['subject_id'][] }> {
  const entries = await database
    .selectFrom('scope_entry')
    .select(['effect', 'subject_id'])
    .where('user_id', '=', id)
    .orderBy('subject_id')
    .execute()
  const named = (wanted: ScopeEntryTable['effect']) =>
    entries.filter(({ effect }) => effect === wanted).map(({ subject_id }) => subject_id)
  return { kind: scope, allow: named('allow'), deny: named('deny') }
}

export async function saveScope(
  database: Kysely<Schema>,
  user: { id: UserId; organisation_id: OrganisationId },
  { kind, allow, deny }: ScopeSetting,
): Promise<void> {
  await database.updateTable('user').set({ scope: kind }).where('id', '=', user.id).execute()
  await database.deleteFrom('scope_entry').where('user_id', '=', user.id).execute()
  const entry = (effect: ScopeEntryTable['effect']) => (subject_id: OrganisationId | GroupId) => ({
    organisation_id: user.organisation_id,
    user_id: user.id,
    effect,
    subject_id,
  })
  for (const rows of inChunks([...new Set(allow)].map(entry('allow')).concat([...new Set(deny)].map(entry('deny')))))
    await database.insertInto('scope_entry').values(rows).execute()
}

/** One customer more for somebody who sees only some; no harm where it is named already. */
export async function allowCustomer(
  database: Kysely<Schema>,
  user: { id: UserId; organisation_id: OrganisationId },
  customerId: OrganisationId,
): Promise<void> {
  await database
    .insertInto('scope_entry')
    .values({ organisation_id: user.organisation_id, user_id: user.id, effect: 'allow', subject_id: customerId })
    .onConflict((conflict) => conflict.columns(['user_id', 'subject_id', 'effect']).doNothing())
    .execute()
}

/** The people of this organisation, in order of id, in whose scope the customer is; its own have it, whatever their scope (`can`). */
export async function listPeopleWithInScope(
  database: Kysely<Schema>,
  organisationId: OrganisationId,
  customerId: OrganisationId,
): Promise<UserId[]> {
  const people = await database
    .selectFrom('user')
    .select('user.id')
    .where('user.organisation_id', '=', organisationId)
    .where(hasInScope(organisationId, customerId))
    .orderBy('user.id')
    .execute()
  return people.map(({ id }) => id)
}

const hasInScope =
  (organisationId: OrganisationId, customerId: OrganisationId) =>
  ({ and, eb, or, ref, val }: ExpressionBuilder<Schema, 'user'>) => {
    const has = (kind: 'but' | 'only') =>
      and([eb('user.scope', '=', kind), whereInScope(kind, ref('user.id'), val(customerId))])
    return or([val(organisationId === customerId), eb('user.scope', '=', 'all'), has('but'), has('only')])
  }

/** Everybody of this organisation, the blocked too, with what their role lets them do and whether the customer is in their scope: one query, however many they are. */
export async function listPeopleAndScope(
  database: Kysely<Schema>,
  organisationId: OrganisationId,
  customerId: OrganisationId,
) {
  const people = await database
    .selectFrom('user')
    .leftJoin('role', 'role.id', 'user.role_id')
    .select(['user.id', 'user.email', 'user.status', 'user.role', 'role.permissions as role_permissions'])
    .select((expression) => {
      const isIn = hasInScope(organisationId, customerId)(expression as unknown as ExpressionBuilder<Schema, 'user'>)
      return sql<number>`case when ${isIn} then 1 else 0 end`.as('in_scope')
    })
    .where('user.organisation_id', '=', organisationId)
    .where('user.status', '!=', 'removed')
    .orderBy('user.id')
    .execute()
  return people.map(({ in_scope, ...person }) => ({ ...person, isInScope: in_scope === 1 }))
}

/** Whose scope names this group. */
export async function listPeopleNaming(database: Kysely<Schema>, groupId: GroupId): Promise<UserId[]> {
  const rows = await database
    .selectFrom('scope_entry')
    .select('user_id')
    .distinct()
    .where('subject_id', '=', groupId)
    .orderBy('user_id')
    .execute()
  return rows.map(({ user_id }) => user_id)
}
