import type { DocumentId, RelationshipId, UserId } from '#shared/domain/ids.ts'
import type { IdSource } from '#shared/domain/id-source.ts'
import type { InvitationTable } from '../../server/database/schema.ts'
import { asBegun, type Relationship } from '../../server/database/repository/relationship.ts'

type Parties = Pick<Relationship, 'msp_id' | 'customer_id'>

/** A relationship as it is stored, jointly managed and active; of no documents or people that exist. */
export function relationshipRow(ids: IdSource, given: Parties & Partial<Relationship>): Relationship {
  return {
    ...asBegun,
    id: ids.randomId() as RelationshipId,
    management_type: 'jointly',
    status: 'active',
    services: '[]',
    work_email: 'jo@acme.example',
    account_document_id: ids.randomId() as DocumentId,
    private_document_id: ids.randomId() as DocumentId,
    added_by: ids.randomId() as UserId,
    added_at: 0,
    modified_at: 0,
    ...given,
  }
}

/** The invitation of one, which waits to be sent. */
export function invitationRow(
  ids: IdSource,
  given: Pick<InvitationTable, 'relationship_id' | 'customer_id'>,
): InvitationTable {
  return {
    id: ids.randomId(),
    email: 'jo@acme.example',
    first_name: 'Jo',
    last_name: 'Park',
    state: 'waiting',
    created_at: 0,
    sent_at: null,
    sent_count: 0,
    reminded_count: 0,
    reminded_at: null,
    expires_at: null,
    trouble_at: null,
    answered_at: null,
    locale: 'en',
    ...given,
  }
}
