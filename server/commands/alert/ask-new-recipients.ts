/** Whoever an edit made a recipient of alerts, and is of neither side, is asked whether they want that (S2). */
import { additionalRecipients } from '#shared/domain/alert/alert-recipient.ts'
import { addressStop } from '#shared/domain/alert/alert-mail-recipients.ts'
import type { DocumentKind } from '#shared/domain/document/document-record.ts'
import type { OrganisationId, UserId } from '#shared/domain/ids.ts'
import type { Locale } from '#shared/domain/organisation.ts'
import { publishUnconfirmed } from '../../database/repository/alerts/alert-address.ts'
import { findManagingRelationship } from '../../database/repository/relationship.ts'
import type { MailContext } from '../../mail/queue.ts'
import { readSides } from './alert-audience.ts'
import { askAlertAddress } from './ask-alert-address.ts'

export interface EditedRecipients {
  customerId: OrganisationId
  before: Readonly<Record<string, string>>
  after: Readonly<Record<string, string>>
  by: { organisationId: OrganisationId; userId: UserId; locale: Locale }
}

interface EditedDocument {
  row: { kind: DocumentKind; customer_id: OrganisationId }
  before: Readonly<Record<string, string>>
  values: Readonly<Record<string, string>>
  editor: EditedRecipients['by'] | null
}

/** None of a document that says nothing of them. */
export function editedRecipients({ row, before, values, editor }: EditedDocument): EditedRecipients[] {
  return row.kind === 'account' && editor ? [{ customerId: row.customer_id, before, after: values, by: editor }] : []
}

export async function askNewRecipients(context: MailContext, edits: readonly EditedRecipients[]): Promise<void> {
  const { trx } = context.unit
  for (const { customerId, before, after, by } of edits) {
    const known = new Set(additionalRecipients(before))
    const named = additionalRecipients(after)
    const added = named.filter((address) => !known.has(address))
    if (added.length === 0 && named.length === known.size) continue
    const owner = {
      id: customerId,
      kind: 'customer',
      manager: await findManagingRelationship(trx, customerId),
    } as const
    const sides = await readSides(trx, owner)
    for (const email of added)
      if (addressStop(sides, email) === 'not-confirmed') await askAlertAddress(context, { customerId, email, by })
    publishUnconfirmed(context.unit, owner)
  }
}
