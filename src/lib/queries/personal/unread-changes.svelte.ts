/** Which accounts others changed since the person was last there (H4): counted from the device's log, once for the life of the tab. */
import { untrack } from 'svelte'
import type { RelationshipId } from '#shared/domain/ids.ts'
import { changeKind } from '#shared/records/change.ts'
import { paced } from '../../list/paced.ts'
import type { Device } from '../../local-store/device.ts'
import { watchRead } from '../../local-store/local-store.ts'
import { countLater } from '../../local-store/stored-records.ts'
import { findCurrentDevice, reportWhileHere } from '../../session/current-device.svelte.ts'
import { ChangesByOthers, type ArrivedAt } from './changes-by-others.ts'
import { customerMarks } from './customer-marks.svelte.ts'

export interface UnreadAccount {
  relationshipId: RelationshipId
  /** How many changes, and when the newest arrived, server clock, ms. */
  count: number
  newestAt: number
}

const none: ArrivedAt = new Map()

function countUnread(arrivedAt: ArrivedAt, seenAtOf: (id: RelationshipId) => number): UnreadAccount[] {
  return [...arrivedAt].flatMap(([relationshipId, times]) => {
    const seenAt = seenAtOf(relationshipId)
    const later = [...times.values()].filter((at) => at > seenAt)
    return later.length > 0 ? [{ relationshipId, newestAt: Math.max(...later), count: later.length }] : []
  })
}

class UnreadChanges {
  #arrivedAt = $state.raw(none)
  #ready = $state(false)
  // What has been read is known before what is unread.
  readonly #unread = $derived(
    customerMarks.ready ? countUnread(this.#arrivedAt, (id) => customerMarks.seenAtOf(id)) : [],
  )
  readonly #byAccount = $derived(new Map(this.#unread.map((account) => [account.relationshipId, account])))

  get accounts(): ReadonlyMap<RelationshipId, UnreadAccount> {
    return this.#byAccount
  }

  /** The whole log has been looked at. */
  get ready(): boolean {
    return this.#ready && customerMarks.ready
  }

  /** `seenAt`: what arrived until then nobody asks for, ms. */
  follow(device: Device, seenAt: number): () => void {
    const changes = new ChangesByOthers(device, seenAt)
    let stopped = false
    const report = reportWhileHere(device)
    const reading = paced(async () => {
      const arrivedAt = await changes.read().catch(report)
      if (stopped || !arrivedAt) return
      this.#arrivedAt = arrivedAt
      this.#ready = true
    })
    const subscription = watchRead(() => countLater(device.store, changeKind, seenAt)).subscribe({
      next: () => reading.ask(),
      error: report,
    })
    return () => {
      stopped = true
      reading.stop()
      subscription.unsubscribe()
      this.#arrivedAt = none
      this.#ready = false
    }
  }
}

const unread = new UnreadChanges()
let isOpen = false

/** Opened by the first page that asks. */
export function unreadChanges(): Pick<UnreadChanges, 'accounts' | 'ready'> {
  if (!isOpen) {
    isOpen = true
    $effect.root(() => {
      const isReady = $derived(customerMarks.ready)
      $effect(() => {
        const device = findCurrentDevice()
        if (!device || !isReady) return
        return unread.follow(
          device,
          untrack(() => customerMarks.seenAt),
        )
      })
    })
  }
  return unread
}
