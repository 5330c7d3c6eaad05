import type { ChangeRecord } from '#shared/domain/document/change-record.ts'
import type { ChangeId, RelationshipId } from '#shared/domain/ids.ts'
import { isByOthers } from '#shared/domain/personal/customer-mark.ts'
import { changeKind } from '#shared/records/change.ts'
import type { Device } from '../../local-store/device.ts'
import { countLater, visitLater } from '../../local-store/stored-records.ts'

/** When others' changes of each account arrived, server clock, ms. */
export type ArrivedAt = ReadonlyMap<RelationshipId, ReadonlyMap<ChangeId, number>>

/** What others did, of the device's log: read whole once, then only what is newer. */
export class ChangesByOthers {
  private readonly device: Device
  private readonly after: number
  private readonly times = new Map<RelationshipId, Map<ChangeId, number>>()
  private readonly visited = new Set<ChangeId>()
  private last: number

  /** `after`: what arrived until then nobody asks for, ms. */
  constructor(device: Device, after: number) {
    this.device = device
    this.after = after
    this.last = after
  }

  async read(): Promise<ArrivedAt> {
    const { store } = this.device
    await visitLater(store, changeKind, this.last, this.note)
    // Some are gone, or came late from a time before.
    if (this.visited.size !== (await countLater(store, changeKind, this.after))) {
      this.visited.clear()
      this.times.clear()
      await visitLater(store, changeKind, this.after, this.note)
    }
    return new Map(this.times)
  }

  private readonly note = ({ id, relationshipId, actor, receivedAt }: ChangeRecord): void => {
    if (receivedAt <= this.after) return
    this.visited.add(id)
    this.last = Math.max(this.last, receivedAt)
    if (relationshipId === null || !isByOthers(actor, this.device.user)) return
    const known = this.times.get(relationshipId)
    if (known) known.set(id, receivedAt)
    else this.times.set(relationshipId, new Map([[id, receivedAt]]))
  }
}
