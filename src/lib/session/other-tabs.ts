/** Tells this browser's other tabs whose they are now, and hears it from them. */
import type { UserId } from '#shared/domain/ids.ts'
import { openTabChannel } from '../local-store/tab-channel.ts'

/** `userId`: who is signed in now; null: nobody. */
interface Told {
  userId: UserId | null
}

let heard: (userId: UserId | null) => void = () => undefined

const channel = openTabChannel<Told>('tandem-session', ({ userId }) => heard(userId))

export function tellOtherTabs(userId: UserId | null): void {
  channel.post({ userId })
}

export function onOtherTabs(listener: (userId: UserId | null) => void): void {
  heard = listener
}
