import type { UserId } from '#shared/domain/ids.ts'
import type { IdSource } from '#shared/domain/id-source.ts'
import type { UserTable } from '../../server/database/schema.ts'

/** A person as they are stored: a super admin who sees everything of their organisation. */
export function userRow(ids: IdSource, given: Pick<UserTable, 'organisation_id'> & Partial<UserTable>): UserTable {
  const id = ids.randomId() as UserId
  return {
    id,
    email: `${Buffer.from(id, 'base64url').toString('hex')}@people.example`,
    first_name: 'Mina',
    last_name: 'Cho',
    role: 'super-admin',
    role_id: null,
    scope: 'all',
    status: 'active',
    password_hash: '',
    email_verified_at: null,
    locale: 'en',
    access_version: 1,
    whole_version: 0,
    created_at: 0,
    version: 1,
    decided_at: null,
    made_by: null,
    review_since: null,
    ...given,
  }
}
