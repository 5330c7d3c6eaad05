/**
 * Limits on tries. Those that protect people are counted in the database, where all nodes count together; those that only
 * protect this process, in its memory.
 */
import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible'
import type { Clock } from '#shared/domain/clock.ts'
import type { Database } from '../database/connection.ts'
import {
  giveBack,
  spend,
  standingOf,
  throttleKey,
  type Allowance,
  type Standing,
} from '../database/repository/people/throttle.ts'

const windowS = 15 * 60
const hourMs = 60 * 60 * 1000

/** Thrown when somebody tries too often. */
export class TooManyRequests extends Error {
  readonly retryAfterS: number
  constructor(retryAfterS: number) {
    super('too many requests')
    this.retryAfterS = retryAfterS
  }
}

export interface LimitServices {
  database: Database
  clock: Clock
  /** The server's secret: what is counted is stored under names made of it. */
  key: Uint8Array
}

interface RateLimit {
  /** Counts one try. Throws TooManyRequests. */
  consume(key: string): Promise<void>
}

interface CountedLimit extends RateLimit {
  /** Takes the last try back. */
  forgive(key: string): Promise<void>
  standing(key: string): Promise<Standing>
}

function inMemory(points: number): RateLimit {
  const limiter = new RateLimiterMemory({ points, duration: windowS })
  return {
    async consume(key) {
      try {
        await limiter.consume(key)
      } catch (error) {
        throw error instanceof RateLimiterRes ? new TooManyRequests(Math.ceil(error.msBeforeNext / 1000)) : error
      }
    },
  }
}

function inDatabase(
  { database, clock, key }: LimitServices,
  kind: string,
  times: number,
  perMs = windowS * 1000,
): CountedLimit {
  const allowance: Allowance = { times, perMs }
  return {
    async consume(counted) {
      const waitMs = await spend(database, throttleKey(key, kind, counted), allowance, clock.now())
      if (waitMs > 0) throw new TooManyRequests(Math.ceil(waitMs / 1000))
    },
    forgive: (counted) => giveBack(database, throttleKey(key, kind, counted), allowance),
    standing: (counted) => standingOf(database, throttleKey(key, kind, counted), allowance, clock.now()),
  }
}

export interface RateLimits {
  signInPerAddress: CountedLimit
  link: CountedLimit
  setUp: CountedLimit
  /** Of asking for a new password. */
  reset: RateLimit
  /** Of mails with a link that somebody has sent to one mailbox, whether or not it is anybody's. */
  mailbox: RateLimit
  /** Of companies that are signed up from one address, an hour. */
  signUp: RateLimit
  /** Of mails that this sends to one mailbox a day, whether or not it is anybody's. */
  signUpMailbox: RateLimit
  /** Of one person's devices together. */
  exchange: RateLimit
  /** Of one API key. */
  api: CountedLimit
}

/** An hour. */
const mailsPerMailbox = 3

const minuteMs = 60 * 1000

/** Of one API key, a minute. */
export const apiAllowance = ({ api }: { api: number }): Allowance => ({ times: api, perMs: minuteMs })
/** Of alerts of one customer, an hour, whoever posts them. */
export const customerAllowance = ({ alerts }: { alerts: number }): Allowance => ({ times: alerts, perMs: hourMs })

/** Tries per quarter of an hour, where nothing else is said. */
export function createRateLimits(
  services: LimitServices,
  tries: Record<Exclude<keyof RateLimits, 'mailbox' | 'signUpMailbox'> | 'mailPerRecipient', number>,
): RateLimits {
  return {
    signInPerAddress: inDatabase(services, 'sign-in', tries.signInPerAddress),
    link: inDatabase(services, 'link', tries.link),
    setUp: inDatabase(services, 'setup', tries.setUp),
    reset: inDatabase(services, 'reset', tries.reset),
    mailbox: inDatabase(services, 'mailbox', mailsPerMailbox, hourMs),
    signUp: inDatabase(services, 'sign-up', tries.signUp, hourMs),
    signUpMailbox: inDatabase(services, 'sign-up-mailbox', tries.mailPerRecipient, 24 * hourMs),
    exchange: inMemory(tries.exchange),
    api: inDatabase(services, 'api', tries.api, minuteMs),
  }
}
