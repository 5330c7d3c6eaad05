/** People. An email is stored in lower case and belongs to one person over all organisations. */
import { sql, type Kysely, type SqlBool } from 'kysely'
import type { Locale } from '#shared/domain/organisation.ts'
import type { OrganisationId, UserId } from '#shared/domain/ids.ts'
import type { OrganisationKind } from '#shared/domain/organisation.ts'
import { Refusal } from '#shared/domain/refusal.ts'
import { personKind } from '#shared/records/person.ts'
import { isDuplicate, lockedForUpdate } from '../connection.ts'
import { builtOnce } from '../built-once.ts'
import { inChunks } from '../in-chunks.ts'
import { publishToManager } from './relationship.ts'
import type { Schema, UserTable } from '../schema.ts'
import type { UnitOfWork } from '../unit-of-work.ts'

/** Who has an account: the rest of their organisation's rows are of people who haven't one yet, or none any more. As the index says it. */
const hasAccount = sql<SqlBool>`status in ('active', 'blocked')`

export type NewUser = Omit<UserTable, 'version' | 'decided_at' | 'made_by' | 'review_since'> &
  Partial<Pick<UserTable, 'decided_at' | 'made_by'>>

/** Refuses with `email-taken` at `field`, also when two people register the same address at once. */
export async function insertUser(database: Kysely<Schema>, user: NewUser, field = 'email'): Promise<void> {
  const result = await database
    .insertInto('user')
    .values({ decided_at: null, made_by: null, review_since: null, ...user, version: 1 })
    .onConflict((conflict) => conflict.column('email').where(hasAccount).doNothing())
    .executeTakeFirst()
  if (result.numInsertedOrUpdatedRows !== 1n) throw new Refusal('email-taken', { [field]: 'email-taken' })
}

/** Whoever was invited has registered. Throws Refusal: email-taken, also when somebody else does so at the same moment. */
export async function activateUser(
  database: Kysely<Schema>,
  id: UserId,
  registered: Pick<
    UserTable,
    'first_name' | 'last_name' | 'password_hash' | 'email_verified_at' | 'locale' | 'created_at'
  >,
): Promise<void> {
  try {
    await database
      .updateTable('user')
      .set((eb) => ({ ...registered, status: 'active', version: eb('version', '+', 1) }))
      .where('id', '=', id)
      .execute()
  } catch (error) {
    throw isDuplicate(error) ? new Refusal('email-taken', { email: 'email-taken' }) : error
  }
}

/** Tells their colleagues' devices what became of somebody, and those of an MSP that manages them (C7). */
export async function publishPerson(
  unit: Pick<UnitOfWork, 'publish' | 'trx'>,
  { id, organisation_id }: Pick<UserTable, 'id' | 'organisation_id'>,
): Promise<void> {
  unit.publish({ organisationId: organisation_id, collection: personKind.name, key: id, root: '' })
  await publishToManager(unit, organisation_id)
}

export async function findUser(database: Kysely<Schema>, id: UserId): Promise<UserTable | undefined> {
  return database.selectFrom('user').selectAll().where('id', '=', id).executeTakeFirst()
}

/** Until the transaction ends, nobody else changes how this person signs in. */
/** Those there are, in no order. */
export async function findUsers(database: Kysely<Schema>, ids: readonly UserId[]): Promise<UserTable[]> {
  const found: UserTable[] = []
  for (const chunk of inChunks(ids))
    found.push(...(await database.selectFrom('user').selectAll().where('id', 'in', chunk).execute()))
  return found
}

export async function lockUser(database: Kysely<Schema>, id: UserId): Promise<UserTable | undefined> {
  return lockedForUpdate(database.selectFrom('user').selectAll().where('id', '=', id)).executeTakeFirst()
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

/** Whose account it is. Who is only invited has none. */
export async function findUserByEmail(database: Kysely<Schema>, email: string): Promise<UserTable | undefined> {
  return database
    .selectFrom('user')
    .selectAll()
    .where('email', '=', email.toLowerCase())
    .where(hasAccount)
    .executeTakeFirst()
}

/** Whether somebody else is invited to an organisation under this address. */
export async function isInvitedBeside(
  database: Kysely<Schema>,
  { id, organisation_id, email }: Pick<UserTable, 'id' | 'organisation_id' | 'email'>,
): Promise<boolean> {
  const row = await database
    .selectFrom('user')
    .select('id')
    .where('organisation_id', '=', organisation_id)
    .where('email', '=', email.toLowerCase())
    .where('status', '=', 'pending')
    .where('id', '!=', id)
    .executeTakeFirst()
  return row !== undefined
}

/** Everybody of an organisation, the invited too, in order of id; not who has left it. */
export async function listTeam(
  database: Kysely<Schema>,
  organisationId: OrganisationId,
): Promise<(UserTable & { own_role: string | null })[]> {
  return database
    .selectFrom('user')
    .leftJoin('role', 'role.id', 'user.role_id')
    .selectAll('user')
    .select('role.name as own_role')
    .where('user.organisation_id', '=', organisationId)
    .where('user.status', '!=', 'removed')
    .orderBy('user.id')
    .execute()
}

export async function setPasswordHash(database: Kysely<Schema>, id: UserId, hash: string): Promise<void> {
  await database.updateTable('user').set({ password_hash: hash }).where('id', '=', id).execute()
}

export async function saveProfile(
  database: Kysely<Schema>,
  id: UserId,
  profile: Pick<UserTable, 'first_name' | 'last_name' | 'locale'>,
): Promise<void> {
  await database.updateTable('user').set(profile).where('id', '=', id).execute()
}

/** A confirmed address. Refuses with `email-taken`, also when two people take it at once. */
export async function saveEmail(database: Kysely<Schema>, id: UserId, email: string, at: number): Promise<void> {
  const taken = database.selectFrom('user as other').select('other.id').where('other.email', '=', email)
  try {
    const change = database.updateTable('user').set({ email, email_verified_at: at }).where('id', '=', id)
    const result = await change.where(({ not, exists }) => not(exists(taken))).executeTakeFirst()
    if (result.numUpdatedRows === 1n) return
  } catch (error) {
    if (!isDuplicate(error)) throw error
  }
  throw new Refusal('email-taken')
}

/** Of everybody who is or was invited to it. */
export async function listAddresses(database: Kysely<Schema>, organisationId: OrganisationId): Promise<string[]> {
  const rows = await database.selectFrom('user').select('email').where('organisation_id', '=', organisationId).execute()
  return rows.map(({ email }) => email)
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

/** In which language each of them reads mails. */
export async function findLocales(database: Kysely<Schema>, ids: readonly UserId[]): Promise<Map<UserId, Locale>> {
  if (ids.length === 0) return new Map()
  const rows = await database.selectFrom('user').select(['id', 'locale']).where('id', 'in', ids).execute()
  return new Map(rows.map(({ id, locale }) => [id, locale]))
}

export async function markEmailVerified(database: Kysely<Schema>, id: UserId, at: number): Promise<void> {
  await database
    .updateTable('user')
    .set({ email_verified_at: at })
    .where('id', '=', id)
    .where('email_verified_at', 'is', null)
    .execute()
}

/** Everybody about whom something was ever decided. */
export async function listDecidedPeople(database: Kysely<Schema>): Promise<UserTable[]> {
  return database.selectFrom('user').selectAll().where('decided_at', 'is not', null).orderBy('id').execute()
}

export type DecidedOfUser = Pick<UserTable, 'role' | 'role_id' | 'status' | 'version' | 'decided_at' | 'review_since'>

/** Whom this MSP made at its customer and who still works there, to be looked over from now on; who they are. */
export async function askToReview(
  database: Kysely<Schema>,
  { msp_id, customer_id }: { msp_id: OrganisationId; customer_id: OrganisationId },
  now: number,
): Promise<UserId[]> {
  const people = await database
    .updateTable('user')
    .set({ review_since: now })
    .where('organisation_id', '=', customer_id)
    .where('made_by', '=', msp_id)
    .where(hasAccount)
    .returning('id')
    .execute()
  return people.map(({ id }) => id)
}

export async function saveUserAccess(
  database: Kysely<Schema>,
  id: UserId,
  changed: Partial<DecidedOfUser>,
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
