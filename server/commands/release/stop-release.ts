/** Any super admin of the MSP stops what an operator announced, signed in or by the link of the mail that told them; so does the operator. */
import type { OrganisationId } from '#shared/domain/ids.ts'
import { Refusal } from '#shared/domain/refusal.ts'
import type { OpenRelease } from '#shared/protocol/sign-in-requests.ts'
import type { Access } from '../../auth/access.ts'
import { requireLink } from '../../auth/link-token.ts'
import type { CustomerReleaseTable } from '../../database/tables/former-relationship-table.ts'
import {
  endRelease,
  findOpenRelease,
  findRelease,
  listOpenReleases,
} from '../../database/repository/customer/customer-release.ts'
import { findManagingRelationship, findRelationship, getRelationship } from '../../database/repository/relationship.ts'
import { findUser, findUserByEmail } from '../../database/repository/user.ts'
import type { UserTable } from '../../database/schema.ts'
import { runUnitOfWork, type UnitOfWork } from '../../database/unit-of-work.ts'
import type { Services } from '../../services.ts'
import { noteDeadLinks } from '../end-links.ts'
import { auditRelease, isReleasable, mailRelease, type ReleaseContext } from './release-parties.ts'

/** Those of the reader's MSP. Throws Refusal: not-permitted. */
export async function viewOpenReleases(
  { database }: Pick<Services, 'database'>,
  { role, organisationId }: Access,
): Promise<OpenRelease[]> {
  if (role !== 'super-admin') throw new Refusal('not-permitted')
  const open = await listOpenReleases(database, organisationId)
  return open.map(({ id, customer_id: customerId, due_at: dueAt }) => ({ id, customerId, dueAt }))
}

/** Throws Refusal: not-permitted; link-used where it has happened. */
export async function stopReleaseOf(services: Services, { userId }: Access, id: string): Promise<void> {
  await runUnitOfWork(services, async (unit) => {
    await stopBy({ services, unit }, id, await findUser(unit.trx, userId))
  })
}

/** As {@link stopReleaseOf}; also link-invalid. */
export async function stopReleaseByLink(services: Services, token: string): Promise<void> {
  await runUnitOfWork(services, async (unit) => {
    const link = await requireLink(unit.trx, services, 'stop-release', token)
    await stopBy({ services, unit }, link.subject_id, await findUserByEmail(unit.trx, link.address ?? ''))
  })
}

/** The operator's own. Whether there was one. */
export async function stopReleaseByOperator(context: ReleaseContext, customerId: OrganisationId): Promise<boolean> {
  const { trx } = context.unit
  const relationship = await findManagingRelationship(trx, customerId, { lock: true })
  const open = relationship && (await findOpenRelease(trx, relationship.id))
  if (!open) return false
  await stop(context, open, null)
  return true
}

/** What is stopped stays so, whoever says it again; of what came to nothing there is nothing to stop. */
async function stopBy(context: ReleaseContext, id: string, person: UserTable | undefined): Promise<void> {
  const release = await holdRelease(context.unit, id)
  if (person?.status !== 'active' || person.role !== 'super-admin' || person.organisation_id !== release?.msp_id)
    throw new Refusal('not-permitted')
  if (release.state === 'released') throw new Refusal('link-used')
  if (release.state === 'open') await stop(context, release, person)
}

async function stop(context: ReleaseContext, release: CustomerReleaseTable, by: UserTable | null): Promise<void> {
  await closeRelease(context, release)
  await auditRelease(context, release, { event: 'release-stopped', by })
  const relationship = await getRelationship(context.unit.trx, release.relationship_id)
  // What the MSP has shared or left meanwhile nobody waits for any more.
  if (!isReleasable(relationship)) return
  for (const side of ['msp', 'customer'] as const)
    await mailRelease(
      context,
      { release, relationship },
      { kind: 'release-stopped', side, dataFor: (_reader, shared) => shared },
    )
}

/** One that was stopped stays so after a restore, too. */
export async function closeRelease(
  context: { services: Pick<Services, 'revocations'>; unit: UnitOfWork },
  { id: subjectId }: Pick<CustomerReleaseTable, 'id'>,
): Promise<void> {
  const { trx, now } = context.unit
  await endRelease(trx, subjectId, { state: 'stopped', ended_at: now })
  noteDeadLinks(context, { purpose: 'stop-release', subjectId, state: 'stopped' })
}

/** Behind its relationship, as whatever happens to that is held. */
async function holdRelease({ trx }: UnitOfWork, id: string): Promise<CustomerReleaseTable | undefined> {
  const seen = await findRelease(trx, id)
  if (!seen) return undefined
  await findRelationship(trx, seen.relationship_id, { lock: true })
  return findRelease(trx, id, { lock: true })
}
