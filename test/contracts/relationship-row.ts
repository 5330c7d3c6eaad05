import type { DocumentId, RelationshipId, UserId } from '#shared/domain/ids.ts'
import type { IdSource } from '#shared/domain/id-source.ts'
import type { InvitationTable } from '../../server/database/schema.ts'
import type { Relationship } from '../../server/database/repository/relationship.ts'

type Parties = Pick<Relationship, 'msp_id' | 'customer_id'>

/** A relationship as it is stored, jointly managed and active; of no documents or people that exist. */
export function relationshipRow(ids: IdSource, given: Parties & Partial<Relationship>): Relationship {
  return {
    id: ids.randomId() as RelationshipId,
    management_type: 'jointly',
    status: 'active',
    version: 1,
    services: '[]',
    work_email: 'jo@acme.example',
    account_document_id: ids.randomId() as DocumentId,
    private_document_id: ids.randomId() as DocumentId,
    delink_requested_at: null,
    delink_reminded_at: null,
    delink_reminded_count: 0,
    added_by: ids.randomId() as UserId,
    added_at: 0,
    modified_at: 0,
    ended_at: null,
    converted_at: null,
    admins_granted_at: null,
    admins_decided_at: null,
    requested_at: null,
    request_asked_at: null,
    looked_up: null,
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
