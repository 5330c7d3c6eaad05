/**
 * The second factor: a code of the moment from an app that shares a secret with the server (TOTP, RFC 6238), or one of ten
 * recovery codes. Neither is good twice.
 */
import { createHmac, randomBytes } from 'node:crypto'
import { Secret, TOTP } from 'otpauth'
import type { UserId } from '#shared/domain/ids.ts'
import type { Database } from '../database/connection.ts'
import { takeRecoveryCode, takeStep } from '../database/repository/people/second-factor.ts'
import type { SecondFactorTable } from '../database/tables/sign-in-tables.ts'
import { seal, unseal } from './seal.ts'

const periodMs = 30_000
/** Before and after the moment, for clocks that are not quite right. */
const stepsAround = 1
const secretBytes = 20
const recoveryCodes = 10
const use = 'second-factor'

function totpOf(secret: string, label = ''): TOTP {
  const rules = { algorithm: 'SHA1', digits: 6, period: periodMs / 1000 }
  return new TOTP({ issuer: 'Tandem', label, ...rules, secret: Secret.fromBase32(secret) })
}

/** Base32, as people type it where they can't scan. */
export function createSecret(): string {
  return new Secret({ buffer: new Uint8Array(randomBytes(secretBytes)).buffer }).base32
}

/** What the picture says to the app. */
export function secretUri(secret: string, email: string): string {
  return totpOf(secret, email).toString()
}

export function sealSecret(key: Uint8Array, userId: UserId, secret: string): string {
  return seal(key, use, userId, secret)
}

export function unsealSecret(key: Uint8Array, factor: Pick<SecondFactorTable, 'user_id' | 'secret'>): string {
  return unseal(key, use, factor.user_id, factor.secret)
}

/** Which step of time the app was at when it showed this code; null when it never was near. */
function findStep(secret: string, code: string, now: number): number | null {
  const token = code.replace(/\s/g, '')
  if (!/^\d{6}$/.test(token)) return null
  const delta = totpOf(secret).validate({ token, window: stepsAround, timestamp: now })
  return delta === null ? null : Math.floor(now / periodMs) + delta
}

/** As they are shown, once: `k4f2-9xwq-7hmd`. Without letters that are taken for others. */
export function createRecoveryCodes(): string[] {
  const signs = '23456789abcdefghjkmnpqrstuvwxyz'
  const sign = () => {
    for (;;) {
      const byte = randomBytes(1)[0]!
      // As many of each.
      if (byte < 256 - (256 % signs.length)) return signs[byte % signs.length]!
    }
  }
  const part = () => Array.from({ length: 4 }, sign).join('')
  return Array.from({ length: recoveryCodes }, () => [part(), part(), part()].join('-'))
}

/** With the server's key, so that a copied database doesn't let them be guessed. */
export function hashRecoveryCode(key: Uint8Array, userId: UserId, code: string): string {
  const bare = code.toLowerCase().replace(/[^a-z0-9]/g, '')
  return createHmac('sha256', key).update(`recovery:${userId}:${bare}`).digest('base64url')
}

export type Taken = 'code' | 'recovery-code'

/** Takes what was entered, if it is right and was not taken before; null otherwise. */
export async function takeCode(
  database: Database,
  key: Uint8Array,
  factor: SecondFactorTable,
  entered: string,
  now: number,
): Promise<Taken | null> {
  const step = findStep(unsealSecret(key, factor), entered, now)
  if (step !== null) return (await takeStep(database, factor.user_id, step)) ? 'code' : null
  const hash = hashRecoveryCode(key, factor.user_id, entered)
  return (await takeRecoveryCode(database, factor.user_id, hash, now)) ? 'recovery-code' : null
}
