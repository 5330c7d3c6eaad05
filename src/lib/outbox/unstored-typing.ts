/**
 * What a page that goes away had not stored yet: the last keys of a slow device. A transaction ends with its page, so
 * they lie where a page can write while it ends, until the next page of the same person enters them.
 */
import type { FieldPlace, Unstored } from '#shared/domain/document/unstored.ts'
import type { UserId } from '#shared/domain/ids.ts'
import { storeName, unstoredKey } from '../local-store/local-store.ts'

/** `at`: when the page went, device clock, ms. */
export type KeptTyping = FieldPlace & Unstored & { at: number }

const keyOf = (userId: UserId) => unstoredKey(storeName(userId))

export function readUnstored(userId: UserId): KeptTyping[] {
  try {
    return JSON.parse(localStorage.getItem(keyOf(userId)) ?? '[]') as KeptTyping[]
  } catch {
    return []
  }
}

/** Puts `typing` in the place of what is kept of the same field; without it takes that away. */
export function writeUnstored(userId: UserId, { documentId, field }: FieldPlace, typing: KeptTyping | null): void {
  const others = readUnstored(userId).filter((each) => each.documentId !== documentId || each.field !== field)
  const all = typing ? [...others, typing] : others
  try {
    if (all.length === 0) localStorage.removeItem(keyOf(userId))
    else localStorage.setItem(keyOf(userId), JSON.stringify(all))
  } catch {
    // Without room here, too, it is what it would be without this: the last keys are lost.
  }
}
