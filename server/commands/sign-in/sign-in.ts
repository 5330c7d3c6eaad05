/** Signing in. An unknown address takes as long and says the same as a wrong password. */
import type { z } from 'zod'
import { Refusal } from '#shared/domain/refusal.ts'
import type { signInSchema } from '#shared/protocol/sign-in-requests.ts'
import { checkPassword, hashPassword } from '../../auth/password.ts'
import { TooManyRequests, type RateLimits } from '../../auth/rate-limit.ts'
import { beginSignIn, type SignInTry } from '../../auth/sign-in-limit.ts'
import { findUserByEmail, setPasswordHash } from '../../database/repository/user.ts'
import { runUnitOfWork } from '../../database/unit-of-work.ts'
import type { Services } from '../../services.ts'
import { signInAs, type Browser, type SignedIn } from './super-admin.ts'

/** Throws Refusal: wrong-credentials, blocked; TooManyRequests. */
export async function signIn(
  services: Services,
  rateLimits: RateLimits,
  form: z.infer<typeof signInSchema>,
  from: Browser & Pick<SignInTry, 'address' | 'knownDevice'>,
): Promise<SignedIn> {
  const { database, log } = services
  const user = await findUserByEmail(database, form.email)
  const succeeded = await beginSignIn({ ...services, rateLimits }, { ...from, email: form.email }).catch(
    (error: unknown) => {
      if (error instanceof TooManyRequests) log.security('sign-in-held-back', { user: user?.id ?? null })
      throw error
    },
  )
  const { isRight, isOutdated } = await checkPassword(user?.password_hash ?? null, form.password)
  if (!user || !isRight) {
    log.security('sign-in-failed', { user: user?.id ?? null })
    throw new Refusal('wrong-credentials')
  }
  await succeeded()
  if (user.status === 'blocked') {
    log.security('sign-in-failed', { user: user.id, blocked: true })
    throw new Refusal('blocked')
  }
  const renewedHash = isOutdated ? await hashPassword(form.password) : null
  const { result } = await runUnitOfWork(services, async (unit) => {
    if (renewedHash !== null) await setPasswordHash(unit.trx, user.id, renewedHash)
    return signInAs({ services, unit }, user.id, from)
  })
  log.security('sign-in-succeeded', { user: user.id })
  return result
}
