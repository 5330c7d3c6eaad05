/** What stays on the device of people who are no longer signed in here. */
import Dexie from 'dexie'
import type { UserId } from '#shared/domain/ids.ts'
import { LocalStore, storeName, unstoredDraftsKey, unstoredKey } from './local-store.ts'
import { countUnsent } from './read-outbox.ts'

/** Closes a store and deletes it, unless work lies in it that nobody else has: that stays, for the person whose it is. */
async function leaveStore(store: LocalStore): Promise<void> {
  const { waiting, refused } = await countUnsent({ store })
  if (waiting + refused > 0) store.close()
  else await deleteStore(store)
}

export async function deleteStore(store: LocalStore): Promise<void> {
  store.close()
  for (const key of [unstoredKey(store.name), unstoredDraftsKey(store.name)]) globalThis.localStorage?.removeItem(key)
  await Dexie.delete(store.name)
}

/** Leaves every store here that isn't this person's; with nobody signed in all of them. */
export async function leaveOtherStores(userId: UserId | null): Promise<void> {
  const names = await Dexie.getDatabaseNames()
  const own = userId && storeName(userId)
  for (const name of names.filter((each) => each.startsWith(storeName('')) && each !== own)) {
    const store = new LocalStore(name.slice(storeName('').length) as UserId)
    // Another tab may be at the same; what stays for whatever reason is looked at again at the next start.
    await leaveStore(store).catch(() => store.close())
  }
}
