import { getCurrentDevice } from '../../session/current-device.svelte.ts'
import type { FieldPlace, Unstored } from '#shared/domain/document/unstored.ts'
import { writeUnstored } from '../../outbox/unstored-typing.ts'

/** Fields of which this page has kept something: after it has come back, as by Back, it stores it itself. */
const kept = new Set<string>()
const keyOf = ({ documentId, field }: FieldPlace) => `${documentId} ${field}`

/** The page goes: what it hasn't stored lies by for the next one. Done when it returns, unlike every other command. */
export function keepTyping(place: FieldPlace, unstored: Unstored | null): void {
  if (!unstored) return
  const { user, clock } = getCurrentDevice()
  kept.add(keyOf(place))
  writeUnstored(user.id, place, { ...place, ...unstored, at: clock.now() })
}

/** It has been stored after all. */
export function releaseTyping(place: FieldPlace): void {
  if (kept.delete(keyOf(place))) writeUnstored(getCurrentDevice().user.id, place, null)
}
