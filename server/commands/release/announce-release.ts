/**
 * An operator gives a customer back to its people where the MSP that manages it alone answers no more (C8). It is announced to
 * both sides, and happens by itself three days later unless a super admin of the MSP stops it.
 */
import type { OrganisationId } from '#shared/domain/ids.ts'
import type { CustomerReleaseTable } from '../../database/tables/former-relationship-table.ts'
import { findOpenRelease, insertRelease } from '../../database/repository/customer/customer-release.ts'
import { insertLink } from '../../database/repository/link.ts'
import { findManagingRelationship, type Relationship } from '../../database/repository/relationship.ts'
import { findUserByEmail, listActiveUsers } from '../../database/repository/user.ts'
import type { UserTable } from '../../database/schema.ts'
import type { UnitOfWork } from '../../database/unit-of-work.ts'
import type { ReleaseData } from '../../mail/mails/release/release-content.ts'
import { announcedForMs } from '../appointment/appointment-lifetime.ts'
import { auditRelease, isReleasable, mailRelease, type ReleaseContext } from './release-parties.ts'

/** Why there is nothing to announce. */
export type NotReleasable = 'not-managed' | 'jointly-managed' | 'announced-already' | 'contact-elsewhere'

export interface Releasable {
  relationship: Relationship
  /** Who gets access back. */
  people: UserTable[]
}

/** Holds the relationship. */
export async function findReleasable(
  { trx }: UnitOfWork,
  customerId: OrganisationId,
): Promise<Releasable | NotReleasable> {
  const relationship = await findManagingRelationship(trx, customerId, { lock: true })
  if (!relationship) return 'not-managed'
  if (!isReleasable(relationship)) return 'jointly-managed'
  if (await findOpenRelease(trx, relationship.id)) return 'announced-already'
  const people = await listActiveUsers(trx, customerId)
  const isAnsweredFor = people.some(({ role }) => role === 'super-admin')
  const contact = isAnsweredFor ? undefined : await findUserByEmail(trx, relationship.work_email)
  if (contact && contact.organisation_id !== customerId) return 'contact-elsewhere'
  return { relationship, people }
}

export async function announceRelease(
  context: ReleaseContext,
  relationship: Relationship,
): Promise<CustomerReleaseTable> {
  const { trx, now, ids } = context.unit
  const release: CustomerReleaseTable = {
    id: ids.randomId(),
    relationship_id: relationship.id,
    msp_id: relationship.msp_id,
    customer_id: relationship.customer_id,
    state: 'open',
    made_at: now,
    due_at: now + announcedForMs,
    ended_at: null,
  }
  await insertRelease(trx, release)
  await auditRelease(context, release, { event: 'release-announced', by: null })
  const about = { release, relationship }
  const kind = 'release-announced'
  await mailRelease(context, about, {
    kind,
    side: 'msp',
    async dataFor({ email }, shared) {
      const link = { id: ids.randomId(), purpose: 'stop-release', subject_id: release.id, created_at: now } as const
      await insertLink(trx, { ...link, organisation_id: release.msp_id, address: email })
      return { ...shared, dueAt: release.due_at, linkId: link.id }
    },
  })
  const dataFor = (_reader: unknown, shared: ReleaseData) => ({ ...shared, dueAt: release.due_at, linkId: null })
  await mailRelease(context, about, { kind, side: 'customer', dataFor })
  return release
}
