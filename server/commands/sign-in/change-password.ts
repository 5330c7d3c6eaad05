/** Another password, by whoever knows the present one. */
import { Refusal } from '#shared/domain/refusal.ts'
import { hashPassword } from '../../auth/password.ts'
import type { RateLimits } from '../../auth/rate-limit.ts'
import { findUser, lockUser } from '../../database/repository/user.ts'
import { runUnitOfWork } from '../../database/unit-of-work.ts'
import type { Services } from '../../services.ts'
import { proveWithPassword, type Claim } from './prove-identity.ts'
import { requireUnguessable, setPassword } from './set-password.ts'

/** Ends the person's other sessions. Throws Refusal: wrong-password, invalid-input; TooManyRequests. */
export async function changePassword(
  services: Services,
  rateLimits: RateLimits,
  claim: Claim,
  form: { currentPassword: string; password: string },
): Promise<void> {
  const { userId } = claim.access
  await proveWithPassword(services, rateLimits, claim, form.currentPassword, 'currentPassword')
  const known = await findUser(services.database, userId)
  if (!known) throw new Refusal('signed-out')
  await requireUnguessable(services.database, known, form.password)
  const passwordHash = await hashPassword(form.password)
  await runUnitOfWork(services, async (unit) => {
    const user = await lockUser(unit.trx, userId)
    // Set anew meanwhile: what was shown was the former one.
    if (user?.password_hash !== known.password_hash) throw new Refusal('wrong-password')
    await setPassword({ services, unit }, user, { passwordHash, keptSessionId: claim.sessionId })
  })
}
