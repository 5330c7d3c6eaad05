import type { TeamChange } from '#shared/decisions/team/team.ts'
import { can } from '#shared/domain/access/can.ts'
import { Refusal } from '#shared/domain/refusal.ts'
import { applicationSchema, type ServiceApplication } from '#shared/domain/service-application.ts'
import { relationshipFacts } from '../../auth/access.ts'
import { decideApplication } from '../../commands/service/decide-application.ts'
import { insertApplication } from '../../database/repository/customer/service-application.ts'
import { addServices } from '../../database/repository/customer/service-record.ts'
import { findManagingRelationship } from '../../database/repository/relationship.ts'
import type { ServiceApplicationTable } from '../../database/tables/service-record-table.ts'
import type { CarriedOnTeam, TeamContext, TeamEffects } from '../team/team-effects.ts'

/** An MSP may have brought it in the same moment: then there is nothing to apply for. */
export async function saveApplied(
  { unit, organisation }: TeamContext,
  { patch: { service } }: Extract<TeamChange, { kind: 'service-record' }>,
): Promise<void> {
  const customerId = organisation.id
  const added = await addServices(unit, { customerId, services: [service!], status: 'applied', throughId: null })
  if (added.length === 0) throw new Refusal('service-yours-already')
}

export const applyForServiceEffects: TeamEffects<ServiceApplication> = {
  input: applicationSchema,
  async apply(carried, { service, resellerContact, salesRepresentative, businessContext }) {
    const { unit, access, organisation, services } = carried
    await requireOwnServices(carried)
    const application: ServiceApplicationTable = {
      id: unit.ids.randomId(),
      organisation_id: organisation.id,
      service,
      reseller_contact: resellerContact,
      sales_representative: salesRepresentative,
      business_context: businessContext,
      applied_by: access.userId,
      applied_at: unit.now,
      state: 'open',
      decided_at: null,
      reason: null,
    }
    await insertApplication(unit.trx, application)
    if (services.config.serviceApproval === 'automatic') await decideApplication(carried, application, null)
  },
}

/** Who is managed by an MSP alone decides nothing about its account (C8). Throws Refusal: not-permitted. */
async function requireOwnServices({ unit, access, organisation }: CarriedOnTeam): Promise<void> {
  const row = await findManagingRelationship(unit.trx, organisation.id)
  const manager = row ? relationshipFacts(row) : null
  const target = { type: 'service', customerId: organisation.id, isManaged: false, manager } as const
  if (!can(access, 'view', target)) throw new Refusal('not-permitted')
}
