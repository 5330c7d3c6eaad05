/** Additional recipients of alerts who get no mail, because nobody at their address has said yes yet (S2). */
import type { OrganisationId, RelationshipId } from '../ids.ts'

export interface UnconfirmedRecipientsRecord {
  /** The customer, whose alerts they are to hear of. */
  id: OrganisationId
  /** Null: the reader's own company's. */
  relationshipId: RelationshipId | null
  /** In order; lower case. */
  addresses: readonly string[]
}
