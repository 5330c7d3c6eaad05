import type { ItemId, OrganisationId, RelationshipId } from '#shared/domain/ids.ts'

/** What a journal knew and a restored database didn't: decisions by their items, relationships that ended. */
export interface ReplayedTable {
  subject: ItemId | RelationshipId
  organisation_id: OrganisationId
  at: number
}

/** Of this database as a whole. `meta` until scopes came, see `session.valid_until`. */
export interface DatabaseFactTable {
  key: string
  value: string
}
