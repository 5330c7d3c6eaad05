/**
 * A device as the server sees it, and no more: hello, items, frames, the live lane. It holds its documents in
 * memory, goes to any node for every request, and sends an edit again until it is acknowledged (PUSH1).
 */
import { setTimeout as pause } from 'node:timers/promises'
import WebSocket from 'ws'
import * as Y from 'yjs'
import { accountShape } from '#shared/document/document-shape.ts'
import { contentFingerprint, openDocument, readValues } from '#shared/document/document-values.ts'
import { setField } from '#shared/document/edit-document.ts'
import { cryptoIds } from '#shared/domain/id-source.ts'
import type { DocumentId, OrganisationId, StoreId, UserId } from '#shared/domain/ids.ts'
import type { DecisionName } from '#shared/decisions/registry.ts'
import { encodeRequest, type Cursor, type Hello, type Item } from '#shared/protocol/request.ts'
import { readKinds } from '#shared/records/kinds.ts'
import { protocolVersion } from '#shared/protocol/version.ts'
import { unpackFrames, type Unpacked } from '../../support/unpack-frames.ts'

export interface SignedIn {
  userId: UserId
  organisationId: OrganisationId
  cookie: string
}

/** The way to the nodes: a balancer that remembers nobody. */
export interface Balancer {
  /** Any node's address, whether it lives or not. */
  anyOrigin(): string
}

export interface Observer {
  /** A client learnt of the edit that set this value. */
  seen(value: string, client: SimulatedClient): void
  /** A client got a document whole, with everything in it that these clocks cover. */
  seenWhole(id: DocumentId, clocks: ReadonlyMap<number, number>, client: SimulatedClient): void
  acknowledged(edit: PendingEdit, client: SimulatedClient): void
  /** A request or a live connection failed and is tried again. */
  failed(reason: string): void
}

export interface PendingEdit {
  item: Item
  value: string
  /** `performance.now()` when the person made it. */
  madeAt: number
}

const itemsAtOnce = 100
const firstRetryMs = 100
const slowestRetryMs = 2000
const requestLimitMs = 15_000

export class SimulatedClient {
  readonly signedIn: SignedIn
  cursor: Cursor | null = null
  refused = 0
  private readonly balancer: Balancer
  private readonly observer: Observer
  private readonly storeId = cryptoIds.randomId() as StoreId
  private readonly documents = new Map<DocumentId, { doc: Y.Doc; clientId: number }>()
  private accessVersion = 1
  private number = 0
  private waiting: PendingEdit[] = []
  private exchanging: Promise<void> | null = null
  private again = false
  private failures = 0
  private socket: WebSocket | null = null
  private ended = false

  constructor(signedIn: SignedIn, balancer: Balancer, observer: Observer) {
    this.signedIn = signedIn
    this.balancer = balancer
    this.observer = observer
  }

  get unacknowledged(): number {
    return this.waiting.length
  }

  get isLive(): boolean {
    return this.socket?.readyState === WebSocket.OPEN
  }

  documentIds(): DocumentId[] {
    return [...this.documents.keys()]
  }

  fingerprint(id: DocumentId): string | null {
    const held = this.documents.get(id)
    return held ? contentFingerprint(readValues(held.doc, accountShape)) : null
  }

  /** Makes an edit and sends it without being waited for; returns its last clock and whose it is. */
  edit(id: DocumentId, field: string, value: string): { clientId: number; clock: number } {
    const held = this.documents.get(id)!
    const made = setField(held.doc, accountShape, held.clientId, field, value)
    if (!made) throw new Error('the edit changes nothing')
    const { clientId } = held
    const body = { kind: 'edit' as const, documentId: id, clientId, update: made.update, seen: [], undoes: null }
    this.queue(body, value)
    return { clientId, clock: Y.getState(held.doc.store, clientId) }
  }

  /** Sends a command without being waited for; returns its item's id. */
  command(name: DecisionName, input: unknown): Item['id'] {
    return this.queue({ kind: 'command', name, input }, '')
  }

  private queue(body: Item['body'], value: string): Item['id'] {
    const item: Item = {
      number: ++this.number,
      id: cryptoIds.randomId() as Item['id'],
      dependsOn: [],
      editedAt: Date.now(),
      baseNumber: this.cursor?.number ?? 0,
      body,
    }
    this.waiting.push({ item, value, madeAt: performance.now() })
    void this.exchange()
    return item.id
  }

  /** Resolves when nothing waits and what was new at the call is here. */
  exchange(): Promise<void> {
    this.again = true
    this.exchanging ??= this.exchangeUntilDone().finally(() => {
      this.exchanging = null
    })
    return this.exchanging
  }

  /** Follows from now on, at whatever node there is. */
  follow(): void {
    if (this.ended) return
    const origin = this.balancer.anyOrigin()
    const socket = new WebSocket(`${origin.replace('http', 'ws')}/ws`, {
      headers: { cookie: this.signedIn.cookie, origin },
      perMessageDeflate: false,
      handshakeTimeout: 5000,
    })
    this.socket = socket
    socket.on('open', () =>
      this.say({
        type: 'follow',
        userId: this.signedIn.userId,
        protocol: protocolVersion,
        kinds: readKinds,
        cursor: this.cursor,
        accessVersion: this.accessVersion,
      }),
    )
    socket.on('message', (bytes: Buffer) => {
      if (!this.take(unpackFrames(new Uint8Array(bytes)))) void this.exchange()
    })
    socket.on('error', () => socket.terminate())
    socket.on('close', (code) => {
      if (this.ended) return
      this.observer.failed(`live ${code}`)
      setTimeout(() => this.follow(), 100 + Math.random() * 500)
    })
  }

  /** Falls silent for good; the node's side of the connection ends with it. */
  end(): void {
    this.ended = true
    this.socket?.terminate()
  }

  private say(message: unknown): void {
    this.socket?.send(JSON.stringify(message))
  }

  private async exchangeUntilDone(): Promise<void> {
    while (this.again && !this.ended) {
      this.again = false
      try {
        await this.exchangeOnce()
        this.failures = 0
      } catch (error) {
        this.observer.failed(reasonOf(error))
        this.again = true
        const longest = Math.min(firstRetryMs * 2 ** this.failures++, slowestRetryMs)
        await pause(longest * (0.5 + Math.random() / 2))
      }
      if (this.waiting.length > 0) this.again = true
    }
  }

  private async exchangeOnce(): Promise<void> {
    const origin = this.balancer.anyOrigin()
    const hello: Hello = {
      type: 'hello',
      protocol: protocolVersion,
      kinds: readKinds,
      held: readKinds,
      userId: this.signedIn.userId,
      storeId: this.storeId,
      cursor: this.cursor,
      accessVersion: this.accessVersion,
      sentAt: Date.now(),
    }
    const items = this.waiting.slice(0, itemsAtOnce).map(({ item }) => item)
    const response = await fetch(`${origin}/api/sync`, {
      method: 'POST',
      headers: { cookie: this.signedIn.cookie, origin },
      body: encodeRequest(hello, items) as Uint8Array<ArrayBuffer>,
      signal: AbortSignal.timeout(requestLimitMs),
    })
    const body = new Uint8Array(await response.arrayBuffer())
    if (!response.ok) throw new Error(`answered ${response.status}`)
    const frames = unpackFrames(body)
    for (const frame of frames) if (frame.type === 'answer') this.answered(frame)
    if (!this.take(frames)) this.again = true
  }

  private answered({ number, answer }: Extract<Unpacked, { type: 'answer' }>): void {
    const edit = this.waiting.find(({ item }) => item.number === number)
    if (!edit || answer.outcome === 'later') return
    if (answer.outcome === 'fork') throw new Error('the server calls an honest device a fork')
    this.waiting = this.waiting.filter((other) => other !== edit)
    if (answer.outcome !== 'accepted') this.refused++
    else {
      this.observer.acknowledged(edit, this)
      // Kept as it was sent, it doesn't come back by the feed.
      if (answer.kept) this.observer.seen(edit.value, this)
    }
  }

  /** False when they do not follow what is here. Whatever was here already does no harm. */
  private take(frames: readonly Unpacked[]): boolean {
    let run: Unpacked[] = []
    for (const frame of frames) {
      if (frame.type === 'heartbeat') this.say({ type: 'alive' })
      else run.push(frame)
      if (frame.type !== 'cursor') continue
      if (frame.after > (this.cursor?.number ?? 0)) return false
      if (frame.cursor.number > (this.cursor?.number ?? -1)) {
        for (const taken of run) this.store(taken)
        this.cursor = frame.cursor
      }
      run = []
    }
    return true
  }

  private store(frame: Unpacked): void {
    if (frame.type === 'visible') this.accessVersion = frame.accessVersion
    else if (frame.type === 'document' && frame.record.kind === 'account')
      this.hold(frame.record.id, frame.record.state)
    else if (frame.type === 'edit') this.enter(frame)
  }

  private enter({ documentId, update }: Extract<Unpacked, { type: 'edit' }>): void {
    const held = this.documents.get(documentId)
    if (!held) return
    Y.applyUpdate(held.doc, update)
    for (const value of valuesSetBy(update)) this.observer.seen(value, this)
  }

  private hold(id: DocumentId, state: Uint8Array): void {
    const held = this.documents.get(id)
    if (held) Y.applyUpdate(held.doc, state)
    else this.documents.set(id, { doc: openDocument(accountShape, state), clientId: cryptoIds.clientId() })
    const clocks = Y.decodeStateVector(Y.encodeStateVectorFromUpdate(state))
    this.observer.seenWhole(id, clocks, this)
  }
}

/** A request's failure in a word or two: a code where there is one. */
function reasonOf(error: unknown): string {
  const { message, cause } = error as { message: string; cause?: { code?: string } }
  return `exchange ${cause?.code ?? message}`
}

/** The values that an update sets, whether they hold or not; its writer has them in the document before they come back. */
function valuesSetBy(update: Uint8Array): string[] {
  return Y.decodeUpdate(update).structs.flatMap((struct) =>
    struct instanceof Y.Item && struct.content instanceof Y.ContentAny
      ? struct.content.arr.filter((value): value is string => typeof value === 'string')
      : [],
  )
}
