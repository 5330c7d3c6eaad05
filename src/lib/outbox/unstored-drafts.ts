/** What was typed into a form and not stored yet when its page went: what `unstored-typing.ts` is for documents. */
import type { UserId } from '#shared/domain/ids.ts'
import type { Device } from '../local-store/device.ts'
import { storeName, unstoredDraftsKey, type Draft } from '../local-store/local-store.ts'
import { readKept, writeKept } from './kept-list.ts'

const keyOf = (userId: UserId) => unstoredDraftsKey(storeName(userId))

const readAll = (userId: UserId) => readKept<Draft>(keyOf(userId))

export function findUnstoredDraft(userId: UserId, key: string): Draft | undefined {
  return readAll(userId).find((draft) => draft.key === key)
}

/** In the place of what is kept of the same form. Done when it returns: the page may be ending. */
export function keepUnstoredDraft(userId: UserId, draft: Draft): void {
  writeKept(keyOf(userId), [...readAll(userId).filter(({ key }) => key !== draft.key), draft])
}

export function releaseUnstoredDraft(userId: UserId, key: string): void {
  writeKept(
    keyOf(userId),
    readAll(userId).filter((draft) => draft.key !== key),
  )
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
