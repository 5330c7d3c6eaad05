/** Confirming one's address. Confirming twice is no error: the address is confirmed, as asked. */
import type { UserId } from '#shared/domain/ids.ts'
import { requireLink } from '../../auth/link-token.ts'
import { markLinkUsed } from '../../database/repository/link.ts'
import { markEmailVerified, publishPerson } from '../../database/repository/user.ts'
import { runUnitOfWork } from '../../database/unit-of-work.ts'
import type { Services } from '../../services.ts'
import { queueVerification } from './queue-verification.ts'

/** Throws Refusal: link-invalid, link-expired. */
export async function verifyEmail(services: Services, token: string): Promise<void> {
  await runUnitOfWork(services, async (unit) => {
    const link = await requireLink(unit.trx, services, 'verify-email', token)
    await markLinkUsed(unit.trx, link.id, unit.now)
    const id = link.subject_id as UserId
    await markEmailVerified(unit.trx, id, unit.now)
    await publishPerson(unit, { id, organisation_id: link.organisation_id })
  })
}

export async function resendVerification(services: Services, userId: UserId): Promise<void> {
  await runUnitOfWork(services, (unit) => queueVerification({ services, unit }, userId, { again: true }))
}
