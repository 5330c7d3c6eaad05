/** Invitations to become somebody's colleague. A renewed one is a new row; the latest row is the one that counts. */
import type { Kysely } from 'kysely'
import type { UserId } from '#shared/domain/ids.ts'
import { lockedForUpdate } from '../connection.ts'
import type { PersonInvitationTable, Schema } from '../schema.ts'

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

export async function updatePersonInvitation(
  database: Kysely<Schema>,
  id: string,
  change: Partial<Omit<PersonInvitationTable, 'id' | 'organisation_id' | 'user_id'>>,
): Promise<void> {
  await database.updateTable('person_invitation').set(change).where('id', '=', id).execute()
}
