import { randomBytes } from 'node:crypto'
import { hash, verify } from '@node-rs/argon2'

// argon2id as OWASP's password storage sheet has it: 19 MiB, two passes.
const cost = { memoryCost: 19_456, timeCost: 2, parallelism: 1 }

export async function hashPassword(password: string): Promise<string> {
  return hash(password, cost)
}

// What a password for an unknown email is compared with, so that the answer takes as long as for a known one.
const nobodysHash = hashPassword(randomBytes(16).toString('hex'))

/** `hashed` is null when there is no such person: never right, and not answered sooner. */
export async function isRightPassword(hashed: string | null, password: string): Promise<boolean> {
  const right = await verify(hashed ?? (await nobodysHash), password)
  return right && hashed !== null
}
