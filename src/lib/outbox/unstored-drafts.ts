/** What was typed into a form and not stored yet when its page went: what `unstored-typing.ts` is for documents. */
import type { UserId } from '#shared/domain/ids.ts'
import type { Device } from '../local-store/device.ts'
import { storeName, unstoredDraftsKey, type Draft } from '../local-store/local-store.ts'

const keyOf = (userId: UserId) => unstoredDraftsKey(storeName(userId))

function readAll(userId: UserId): Draft[] {
  try {
    return JSON.parse(localStorage.getItem(keyOf(userId)) ?? '[]') as Draft[]
  } catch {
    return []
  }
}

export function findUnstoredDraft(userId: UserId, key: string): Draft | undefined {
  return readAll(userId).find((draft) => draft.key === key)
}

/** In the place of what is kept of the same form. Done when it returns: the page may be ending. */
export function keepUnstoredDraft(userId: UserId, draft: Draft): void {
  write(userId, [...readAll(userId).filter(({ key }) => key !== draft.key), draft])
}

export function releaseUnstoredDraft(userId: UserId, key: string): void {
  const all = readAll(userId)
  const others = all.filter((draft) => draft.key !== key)
  if (others.length < all.length) write(userId, others)
}

/** Into the store, where what is about a customer that goes away goes with it. */
export async function enterUnstoredDrafts({ store, user }: Device): Promise<void> {
  for (const draft of readAll(user.id)) {
    await store.transaction('rw', store.drafts, async () => {
      const there = await store.drafts.get(draft.key)
      if (!there || there.savedAt <= draft.savedAt) await store.drafts.put(draft)
    })
    releaseUnstoredDraft(user.id, draft.key)
  }
}

function write(userId: UserId, all: readonly Draft[]): void {
  try {
    if (all.length === 0) localStorage.removeItem(keyOf(userId))
    else localStorage.setItem(keyOf(userId), JSON.stringify(all))
  } catch {
    // Without room here, too, it is what it would be without this: the last keys are lost.
  }
}
