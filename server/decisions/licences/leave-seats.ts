/** Seats at the end of a relationship (M17): what devices use stays with the customer, for good. */
import { isTransferable } from '#shared/domain/licence/licence.ts'
import { licenceKind } from '#shared/records/licences/licence.ts'
import { licenceShareKind } from '#shared/records/licences/licence-share.ts'
import { partyNames } from '../../commands/recipients.ts'
import { readAccountFacts } from '../../database/repository/document.ts'
import { countUsed, listSharesBetween } from '../../database/repository/licences/licence.ts'
import type { Relationship } from '../../database/repository/relationship.ts'
import type { UnitOfWork } from '../../database/unit-of-work.ts'

/** Unused seats go back to the MSP where their type lets them. The caller holds the relationship. */
export async function leaveSeats(unit: UnitOfWork, ended: Relationship): Promise<void> {
  const { trx } = unit
  const { msp_id: mspId, customer_id: customerId } = ended
  const shares = await listSharesBetween(trx, { mspId, customerId })
  if (shares.length === 0) return
  const { companyName = '' } = await readAccountFacts(trx, ended.account_document_id)
  const left_name = companyName || (await partyNames(trx, ended)).companyName
  for (const share of shares) {
    const seats = isTransferable(share) ? await countUsed(trx, share.id) : share.seats
    if (seats === 0) await trx.deleteFrom('licence_share').where('id', '=', share.id).execute()
    else
      await trx
        .updateTable('licence_share')
        .set({ seats, left_name, version: share.version + 1 })
        .where('id', '=', share.id)
        .execute()
    unit.publish({ organisationId: customerId, collection: licenceShareKind.name, key: share.id, root: customerId })
    unit.publish({ organisationId: mspId, collection: licenceKind.name, key: share.licence_id, root: '' })
  }
}
