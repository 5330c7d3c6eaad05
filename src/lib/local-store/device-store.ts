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

export async function writeSignedInUser(user: SignedInUser | null): Promise<void> {
  if (user) await store.values.put({ key: 'user', value: user })
  else await store.values.delete('user')
}
