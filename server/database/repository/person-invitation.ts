/** Invitations to become somebody's colleague. A renewed one is a new row; the latest row is the one that counts. */
import type { Kysely } from 'kysely'
import type { OrganisationId, UserId } from '#shared/domain/ids.ts'
import { lockedForUpdate } from '../connection.ts'
import type { PersonInvitationTable, Schema, UserTable } from '../schema.ts'

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
