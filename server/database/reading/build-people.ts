/** People as their colleagues see them, with how their invitation stands and, for whoever may know it, their scope. */
import type { Kysely } from 'kysely'
import { allCustomers, type ScopeSetting } from '#shared/domain/access/scope.ts'
import type { OrganisationId, UserId } from '#shared/domain/ids.ts'
import { maskEmail } from '#shared/domain/organisation.ts'
import type { PersonInvitation, PersonRecord, PersonState } from '#shared/domain/team/person.ts'
import { inChunks } from '../in-chunks.ts'
import { organisationNames } from '../repository/organisation.ts'
import type { PersonInvitationTable, Schema, UserTable } from '../schema.ts'

type Row = UserTable & { own_role: string | null }

interface Looking {
  withScopes: boolean
  /** An MSP that looks at its customer's people: of those whom it didn't make it isn't told the address (M23). */
  knownTo?: OrganisationId
}

/** In the order of `rows`, of whom none has been removed. */
export async function buildPeople(
  database: Kysely<Schema>,
  rows: readonly Row[],
  { withScopes, knownTo }: Looking,
): Promise<PersonRecord[]> {
  const isStrange = ({ made_by }: Row) => knownTo !== undefined && made_by !== knownTo
  const makers = await organisationNames(
    database,
    rows.flatMap(({ made_by }) => made_by ?? []),
  )
  const invitations = await latestInvitations(database, rows)
  const scopes = withScopes ? await readScopes(database, rows) : null
  return rows.map((row) => ({
    id: row.id,
    firstName: row.first_name,
    lastName: row.last_name,
    email: isStrange(row) ? maskEmail(row.email) : row.email,
    isEmailVerified: row.email_verified_at !== null,
    role: row.role,
    ownRole: row.own_role,
    state: row.status as PersonState,
    addedAt: row.created_at,
    version: row.version,
    roleId: row.role_id,
    scope: scopes && (scopes.get(row.id) ?? allCustomers),
    invitation: summarise(row.status === 'pending' ? invitations.get(row.id) : undefined),
    reviewSince: knownTo === undefined ? row.review_since : null,
    madeBy: row.made_by === null || isStrange(row) ? null : (makers.get(row.made_by) ?? ''),
  }))
}

async function latestInvitations(
  database: Kysely<Schema>,
  rows: readonly Row[],
): Promise<Map<UserId, PersonInvitationTable>> {
  const latest = new Map<UserId, PersonInvitationTable>()
  const pending = rows.filter(({ status }) => status === 'pending').map(({ id }) => id)
  for (const ids of inChunks(pending)) {
    const found = await database
      .selectFrom('person_invitation')
      .selectAll()
      .where('user_id', 'in', ids)
      .orderBy('created_at')
      .execute()
    for (const invitation of found) latest.set(invitation.user_id, invitation)
  }
  return latest
}

function summarise(row: PersonInvitationTable | undefined): PersonInvitation | null {
  if (row?.state !== 'waiting' && row?.state !== 'sent') return null
  const { state, sent_at, sent_count, expires_at, trouble_at } = row
  return { state, sentAt: sent_at, sentCount: sent_count, expiresAt: expires_at, troubleAt: trouble_at }
}

async function readScopes(database: Kysely<Schema>, rows: readonly Row[]): Promise<Map<UserId, ScopeSetting>> {
  const scopes = new Map<UserId, ScopeSetting>()
  for (const some of inChunks(rows.filter(({ scope }) => scope !== 'all'))) {
    const ids = some.map(({ id }) => id)
    const entries = await database
      .selectFrom('scope_entry')
      .selectAll()
      .where('user_id', 'in', ids)
      .orderBy('subject_id')
      .execute()
    for (const { id, scope } of some) {
      const named = (effect: 'allow' | 'deny') =>
        entries.filter((entry) => entry.user_id === id && entry.effect === effect).map(({ subject_id }) => subject_id)
      scopes.set(id, { kind: scope, allow: named('allow'), deny: named('deny') })
    }
  }
  return scopes
}
