/** A device that only pushes: it makes batches of edits ahead of time and waits for the answer to each. */
import * as Y from 'yjs'
import { accountShape } from '#shared/document/document-shape.ts'
import { contentFingerprint, openDocument, readValues } from '#shared/document/document-values.ts'
import { setField } from '#shared/document/edit-document.ts'
import { cryptoIds } from '#shared/domain/id-source.ts'
import type { DocumentId, StoreId } from '#shared/domain/ids.ts'
import { encodeRequest, type Cursor, type Hello, type Item } from '#shared/protocol/request.ts'
import { readKinds } from '#shared/records/kinds.ts'
import { protocolVersion } from '#shared/protocol/version.ts'
import { unpackFrames, type Unpacked } from '../../support/unpack-frames.ts'
import type { SignedIn } from '../nodes/simulated-client.ts'
import { editItem } from '../sync/tandem/queued-edits.ts'

/** Fields that any text fits. */
const fields = ['city', 'state', 'address1', 'address2'] as const

export class PushingDevice {
  private readonly origin: string
  private readonly person: SignedIn
  private readonly storeId = cryptoIds.randomId() as StoreId
  private readonly documents = new Map<DocumentId, { doc: Y.Doc; clientId: number }>()
  private cursor: Cursor | null = null
  private accessVersion = 1
  private made = 0

  constructor(origin: string, person: SignedIn) {
    this.origin = origin
    this.person = person
  }

  /** Gets everything there is. */
  async pull(): Promise<void> {
    for (const frame of await this.exchange([])) {
      if (frame.type !== 'document' || frame.record.kind !== 'account') continue
      const doc = openDocument(accountShape, frame.record.state)
      this.documents.set(frame.record.id, { doc, clientId: cryptoIds.clientId() })
    }
  }

  /** Edits all over the documents, in turn. */
  makeBatch(size: number): Item[] {
    const documents = [...this.documents]
    return Array.from({ length: size }, () => {
      const number = ++this.made
      const [documentId, { doc, clientId }] = documents[number % documents.length]!
      const field = fields[Math.floor(number / documents.length) % fields.length]!
      const edit = setField(doc, accountShape, clientId, field, `edit ${number} of ${this.storeId}`)!
      return editItem(edit, {
        number,
        documentId,
        clientId,
        editedAt: Date.now(),
        baseNumber: this.cursor!.number,
      })
    })
  }

  /** Resolves when every item is committed; rejects when one isn't. */
  async push(items: readonly Item[]): Promise<void> {
    const answers = (await this.exchange(items)).filter((frame) => frame.type === 'answer')
    const wrong = answers.find(({ answer }) => answer.outcome !== 'accepted')
    if (wrong) throw new Error(`an edit was answered ${JSON.stringify(wrong.answer)}`)
    if (answers.length !== items.length) throw new Error(`${answers.length} answers to ${items.length} edits`)
  }

  /** What each document holds, to be compared. */
  fingerprints(): Map<DocumentId, string> {
    const entries = [...this.documents].map(
      ([id, { doc }]) => [id, contentFingerprint(readValues(doc, accountShape))] as const,
    )
    return new Map(entries)
  }

  private async exchange(items: readonly Item[]): Promise<Unpacked[]> {
    const hello: Hello = {
      type: 'hello',
      protocol: protocolVersion,
      kinds: readKinds,
      held: readKinds,
      userId: this.person.userId,
      storeId: this.storeId,
      cursor: this.cursor,
      accessVersion: this.accessVersion,
      sentAt: Date.now(),
    }
    const response = await fetch(`${this.origin}/api/sync`, {
      method: 'POST',
      headers: { cookie: this.person.cookie, origin: this.origin },
      body: encodeRequest(hello, items) as Uint8Array<ArrayBuffer>,
    })
    const body = new Uint8Array(await response.arrayBuffer())
    if (!response.ok) throw new Error(`the server answered ${response.status}`)
    const frames = unpackFrames(body)
    for (const frame of frames) {
      if (frame.type === 'cursor') this.cursor = frame.cursor
      if (frame.type === 'visible' || frame.type === 'snapshot-begin') this.accessVersion = frame.accessVersion
    }
    return frames
  }
}
