/** What belongs to the device rather than to a person: who is signed in here, so that an offline start knows. */
import Dexie, { type Table } from 'dexie'
import { signedInUserSchema, type SignedInUser } from '#shared/domain/user.ts'

class DeviceStore extends Dexie {
  values!: Table<{ key: string; value: unknown }, string>
  constructor() {
    super('tandem-device', { chromeTransactionDurability: 'strict' })
    this.version(1).stores({ values: 'key' })
  }
}

const store = new DeviceStore()

export async function readSignedInUser(): Promise<SignedInUser | null> {
  const row = await store.values.get('user')
  const parsed = signedInUserSchema.safeParse(row?.value)
  return parsed.success ? parsed.data : null
}

export async function writeSignedInUser(user: SignedInUser): Promise<void> {
  await store.values.bulkPut([
    { key: 'user', value: user },
    { key: 'signedOut', value: false },
  ])
}

/** Nobody is signed in here any more, whatever cookie the browser still has: the server may not have heard of it yet. */
export async function writeSignedOut(): Promise<void> {
  await store.values.bulkPut([
    { key: 'user', value: null },
    { key: 'signedOut', value: true },
  ])
}

/** Whether a sign-out here still has to reach the server. */
export async function isSignOutUnsent(): Promise<boolean> {
  return (await store.values.get('signedOut'))?.value === true
}

export async function noteSignOutSent(): Promise<void> {
  await store.values.put({ key: 'signedOut', value: false })
}
