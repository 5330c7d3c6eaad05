/** People. An email is stored in lower case and belongs to one person over all organisations. */
import type { Kysely } from 'kysely'
import type { OrganisationId, UserId } from '#shared/domain/ids.ts'
import type { OrganisationKind } from '#shared/domain/organisation.ts'
import { Refusal } from '#shared/domain/refusal.ts'
import { personKind } from '#shared/records/person.ts'
import { lockedForUpdate } from '../connection.ts'
import { builtOnce } from '../built-once.ts'
import { inChunks } from '../in-chunks.ts'
import type { Schema, UserTable } from '../schema.ts'
import type { UnitOfWork } from '../unit-of-work.ts'

/** Refuses with `email-taken` at `field`, also when two people register the same address at once. */
export async function insertUser(database: Kysely<Schema>, user: UserTable, field = 'email'): Promise<void> {
  const result = await database
    .insertInto('user')
    .values(user)
    .onConflict((conflict) => conflict.column('email').doNothing())
    .executeTakeFirst()
  if (result.numInsertedOrUpdatedRows !== 1n) throw new Refusal('email-taken', { [field]: 'email-taken' })
}

/** Tells their colleagues' devices what became of somebody. */
export function publishPerson(
  unit: Pick<UnitOfWork, 'publish'>,
  { id, organisation_id }: Pick<UserTable, 'id' | 'organisation_id'>,
): void {
  unit.publish({ organisationId: organisation_id, collection: personKind.name, key: id, root: '' })
}

export async function findUser(database: Kysely<Schema>, id: UserId): Promise<UserTable | undefined> {
  return database.selectFrom('user').selectAll().where('id', '=', id).executeTakeFirst()
}

export interface UserWithOrganisation extends UserTable {
  /** Of the organisation's own role; null for a built-in one. */
  role_permissions: string | null
  organisation_kind: OrganisationKind
  organisation_name: string
}

function usersWithOrganisation(database: Kysely<Schema>) {
  return database
    .selectFrom('user')
    .innerJoin('organisation', 'organisation.id', 'user.organisation_id')
    .leftJoin('role', 'role.id', 'user.role_id')
    .selectAll('user')
    .select([
      'organisation.kind as organisation_kind',
      'organisation.name as organisation_name',
      'role.permissions as role_permissions',
    ])
}

const findOfUser = builtOnce((database, { id }: { id: UserId }) =>
  usersWithOrganisation(database).where('user.id', '=', id),
)

const findOfSession = builtOnce((database, { sessionId, now }: { sessionId: string; now: number }) =>
  usersWithOrganisation(database)
    .innerJoin('session', 'session.user_id', 'user.id')
    .where('session.id', '=', sessionId)
    .where('session.valid_until', '>', now),
)

export async function findUserWithOrganisation(
  database: Kysely<Schema>,
  id: UserId,
): Promise<UserWithOrganisation | undefined> {
  return (await findOfUser(database, { id }))[0]
}

/** Whose session this is, while it has not ended. */
export async function findSessionUser(
  database: Kysely<Schema>,
  sessionId: string,
  now: number,
): Promise<UserWithOrganisation | undefined> {
  return (await findOfSession(database, { sessionId, now }))[0]
}

export async function findUserByEmail(database: Kysely<Schema>, email: string): Promise<UserTable | undefined> {
  return database.selectFrom('user').selectAll().where('email', '=', email.toLowerCase()).executeTakeFirst()
}

export async function setPasswordHash(database: Kysely<Schema>, id: UserId, hash: string): Promise<void> {
  await database.updateTable('user').set({ password_hash: hash }).where('id', '=', id).execute()
}

export async function listActiveUsers(database: Kysely<Schema>, organisationId: OrganisationId): Promise<UserTable[]> {
  return database
    .selectFrom('user')
    .selectAll()
    .where('organisation_id', '=', organisationId)
    .where('status', '=', 'active')
    .orderBy('created_at')
    .execute()
}

export async function markEmailVerified(database: Kysely<Schema>, id: UserId, at: number): Promise<void> {
  await database
    .updateTable('user')
    .set({ email_verified_at: at })
    .where('id', '=', id)
    .where('email_verified_at', 'is', null)
    .execute()
}

export async function saveUserAccess(
  database: Kysely<Schema>,
  id: UserId,
  changed: Partial<Pick<UserTable, 'role' | 'role_id' | 'status'>>,
): Promise<void> {
  await database.updateTable('user').set(changed).where('id', '=', id).execute()
}

/**
 * Call it in the transaction that changes what these people may see (SYNC4). Locked in id order: two transactions may
 * raise some of the same. `whole`: some may see what they were never sent, so that their devices get everything anew.
 */
export async function raiseAccessVersions(
  database: Kysely<Schema>,
  userIds: readonly UserId[],
  { whole = false } = {},
): Promise<void> {
  for (const chunk of inChunks(userIds.toSorted())) {
    const locked = database.selectFrom('user').select('id').where('id', 'in', chunk).orderBy('id')
    await database
      .updateTable('user')
      .set((eb) => ({
        access_version: eb('access_version', '+', 1),
        ...(whole && { whole_version: eb('access_version', '+', 1) }),
      }))
      .where('id', 'in', lockedForUpdate(locked))
      .execute()
  }
}
