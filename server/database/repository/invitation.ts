/** Invitations to register. A renewed one is a new row; the latest row is the one that counts. */
import type { Kysely } from 'kysely'
import type { OrganisationId, RelationshipId } from '#shared/domain/ids.ts'
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

/** Those that lead nowhere any more and were not used. */
export async function listClosed(
  database: Kysely<Schema>,
): Promise<{ id: string; state: 'declined' | 'revoked'; answered_at: number | null }[]> {
  const rows = await database
    .selectFrom('invitation')
    .select(['id', 'state', 'answered_at'])
    .where('state', 'in', ['declined', 'revoked'])
    .execute()
  return rows.map((row) => ({ ...row, state: row.state === 'declined' ? 'declined' : 'revoked' }))
}

/** The one that this one renewed. */
export async function findInvitationBefore(
  database: Kysely<Schema>,
  { relationship_id, created_at }: InvitationTable,
): Promise<InvitationTable | undefined> {
  return database
    .selectFrom('invitation')
    .selectAll()
    .where('relationship_id', '=', relationship_id)
    .where('created_at', '<', created_at)
    .orderBy('created_at', 'desc')
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

/** Whether this MSP waits for somebody with this address to answer. */
export async function hasOpenInvitation(
  database: Kysely<Schema>,
  { mspId, email, now }: { mspId: OrganisationId; email: string; now: number },
): Promise<boolean> {
  const open = await openInvitations(database, { email, now })
    .select('invitation.id')
    .where('relationship.msp_id', '=', mspId)
    .limit(1)
    .executeTakeFirst()
  return open !== undefined
}

/** Every MSP's that wait for somebody with this address to answer. */
export async function listOpenInvitations(
  database: Kysely<Schema>,
  asked: { email: string; now: number },
): Promise<Pick<InvitationTable, 'id' | 'relationship_id'>[]> {
  return openInvitations(database, asked).select(['invitation.id', 'invitation.relationship_id']).execute()
}

/** What the MSPs are called that wait for somebody with this address to answer. */
export async function listInvitingMsps(
  database: Kysely<Schema>,
  asked: { email: string; now: number },
): Promise<string[]> {
  const rows = await openInvitations(database, asked)
    .innerJoin('organisation', 'organisation.id', 'relationship.msp_id')
    .select('organisation.name')
    .orderBy('organisation.name')
    .execute()
  return rows.map(({ name }) => name)
}

function openInvitations(database: Kysely<Schema>, { email, now }: { email: string; now: number }) {
  return database
    .selectFrom('invitation')
    .innerJoin('relationship', 'relationship.id', 'invitation.relationship_id')
    .where('invitation.email', '=', email)
    .where('invitation.state', 'in', ['waiting', 'sent'])
    .where(({ eb, or }) => or([eb('invitation.expires_at', 'is', null), eb('invitation.expires_at', '>', now)]))
    .where('relationship.ended_at', 'is', null)
}
