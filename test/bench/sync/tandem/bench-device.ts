/**
 * A Tandem device without a browser: the same frames in the same order as `src/lib/sync` applies them, but
 * into maps instead of IndexedDB. Documents are kept as encoded states, as on a device's disk.
 */
import * as Y from 'yjs'
import type { RelationshipRecord } from '#shared/domain/customer-record.ts'
import type { ActivityEntry } from '#shared/domain/facts/activity-entry.ts'
import type { ChangeId, DocumentId, RelationshipId } from '#shared/domain/ids.ts'
import { encodeFrames, FrameReader } from '#shared/protocol/frame.ts'
import type { Cursor, Item } from '#shared/protocol/request.ts'
import type { Frame } from '#shared/protocol/response.ts'
import { protocolVersion, wireLimits } from '#shared/protocol/version.ts'
import { readFrame } from '#lib/sync/read-frame.ts'
import type { Person } from './people.ts'

/** How a device keeps its documents. */
export interface DocumentShelf {
  put(id: DocumentId, state: Uint8Array): void
  merge(id: DocumentId, update: Uint8Array): void
  delete(id: DocumentId): void
}

export class StoredStates implements DocumentShelf {
  readonly states = new Map<DocumentId, Uint8Array>()

  put(id: DocumentId, state: Uint8Array): void {
    this.states.set(id, state)
  }

  merge(id: DocumentId, update: Uint8Array): void {
    const state = this.states.get(id)
    if (!state) throw new Error('update of a document that is not here')
    const doc = new Y.Doc()
    Y.applyUpdate(doc, state)
    Y.applyUpdate(doc, update)
    this.states.set(id, Y.encodeStateAsUpdate(doc))
  }

  delete(id: DocumentId): void {
    this.states.delete(id)
  }
}

export class BenchDevice {
  readonly relationships = new Map<RelationshipId, RelationshipRecord>()
  readonly changes = new Map<ChangeId, ActivityEntry>()
  cursor: Cursor | null = null
  accessVersion = 0
  accepted = 0
  readonly person: Person
  private readonly shelf: DocumentShelf

  constructor(person: Person, shelf: DocumentShelf) {
    this.person = person
    this.shelf = shelf
  }

  /** The body of an exchange. */
  request(items: readonly Item[]): Uint8Array {
    const hello = {
      type: 'hello',
      protocol: protocolVersion,
      userId: this.person.userId,
      storeId: this.person.storeId,
      cursor: this.cursor,
      accessVersion: this.accessVersion,
      sentAt: Date.now(),
    }
    return encodeFrames([hello, ...items])
  }

  /** Takes one stream of frames: the answer to an exchange, or one live connection's. */
  reader(rowsUsable: () => void = () => undefined): AnswerReader {
    return new AnswerReader(this, rowsUsable)
  }

  store(frame: Frame): void {
    switch (frame.type) {
      case 'relationship':
        this.relationships.set(frame.record.id, frame.record)
        return
      case 'document':
        this.shelf.put(frame.record.id, frame.record.state)
        return
      case 'update':
        this.shelf.merge(frame.documentId, frame.update)
        return
      case 'change':
        this.changes.set(frame.record.id, frame.record)
        return
      case 'visible':
        this.accessVersion = frame.accessVersion
        return
      case 'forget':
        if (frame.collection === 'relationship') this.relationships.delete(frame.key as RelationshipId)
        if (frame.collection === 'document') this.shelf.delete(frame.key as DocumentId)
        if (frame.collection === 'change') this.changes.delete(frame.key as ChangeId)
        return
      default:
    }
  }
}

/** Stores a snapshot's records as they come and everything else at its cursor, all or nothing. */
export class AnswerReader {
  private readonly device: BenchDevice
  private readonly rowsUsable: () => void
  private readonly frames = new FrameReader(wireLimits.requestBytes * 4)
  private waiting: Frame[] = []
  private rowsWanted: number | null = null
  private inSnapshot = false

  constructor(device: BenchDevice, rowsUsable: () => void) {
    this.device = device
    this.rowsUsable = rowsUsable
  }

  push(chunk: Uint8Array): void {
    for (const value of this.frames.push(chunk)) this.take(readFrame(value))
  }

  private take(frame: Frame): void {
    if (frame.type === 'failure') throw new Error(`the server failed: ${frame.code}`)
    if (frame.type === 'answer') this.answered(frame)
    else if (frame.type === 'snapshot-begin') {
      this.inSnapshot = true
      this.rowsWanted = frame.records
    } else if (frame.type === 'cursor') this.close(frame)
    else if (this.inSnapshot) this.storeNow(frame)
    else this.waiting.push(frame)
  }

  private answered({ answer }: Extract<Frame, { type: 'answer' }>): void {
    if (answer.outcome !== 'accepted') throw new Error(`an item was answered ${JSON.stringify(answer)}`)
    this.device.accepted++
  }

  private storeNow(frame: Frame): void {
    this.device.store(frame)
    if (this.rowsWanted === null || this.device.relationships.size < this.rowsWanted) return
    this.rowsWanted = null
    this.rowsUsable()
  }

  private close({ after, cursor }: Extract<Frame, { type: 'cursor' }>): void {
    const frames = this.waiting
    this.waiting = []
    const known = this.device.cursor?.number ?? 0
    if (!this.inSnapshot) {
      // Exchange and live lane bring the same news; a run that begins before what is known is safe to store again.
      if (known >= cursor.number) return
      if (known < after) throw new Error(`the run after ${after} does not follow ${known}`)
    }
    for (const frame of frames) this.device.store(frame)
    this.device.cursor = cursor
    this.inSnapshot = false
  }
}
