import type { RelationshipId } from '#shared/domain/ids.ts'
import { unconfirmedRecipientsKind } from '#shared/records/alerts/unconfirmed-recipients.ts'
import { readRecordsOf } from '../../local-store/stored-records.ts'
import { watch } from '../watch.svelte.ts'

/** Additional recipients who haven't said yes, as far as the server last told, by the relationship that manages the customer; null: of one's own. */
export function unconfirmedRecipients(of: () => RelationshipId | null): { readonly current: readonly string[] } {
  const read = watch(of, async ({ store, user }, relationshipId) => {
    const root = relationshipId ?? user.organisationId
    const [record] = await readRecordsOf(store, unconfirmedRecipientsKind, { root })
    return record?.addresses ?? []
  })
  return {
    get current() {
      return read.current ?? []
    },
  }
}
