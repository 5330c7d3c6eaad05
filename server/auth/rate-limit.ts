import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible'

const windowS = 15 * 60

/** Thrown when somebody tries too often. */
export class TooManyRequests extends Error {
  readonly retryAfterS: number
  constructor(retryAfterS: number) {
    super('too many requests')
    this.retryAfterS = retryAfterS
  }
}

interface RateLimit {
  /** Counts one try. Throws TooManyRequests. */
  consume(key: string): Promise<void>
  /** Forgets the tries after a success. */
  forgive(key: string): Promise<void>
}

function limitOf(points: number): RateLimit {
  const limiter = new RateLimiterMemory({ points, duration: windowS })
  return {
    async consume(key) {
      try {
        await limiter.consume(key)
      } catch (error) {
        throw error instanceof RateLimiterRes ? new TooManyRequests(Math.ceil(error.msBeforeNext / 1000)) : error
      }
    },
    forgive: async (key) => void (await limiter.delete(key)),
  }
}

export interface RateLimits {
  signIn: RateLimit
  signInPerAddress: RateLimit
  link: RateLimit
  setUp: RateLimit
  /** Of one person's devices together. */
  exchange: RateLimit
}

/** Tries per quarter of an hour; they live in this node's memory. */
export function createRateLimits(tries: Record<keyof RateLimits, number>): RateLimits {
  return {
    signIn: limitOf(tries.signIn),
    signInPerAddress: limitOf(tries.signInPerAddress),
    link: limitOf(tries.link),
    setUp: limitOf(tries.setUp),
    exchange: limitOf(tries.exchange),
  }
}
