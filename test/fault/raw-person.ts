/** Somebody with a valid session who writes the wire by hand: any bytes, any frames, over real HTTP. */
import * as Y from 'yjs'
import { cryptoIds } from '#shared/domain/id-source.ts'
import type { DocumentId } from '#shared/domain/ids.ts'
import type { DocumentKind } from '#shared/domain/document/document-record.ts'
import type { RefusalCode } from '#shared/domain/refusal.ts'
import { failureSchema } from '#shared/protocol/sign-in-requests.ts'
import { encodeRequest, type Cursor, type EditBody, type Hello, type Item } from '#shared/protocol/request.ts'
import type { Answer } from '#shared/protocol/response.ts'
import { readKinds } from '#shared/records/kinds.ts'
import { protocolVersion } from '#shared/protocol/version.ts'
import { unpackFrames, type Unpacked } from '../support/unpack-frames.ts'
import type { SignedIn } from '../bench/nodes/simulated-client.ts'

export interface RawReply {
  status: number
  /** Why the whole request was refused. */
  code: RefusalCode | null
  answers: Answer[]
}

export class RawPerson {
  readonly signedIn: SignedIn
  readonly origin: string
  readonly storeId = cryptoIds.randomId()
  /** Whole states, as pulled. */
  readonly states = new Map<DocumentId, { kind: DocumentKind; state: Uint8Array }>()
  private cursor: Cursor | null = null
  private accessVersion = 1
  private number = 0

  constructor(signedIn: SignedIn, origin: string) {
    this.signedIn = signedIn
    this.origin = origin
  }

  hello(change: Partial<Hello> = {}): Hello {
    return {
      type: 'hello',
      protocol: protocolVersion,
      kinds: readKinds,
      held: readKinds,
      userId: this.signedIn.userId,
      storeId: this.storeId as Hello['storeId'],
      cursor: this.cursor,
      accessVersion: this.accessVersion,
      sentAt: Date.now(),
      ...change,
    }
  }

  edit(documentId: DocumentId, clientId: number, update: Uint8Array, change: Partial<EditBody> = {}): Item {
    return this.item({ kind: 'edit', documentId, clientId, update, seen: [], undoes: null, ...change })
  }

  item(body: unknown): Item {
    return {
      number: ++this.number,
      id: cryptoIds.randomId() as Item['id'],
      dependsOn: [],
      editedAt: Date.now(),
      baseNumber: 0,
      body: body as Item['body'],
    }
  }

  /** A request with this session and these headers, whatever its body is. */
  async post(body: BodyInit, headers: Record<string, string> = {}): Promise<Response> {
    return fetch(`${this.origin}/api/sync`, {
      method: 'POST',
      headers: { cookie: this.signedIn.cookie, origin: this.origin, ...headers },
      body,
    })
  }

  async exchange(items: readonly Item[]): Promise<RawReply> {
    return this.send(encodeRequest(this.hello(), items))
  }

  /** Sends bytes as they are and keeps what comes back. */
  async send(bytes: Uint8Array, headers: Record<string, string> = {}): Promise<RawReply> {
    const response = await this.post(bytes as Uint8Array<ArrayBuffer>, headers)
    const body = new Uint8Array(await response.arrayBuffer())
    if (!response.ok) {
      const { error } = failureSchema.parse(JSON.parse(new TextDecoder().decode(body)))
      return { status: response.status, code: error.code, answers: [] }
    }
    const frames = unpackFrames(body)
    for (const frame of frames) this.take(frame)
    const answers = frames.flatMap((frame) => (frame.type === 'answer' ? [frame.answer] : []))
    return { status: response.status, code: null, answers }
  }

  private take(frame: Unpacked): void {
    if (frame.type === 'visible' || frame.type === 'snapshot-begin') this.accessVersion = frame.accessVersion
    else if (frame.type === 'cursor') this.cursor = frame.cursor
    else if (frame.type === 'document')
      this.states.set(frame.record.id, { kind: frame.record.kind, state: frame.record.state })
    else if (frame.type === 'edit') {
      const held = this.states.get(frame.documentId)!
      const doc = new Y.Doc()
      Y.applyUpdate(doc, held.state)
      Y.applyUpdate(doc, frame.update)
      held.state = Y.encodeStateAsUpdate(doc)
    }
  }
}

/** The code of a refused answer, or its outcome. */
export function outcomeOf(answer: Answer | undefined): string {
  return answer?.outcome === 'refused' ? answer.code : (answer?.outcome ?? 'no answer')
}
