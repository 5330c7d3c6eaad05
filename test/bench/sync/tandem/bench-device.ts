/**
 * A Tandem device without a browser: the same frames in the same order as `src/lib/sync` applies them, but
 * into maps instead of IndexedDB. Documents are kept as encoded states, as on a device's disk.
 */
import { findKind, readKinds } from '#shared/records/kinds.ts'
import { gzipSync } from 'node:zlib'
import { advanceDocument, unseenBy, type Advance } from '#shared/document/describe-edit.ts'
import { accountShape } from '#shared/document/document-shape.ts'
import { rowFacts, type RelationshipRecord } from '#shared/domain/customer-record.ts'
import type { ActivityActor, ChangeRecord } from '#shared/domain/document/change-record.ts'
import { familyOf } from '#shared/domain/id-families.ts'
import type { ChangeId, DocumentId, OrganisationId, RelationshipId } from '#shared/domain/ids.ts'
import { decodePage, type Column } from '#shared/protocol/columns.ts'
import { FrameReader } from '#shared/protocol/frame.ts'
import { changeKind } from '#shared/records/change.ts'
import { documentKind } from '#shared/records/document.ts'
import { unpackRecords } from '#shared/records/record-kind.ts'
import { relationshipKind } from '#shared/records/relationship.ts'
import { encodeRequest, type Cursor, type Hello, type Item } from '#shared/protocol/request.ts'
import { editColumns } from '#shared/protocol/edit-columns.ts'
import { answerColumns, type Frame, type ItemAnswer } from '#shared/protocol/response.ts'
import { protocolVersion, wireLimits } from '#shared/protocol/version.ts'
import { enteredFrom, logOf, type EnteredEdit } from '#lib/local-store/advance-documents.ts'
import { readFrame } from '#lib/sync/read-frame.ts'
import type { Person } from './people.ts'

/** How a device keeps its documents. */
export interface DocumentShelf {
  put(id: DocumentId, state: Uint8Array): void
  /** Null for a document that isn't kept here. */
  advance(id: DocumentId, update: Uint8Array): Advance | null
  delete(id: DocumentId): void
}

export class StoredStates implements DocumentShelf {
  readonly states = new Map<DocumentId, Uint8Array>()

  put(id: DocumentId, state: Uint8Array): void {
    this.states.set(id, state)
  }

  advance(id: DocumentId, update: Uint8Array): Advance {
    const state = this.states.get(id)
    if (!state) throw new Error('update of a document that is not here')
    const advance = advanceDocument(accountShape, state, update)
    this.states.set(id, advance.state)
    return advance
  }

  delete(id: DocumentId): void {
    this.states.delete(id)
  }
}

export class BenchDevice {
  /** By number: what the answers are about. */
  private readonly sent = new Map<number, Item>()
  readonly relationships = new Map<RelationshipId, RelationshipRecord>()
  readonly changes = new Map<ChangeId, ChangeRecord>()
  cursor: Cursor | null = null
  accessVersion = 0
  accepted = 0
  readonly person: Person
  private readonly shelf: DocumentShelf
  private readonly self: ActivityActor

  constructor(person: Person, shelf: DocumentShelf) {
    this.person = person
    this.self = {
      organisationId: '' as OrganisationId,
      organisationName: 'Northwind',
      userId: person.userId,
      person: 'Person',
    }
    this.shelf = shelf
  }

  /** The body of an exchange, packed for its request. */
  request(items: readonly Item[]): Uint8Array {
    return gzipSync(this.body(items))
  }

  /** The body of an exchange, as it also goes over the live lane. */
  body(items: readonly Item[]): Uint8Array {
    const hello: Hello = {
      type: 'hello',
      protocol: protocolVersion,
      kinds: readKinds,
      held: readKinds,
      userId: this.person.userId,
      storeId: this.person.storeId,
      cursor: this.cursor,
      accessVersion: this.accessVersion,
      sentAt: Date.now(),
    }
    for (const item of items) this.sent.set(item.number, item)
    return encodeRequest(hello, items)
  }

  /** What the server kept just as it was sent doesn't come back: the device enters it, and the log's entries of it. */
  enter({ number, answer }: ItemAnswer): void {
    if (answer.outcome !== 'accepted') throw new Error(`an item was answered ${JSON.stringify(answer)}`)
    this.accepted++
    const item = this.sent.get(number)!
    const { kept } = answer
    if (!kept || item.body.kind !== 'edit') return
    const { documentId, update, seen, undoes } = item.body
    this.advance({
      documentId,
      update,
      undoes,
      ...kept,
      actor: this.self,
      lost: [],
      isUnseen: unseenBy(seen),
      details: null,
    })
  }

  /** Takes one stream of frames: the answer to an exchange, or one live connection's. */
  reader(rowsUsable: () => void = () => undefined): AnswerReader {
    return new AnswerReader(this, rowsUsable)
  }

  store(frame: Frame): void {
    switch (frame.type) {
      case 'records':
        this.storeRecords(frame)
        return
      case 'edits':
        for (const edit of pageOf(frame.page, editColumns)) this.advance(enteredFrom(edit))
        return
      case 'snapshot-begin':
      case 'visible':
        this.accessVersion = frame.accessVersion
        return
      case 'forget':
        for (const id of pageOf(frame.page, findKind(frame.kind)!.ids)) this.forget(frame.kind, id)
        return
      default:
    }
  }

  private storeRecords({ kind, version, page }: Extract<Frame, { type: 'records' }>): void {
    if (kind === relationshipKind.name)
      for (const record of unpackRecords(relationshipKind, version, page)) this.relationships.set(record.id, record)
    if (kind === documentKind.name)
      for (const { id, state } of unpackRecords(documentKind, version, page)) this.shelf.put(id, state)
    if (kind === changeKind.name)
      for (const change of unpackRecords(changeKind, version, page)) this.changes.set(change.id, change)
  }

  private forget(kind: string, id: string): void {
    if (kind === relationshipKind.name) this.relationships.delete(id as RelationshipId)
    if (kind === documentKind.name) this.shelf.delete(id as DocumentId)
    if (kind === changeKind.name) this.changes.delete(id as ChangeId)
  }

  private advance(edit: EnteredEdit): void {
    const { documentId, receivedAt } = edit
    const advance = this.shelf.advance(documentId, edit.update)
    if (!advance) return
    for (const change of logOf(edit, familyOf(documentId), advance)) this.changes.set(change.id, change)
    const row = this.relationships.get(familyOf(documentId))
    if (row?.accountDocumentId !== documentId) return
    this.relationships.set(row.id, { ...row, modifiedAt: receivedAt, facts: rowFacts(advance.values) })
  }
}

function pageOf<Content>(page: Uint8Array, columns: Column<Content>): Content[] {
  return decodePage(columns, page, wireLimits.recordsPerPage)
}

/** Stores a snapshot's records as they come and everything else at its cursor, all or nothing. */
export class AnswerReader {
  private readonly device: BenchDevice
  private readonly rowsUsable: () => void
  private readonly frames = new FrameReader(wireLimits.requestBytes * 4)
  private waiting: Frame[] = []
  private answers: ItemAnswer[] = []
  private inSnapshot = false

  constructor(device: BenchDevice, rowsUsable: () => void) {
    this.device = device
    this.rowsUsable = rowsUsable
  }

  push(chunk: Uint8Array): void {
    for (const value of this.frames.push(chunk)) {
      const frame = readFrame(value)
      if (frame) this.take(frame)
    }
  }

  private take(frame: Frame): void {
    if (frame.type === 'failure') throw new Error(`the server failed: ${frame.code}`)
    if (frame.type === 'answers') this.answers.push(...pageOf(frame.page, answerColumns))
    else if (frame.type === 'snapshot-begin') {
      this.inSnapshot = true
      this.device.store(frame)
    } else if (frame.type === 'cursor') this.close(frame)
    else if (frame.type === 'whole' && frame.kind === relationshipKind.name) this.rowsUsable()
    else if (this.inSnapshot) this.device.store(frame)
    else this.waiting.push(frame)
  }

  private close({ after, cursor }: Extract<Frame, { type: 'cursor' }>): void {
    const frames = this.waiting
    this.waiting = []
    const known = this.device.cursor?.number ?? 0
    const answers = this.answers.splice(0)
    if (!this.inSnapshot) {
      if (known < after) throw new Error(`the run after ${after} does not follow ${known}`)
    }
    for (const answer of answers) this.device.enter(answer)
    for (const frame of frames) this.device.store(frame)
    this.device.cursor = cursor
    this.inSnapshot = false
  }
}
