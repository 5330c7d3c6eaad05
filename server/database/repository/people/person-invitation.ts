/** Invitations to become somebody's colleague. A renewed one is a new row; the latest row is the one that counts. */
import type { Kysely } from 'kysely'
import type { OrganisationId, UserId } from '#shared/domain/ids.ts'
import { lockedForUpdate } from '../../connection.ts'
import type { PersonInvitationTable, Schema, UserTable } from '../../schema.ts'

export async function insertPersonInvitation(
  database: Kysely<Schema>,
  invitation: PersonInvitationTable,
): Promise<void> {
  await database.insertInto('person_invitation').values(invitation).execute()
}

export async function findPersonInvitation(
  database: Kysely<Schema>,
  id: string,
  { lock = false } = {},
): Promise<PersonInvitationTable | undefined> {
  const query = database.selectFrom('person_invitation').selectAll().where('id', '=', id)
  return (lock ? lockedForUpdate(query) : query).executeTakeFirst()
}

export async function findLatestPersonInvitation(
  database: Kysely<Schema>,
  userId: UserId,
): Promise<PersonInvitationTable | undefined> {
  const latest = database
    .selectFrom('person_invitation')
    .selectAll()
    .where('user_id', '=', userId)
    .orderBy('created_at', 'desc')
    .orderBy('id', 'desc')
    .limit(1)
  return lockedForUpdate(latest).executeTakeFirst()
}

/** Those of an organisation who haven't registered and whose open invitation another organisation sent. */
export async function listInvitedByOther(
  database: Kysely<Schema>,
  organisationId: OrganisationId,
  inviting: OrganisationId,
): Promise<Pick<UserTable, 'id' | 'version' | 'decided_at'>[]> {
  return database
    .selectFrom('user')
    .innerJoin('person_invitation', 'person_invitation.user_id', 'user.id')
    .innerJoin('user as inviting', 'inviting.id', 'person_invitation.invited_by')
    .select(['user.id', 'user.version', 'user.decided_at'])
    .where('user.organisation_id', '=', organisationId)
    .where('user.status', '=', 'pending')
    .where('person_invitation.state', 'in', ['waiting', 'sent'])
    .where('inviting.organisation_id', '=', inviting)
    .orderBy('user.id')
    .execute()
}

/** What the organisations are called that wait for somebody with this address to join them. */
export async function listJoinable(
  database: Kysely<Schema>,
  { email, now }: { email: string; now: number },
): Promise<string[]> {
  const rows = await database
    .selectFrom('person_invitation')
    .innerJoin('user', 'user.id', 'person_invitation.user_id')
    .innerJoin('organisation', 'organisation.id', 'person_invitation.organisation_id')
    .select('organisation.name')
    .where('user.status', '=', 'pending')
    .where('person_invitation.email', '=', email)
    .where('person_invitation.state', 'in', ['waiting', 'sent'])
    .where(({ eb, or }) =>
      or([eb('person_invitation.expires_at', 'is', null), eb('person_invitation.expires_at', '>', now)]),
    )
    .orderBy('organisation.name')
    .execute()
  return rows.map(({ name }) => name)
}

export async function listRevoked(
  database: Kysely<Schema>,
): Promise<Pick<PersonInvitationTable, 'id' | 'answered_at'>[]> {
  return database.selectFrom('person_invitation').select(['id', 'answered_at']).where('state', '=', 'revoked').execute()
}

export async function updatePersonInvitation(
  database: Kysely<Schema>,
  id: string,
  change: Partial<Omit<PersonInvitationTable, 'id' | 'organisation_id' | 'user_id'>>,
): Promise<void> {
  await database.updateTable('person_invitation').set(change).where('id', '=', id).execute()
}
