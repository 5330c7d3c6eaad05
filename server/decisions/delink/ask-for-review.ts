import { holdOrganisation } from '../../database/repository/organisation.ts'
import type { Relationship } from '../../database/repository/relationship.ts'
import { askToReview, publishPerson } from '../../database/repository/user.ts'
import type { UnitOfWork } from '../../database/unit-of-work.ts'

/** The admins whom the MSP made stay, and are listed for the customer's review (M17). The caller holds the relationship. */
export async function askForReview(unit: UnitOfWork, relationship: Relationship): Promise<void> {
  const { customer_id: organisation_id } = relationship
  await holdOrganisation(unit.trx, organisation_id)
  for (const id of await askToReview(unit.trx, relationship, unit.now))
    await publishPerson(unit, { id, organisation_id })
}
