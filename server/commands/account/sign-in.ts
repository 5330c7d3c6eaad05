/** Signing in. An unknown address takes as long and says the same as a wrong password. */
import type { z } from 'zod'
import { Refusal } from '#shared/domain/refusal.ts'
import type { signInSchema } from '#shared/protocol/account-requests.ts'
import { isRightPassword } from '../../auth/password.ts'
import { findUserByEmail } from '../../database/repository/user.ts'
import { runUnitOfWork } from '../../database/unit-of-work.ts'
import type { Services } from '../../services.ts'
import { signInAs, type SignedIn } from './super-admin.ts'

/** Throws Refusal: wrong-credentials, blocked. */
export async function signIn(
  services: Services,
  form: z.infer<typeof signInSchema>,
  userAgent: string,
): Promise<SignedIn> {
  const user = await findUserByEmail(services.database, form.email)
  const right = await isRightPassword(user?.password_hash ?? null, form.password)
  if (!user || !right) throw new Refusal('wrong-credentials')
  if (user.status === 'blocked') throw new Refusal('blocked')
  const { result } = await runUnitOfWork(services, (unit) => signInAs(unit, user.id, userAgent))
  return result
}
