/** Whoever is signed in shows, with their password or a code of their second factor, that it is still they. */
import { Refusal } from '#shared/domain/refusal.ts'
import type { ProofView } from '#shared/protocol/sign-in-requests.ts'
import type { Access } from '../../auth/access.ts'
import { checkPassword } from '../../auth/password.ts'
import type { RateLimits } from '../../auth/rate-limit.ts'
import { takeCode } from '../../auth/second-factor.ts'
import { beginSignIn, type SignInTry } from '../../auth/sign-in-limit.ts'
import { isProofRecent } from '../../auth/step-up.ts'
import { findConfirmedFactor } from '../../database/repository/people/second-factor.ts'
import { markProved } from '../../database/repository/people/session.ts'
import { findUser } from '../../database/repository/user.ts'
import type { Services } from '../../services.ts'
import { auditAlone } from '../audit.ts'
import { wrongCode } from './second-factor.ts'

/** Who says so, in which session, and from where. */
export interface Claim extends Pick<SignInTry, 'address' | 'knownDevice'> {
  access: Access
  sessionId: string
}

/** Whether they have shown it lately, and by what they may. */
export async function viewProof(
  { database, clock }: Pick<Services, 'database' | 'clock'>,
  { access, provedAt }: { access: Access; provedAt: number },
): Promise<ProofView> {
  const hasSecondFactor = (await findConfirmedFactor(database, access.userId)) !== undefined
  return { isRecent: isProofRecent(provedAt, clock.now()), hasSecondFactor }
}

/** Counted as signing in is. Throws Refusal: wrong-password, at `field`; TooManyRequests. */
export async function proveWithPassword(
  services: Services,
  rateLimits: RateLimits,
  claim: Claim,
  password: string,
  field = 'password',
): Promise<void> {
  await prove(services, rateLimits, claim, async () => {
    const user = await findUser(services.database, claim.access.userId)
    if ((await checkPassword(user?.password_hash ?? null, password)).isRight) return
    await auditAlone(services, { event: 'proof-failed', ...factsOf(claim) })
    throw new Refusal('wrong-password', { [field]: 'wrong-password' })
  })
}

/** The same with a code of the second factor, or a recovery code. Throws Refusal: second-factor-wrong; TooManyRequests. */
export async function proveWithCode(
  services: Services,
  rateLimits: RateLimits,
  claim: Claim,
  code: string,
): Promise<void> {
  await prove(services, rateLimits, claim, async () => {
    const { database, key, clock } = services
    const factor = await findConfirmedFactor(database, claim.access.userId)
    const taken = factor && (await takeCode(database, key, factor, code, clock.now()))
    if (taken === 'recovery-code') await auditAlone(services, { event: 'recovery-code-used', ...factsOf(claim) })
    if (taken) return
    await auditAlone(services, { event: 'second-factor-wrong', ...factsOf(claim) })
    throw wrongCode()
  })
}

async function prove(
  services: Services,
  rateLimits: RateLimits,
  { access, sessionId, ...from }: Claim,
  check: () => Promise<void>,
): Promise<void> {
  const succeeded = await beginSignIn({ ...services, rateLimits }, { ...from, email: access.email })
  await check()
  await succeeded()
  await markProved(services.database, sessionId, services.clock.now())
}

function factsOf({ access, sessionId }: Claim) {
  return { person: { id: access.userId, organisation_id: access.organisationId }, facts: { session: sessionId } }
}
