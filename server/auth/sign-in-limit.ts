/**
 * How often somebody may try to sign in. Wrong passwords for one person bring growing pauses upon it, from wherever they
 * come; a device on which that person has signed in before has a count of its own, so that nobody locks its owner out.
 */
import { beginTry, forgetTries, throttleKey } from '../database/repository/people/throttle.ts'
import { TooManyRequests, type LimitServices, type RateLimits } from './rate-limit.ts'

export interface SignInTry {
  email: string
  /** The address it comes from, as limits count it. */
  address: string
  /** The device's id when this person has signed in on it before; otherwise null. */
  knownDevice: string | null
}

const firstPauseMs = 30 * 1000
const longestPauseMs = 15 * 60 * 1000

/** After `free` wrong ones in a row each further one must wait, twice as long each time. */
function pauseAfter(free: number): (tries: number) => number {
  return (tries) => (tries < free ? 0 : Math.min(firstPauseMs * 2 ** (tries - free), longestPauseMs))
}

/** Counts the try as a wrong one. Throws TooManyRequests. Returns what takes that back when the password was right. */
export async function beginSignIn(
  services: LimitServices & { rateLimits: RateLimits; config: { limits: { signIn: number } } },
  { email, address, knownDevice }: SignInTry,
): Promise<() => Promise<void>> {
  const { database, clock, key, rateLimits, config } = services
  if (knownDevice === null) await rateLimits.signInPerAddress.consume(address)
  const counted = throttleKey(key, 'account', knownDevice === null ? email : `${email} ${knownDevice}`)
  const waitMs = await beginTry(database, counted, pauseAfter(config.limits.signIn), clock.now())
  if (waitMs > 0) throw new TooManyRequests(Math.ceil(waitMs / 1000))
  return async () => {
    await forgetTries(database, counted)
    if (knownDevice === null) await rateLimits.signInPerAddress.forgive(address)
  }
}

/** The wrong passwords of somebody who has a new one: they count for nothing any more. */
export async function forgetSignInTries(
  { database, key }: LimitServices,
  { email, knownDevice }: Pick<SignInTry, 'email' | 'knownDevice'>,
): Promise<void> {
  await forgetTries(database, throttleKey(key, 'account', email))
  if (knownDevice !== null) await forgetTries(database, throttleKey(key, 'account', `${email} ${knownDevice}`))
}
