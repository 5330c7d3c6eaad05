/** What a device deleted because its person was blocked: told to the server's log, and to that person once they are back. */
import { deleteStore } from '../local-store/former-stores.ts'
import { LocalStore } from '../local-store/local-store.ts'
import type { Device } from '../local-store/device.ts'
import { readPurged, writePurged, type Purged } from '../local-store/signed-in-user.ts'
import type { UserId } from '#shared/domain/ids.ts'
import { tell } from './ask-server.ts'

export class PurgedWork {
  #lost = $state.raw<Purged | null>(null)

  /** What whoever is signed in lost here, until they have read it. */
  get lost() {
    return this.#lost
  }

  async purge({ user, store, clock }: Device, count: number): Promise<void> {
    await writePurged({ userId: user.id, count, at: clock.now(), isReported: false })
    await deleteStore(store)
  }

  /** While nobody is signed in here: the cookie is still of whose work it was. Whether the server has heard of it. */
  async report(): Promise<boolean> {
    const purged = await readPurged()
    if (!purged || purged.isReported) return true
    // The tab may have been closed before it came to it.
    await deleteStore(new LocalStore(purged.userId))
    const outcome = await tell('POST', '/api/session/purged', { count: purged.count })
    if (!outcome.ok && outcome.code === 'offline') return false
    await writePurged({ ...purged, isReported: true })
    return true
  }

  async lookFor(userId: UserId): Promise<void> {
    const purged = await readPurged()
    this.#lost = purged?.userId === userId && purged.count > 0 ? purged : null
  }

  /** They have read it. */
  async dismiss(): Promise<void> {
    this.#lost = null
    await writePurged(null)
  }
}
