import { additionalRecipients } from '#shared/domain/alert/alert-recipient.ts'
import type { UnconfirmedRecipientsRecord } from '#shared/domain/alert/unconfirmed-recipients.ts'
import type { OrganisationId, RelationshipId } from '#shared/domain/ids.ts'
import { unconfirmedRecipientsKind } from '#shared/records/alerts/unconfirmed-recipients.ts'
import { listUnconfirmed } from '../../database/repository/alerts/alert-address.ts'
import { whereMay } from '../../database/reading/where-may.ts'
import { pagesById } from '../paging/pages-by-id.ts'
import type { Reading, RecordSource } from '../record-source.ts'

interface Row {
  customer_id: OrganisationId
  relationship_id: RelationshipId | null
  facts: string
}

/** Accounts that the reader may read, of customers of whose recipients somebody was ever asked. */
function visibleAccounts({ database, access }: Reading) {
  return database
    .selectFrom('document')
    .select(['document.customer_id', 'document.relationship_id', 'document.facts'])
    .where('document.kind', '=', 'account')
    .where(whereMay(access, 'view').document)
    .where('document.customer_id', 'in', (asked) =>
      asked.selectFrom('alert_address').select('alert_address.organisation_id'),
    )
}

async function build({ database, access }: Reading, rows: readonly Row[]): Promise<UnconfirmedRecipientsRecord[]> {
  const unconfirmed = await listUnconfirmed(
    database,
    rows.map(({ customer_id }) => customer_id),
  )
  return rows.map(({ customer_id: id, relationship_id, facts }) => {
    const named = additionalRecipients(JSON.parse(facts) as Record<string, string>)
    return {
      id,
      relationshipId: access.organisationKind === 'msp' ? relationship_id : null,
      // Whoever was asked before and is named no more is nothing to who reads the account now.
      addresses: named.filter((address) => unconfirmed.has(`${id} ${address}`)).toSorted(),
    }
  })
}

export const unconfirmedRecipients: RecordSource<UnconfirmedRecipientsRecord> = {
  kind: unconfirmedRecipientsKind,
  pages: (reading, after) =>
    pagesById(reading, after, async (last, most) => {
      const behind = visibleAccounts(reading).where('document.customer_id', '>', last as OrganisationId)
      return build(reading, await behind.orderBy('document.customer_id').limit(most).execute())
    }),
  async read(reading, ids) {
    if (ids.length === 0) return []
    const asked = visibleAccounts(reading).where('document.customer_id', 'in', ids as OrganisationId[])
    return build(reading, await asked.execute())
  },
}
