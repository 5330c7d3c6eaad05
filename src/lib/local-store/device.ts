/** Everything a command or query needs to know about where it runs; tests make several in one process. */
import type { Clock } from '#shared/domain/clock.ts'
import type { IdSource } from '#shared/domain/ids.ts'
import type { SignedInUser } from '#shared/domain/user.ts'
import type { LocalStore } from './local-store.ts'

export interface Device {
  user: SignedInUser
  store: LocalStore
  ids: IdSource
  clock: Clock
}
