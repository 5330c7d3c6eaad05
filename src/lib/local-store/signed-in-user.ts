/** What belongs to the device rather than to a person: who is signed in here, so that an offline start knows. */
import Dexie, { type Table } from 'dexie'
import type { UserId } from '#shared/domain/ids.ts'
import type { SignedInUser } from '#shared/domain/user.ts'
import { tellsWhenFull } from './storing.ts'

const randomId = /^[A-Za-z0-9_-]{21}[AQgw]$/
const oneOf =
  (...values: string[]) =>
  (value: unknown) =>
    typeof value === 'string' && values.includes(value)
const isString = (value: unknown) => typeof value === 'string'
const isStringsOrNothing = (value: unknown) => value === undefined || (Array.isArray(value) && value.every(isString))

const checks: Record<keyof SignedInUser, (value: unknown) => boolean> = {
  id: (value) => typeof value === 'string' && randomId.test(value),
  email: isString,
  emailVerified: (value) => typeof value === 'boolean',
  firstName: isString,
  lastName: isString,
  role: isString,
  permissions: isStringsOrNothing,
  ownConsoles: isStringsOrNothing,
  locale: oneOf('en', 'de', 'ko'),
  organisationId: (value) => typeof value === 'string' && /^[1-9]\d{9}$/.test(value),
  organisationName: isString,
  organisationKind: oneOf('msp', 'customer', 'reseller'),
}

/** What `signedInUserSchema` takes, in plain code: a start needs no other schema. */
export function isSignedInUser(value: unknown): value is SignedInUser {
  if (typeof value !== 'object' || value === null) return false
  return Object.entries(checks).every(([key, check]) => check((value as Record<string, unknown>)[key]))
}

class DeviceDatabase extends Dexie {
  values!: Table<{ key: string; value: unknown }, string>
  constructor() {
    super('tandem-device', { chromeTransactionDurability: 'strict' })
    this.use(tellsWhenFull)
    this.version(1).stores({ values: 'key' })
  }
}

const database = new DeviceDatabase()

/** Older than this, what the page's head read is read again, ms: another tab may have signed out meanwhile. */
const headReadLastsMs = 10_000

/**
 * What the script in the page's head (`app.html`) read before any code of the app was here, from this database and from the
 * person's store. Handed out once; undefined when it didn't come, or is old.
 */
export async function takeHeadRead(what: 'user' | 'rows'): Promise<unknown> {
  const head = globalThis.tandemHeadRead
  const asked = head?.[what]
  delete head?.[what]
  return head && performance.now() - head.at < headReadLastsMs ? asked : undefined
}

export async function readSignedInUser(): Promise<SignedInUser | null> {
  const early = await takeHeadRead('user')
  if (isSignedInUser(early)) return early
  return readUserNow()
}

/** As {@link readSignedInUser}, whatever was read before: another tab may have changed it. */
export async function readUserNow(): Promise<SignedInUser | null> {
  const row = await database.values.get('user')
  return isSignedInUser(row?.value) ? row.value : null
}

export async function writeSignedInUser(user: SignedInUser): Promise<void> {
  await database.values.bulkPut([
    { key: 'user', value: user },
    { key: 'signedOut', value: false },
    { key: 'ended', value: null },
  ])
}

/** Nobody is signed in here any more, whatever cookie the browser still has: the server may not have heard of it yet. */
export async function writeSignedOut(): Promise<void> {
  await database.values.bulkPut([
    { key: 'user', value: null },
    { key: 'signedOut', value: true },
    { key: 'ended', value: null },
  ])
}

/** A session that was ended from elsewhere. */
export interface EndedSession {
  email: string
  /** Work that waits in the person's store, which is locked until they sign in again; without any the store is gone. */
  waiting: number
}

/** Nobody is signed in here any more: unless somebody else is by now, in another tab. */
export async function writeSessionEnded(user: SignedInUser, ended: EndedSession | null): Promise<void> {
  await database.transaction('rw', database.values, async () => {
    const known = await readUserNow()
    if (known !== null && known.id !== user.id) return
    await database.values.bulkPut([
      { key: 'user', value: null },
      { key: 'ended', value: ended },
    ])
  })
}

export async function readEndedSession(): Promise<EndedSession | null> {
  return ((await database.values.get('ended'))?.value as EndedSession | null | undefined) ?? null
}

/** Unsent work that was deleted here because its person was blocked. */
export interface Purged {
  userId: UserId
  count: number
  /** ms */
  at: number
  /** Whether the server has heard of it. */
  isReported: boolean
}

/** Null: there was none, or its person has read of it. */
export async function writePurged(purged: Purged | null): Promise<void> {
  await database.values.put({ key: 'purged', value: purged })
}

export async function readPurged(): Promise<Purged | null> {
  const value = (await database.values.get('purged'))?.value as Partial<Purged> | null | undefined
  // An earlier build noted nobody's.
  return value?.userId === undefined ? null : (value as Purged)
}

/** Whether a sign-out here still has to reach the server. */
export async function isSignOutUnsent(): Promise<boolean> {
  return (await database.values.get('signedOut'))?.value === true
}

export async function noteSignOutSent(): Promise<void> {
  await database.values.put({ key: 'signedOut', value: false })
}
