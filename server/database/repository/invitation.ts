/** Invitations to register. A renewed one is a new row; the latest row is the one that counts. */
import type { Kysely } from 'kysely'
import type { RelationshipId } from '#shared/domain/ids.ts'
import { lockedForUpdate } from '../connection.ts'
import type { InvitationTable, Schema } from '../schema.ts'

export async function insertInvitation(database: Kysely<Schema>, invitation: InvitationTable): Promise<void> {
  await database.insertInto('invitation').values(invitation).execute()
}

export async function findInvitation(
  database: Kysely<Schema>,
  id: string,
  { lock = false } = {},
): Promise<InvitationTable | undefined> {
  const query = database.selectFrom('invitation').selectAll().where('id', '=', id)
  return (lock ? lockedForUpdate(query) : query).executeTakeFirst()
}

export async function findLatestInvitation(
  database: Kysely<Schema>,
  relationshipId: RelationshipId,
): Promise<InvitationTable | undefined> {
  return database
    .selectFrom('invitation')
    .selectAll()
    .where('relationship_id', '=', relationshipId)
    .orderBy('created_at', 'desc')
    .orderBy('id', 'desc')
    .limit(1)
    .executeTakeFirst()
}

export async function updateInvitation(
  database: Kysely<Schema>,
  id: string,
  change: Partial<Omit<InvitationTable, 'id' | 'relationship_id' | 'customer_id'>>,
): Promise<void> {
  await database.updateTable('invitation').set(change).where('id', '=', id).execute()
}
