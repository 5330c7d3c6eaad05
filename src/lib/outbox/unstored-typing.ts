/**
 * What a page that goes away had not stored yet: the last keys of a slow device. A transaction ends with its page, so
 * they lie where a page can write while it ends, until the next page of the same person enters them.
 */
import type { FieldPlace, Unstored } from '#shared/domain/document/unstored.ts'
import type { UserId } from '#shared/domain/ids.ts'
import { storeName, unstoredKey } from '../local-store/local-store.ts'
import { readKept, writeKept } from './kept-list.ts'

/** `at`: when the page went, device clock, ms. */
export type KeptTyping = FieldPlace & Unstored & { at: number }

const keyOf = (userId: UserId) => unstoredKey(storeName(userId))

export const readUnstored = (userId: UserId) => readKept<KeptTyping>(keyOf(userId))

/** Puts `typing` in the place of what is kept of the same field; without it takes that away. */
export function writeUnstored(userId: UserId, { documentId, field }: FieldPlace, typing: KeptTyping | null): void {
  const others = readUnstored(userId).filter((each) => each.documentId !== documentId || each.field !== field)
  writeKept(keyOf(userId), typing ? [...others, typing] : others)
}
