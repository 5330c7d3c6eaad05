/** Whoever is signed in shows with their password that it is still they. */
import type { UserId } from '#shared/domain/ids.ts'
import { Refusal } from '#shared/domain/refusal.ts'
import type { Access } from '../../auth/access.ts'
import { checkPassword } from '../../auth/password.ts'
import type { RateLimits } from '../../auth/rate-limit.ts'
import { beginSignIn, type SignInTry } from '../../auth/sign-in-limit.ts'
import { markProved } from '../../database/repository/session.ts'
import { findUser } from '../../database/repository/user.ts'
import type { Services } from '../../services.ts'
import { auditAlone } from '../audit.ts'

/** Who says so, in which session, and from where. */
export interface Claim extends Pick<SignInTry, 'address' | 'knownDevice'> {
  access: Access
  sessionId: string
}

/** Counted as signing in is. Throws Refusal: wrong-password, at `field`; TooManyRequests. */
export async function proveWithPassword(
  services: Services,
  rateLimits: RateLimits,
  { access, sessionId, ...from }: Claim,
  password: string,
  field = 'password',
): Promise<void> {
  const { database, clock } = services
  const userId: UserId = access.userId
  const succeeded = await beginSignIn({ ...services, rateLimits }, { ...from, email: access.email })
  const user = await findUser(database, userId)
  if (!(await checkPassword(user?.password_hash ?? null, password)).isRight) {
    const person = { id: userId, organisation_id: access.organisationId }
    await auditAlone(services, { event: 'proof-failed', person, facts: { session: sessionId } })
    throw new Refusal('wrong-password', { [field]: 'wrong-password' })
  }
  await succeeded()
  await markProved(database, sessionId, clock.now())
}
