import { randomBytes } from 'node:crypto'
import { hash, verify } from '@node-rs/argon2'
import { normalisePassword } from '#shared/domain/password.ts'

// argon2id as OWASP's password storage sheet has it: 19 MiB, two passes.
const cost = { memoryCost: 19_456, timeCost: 2, parallelism: 1 }

export async function hashPassword(password: string): Promise<string> {
  return hash(normalisePassword(password), cost)
}

// What a password for an unknown email is compared with, so that the answer takes as long as for a known one.
const nobodysHash = hashPassword(randomBytes(16).toString('hex'))

export interface PasswordCheck {
  isRight: boolean
  /** It is right, but was hashed as it had been typed then: time for a new hash. */
  isOutdated: boolean
}

/** `hashed` is null when there is no such person: never right, and not answered sooner. */
export async function checkPassword(hashed: string | null, password: string): Promise<PasswordCheck> {
  const known = hashed ?? (await nobodysHash)
  const normalised = normalisePassword(password)
  if (await verify(known, normalised)) return { isRight: hashed !== null, isOutdated: false }
  // Before passwords were normalised: as it is typed now, or as another keyboard would have typed the same letters.
  const spellings = [password, password.normalize('NFC'), password.normalize('NFD')]
  for (const spelling of new Set(spellings.filter((each) => each !== normalised)))
    if (await verify(known, spelling)) return { isRight: hashed !== null, isOutdated: hashed !== null }
  return { isRight: false, isOutdated: false }
}
