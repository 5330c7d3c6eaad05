/** A device that edits: what it would have queued, as the body of an exchange or of a message on the live lane. */
import type * as Y from 'yjs'
import { accountShape } from '#shared/document/document-shape.ts'
import { openDocument, readField } from '#shared/document/document-values.ts'
import { replaceText, setField, type Edit } from '#shared/document/edit-document.ts'
import type { DocumentId, ItemId, StoreId } from '#shared/domain/ids.ts'
import { encodeRequest, type Cursor, type EditBody, type Hello, type Item } from '#shared/protocol/request.ts'
import { protocolVersion } from '#shared/protocol/version.ts'
import { feedHead } from '../database/feed.ts'
import type { Services } from '../services.ts'
import type { PracticeDocument, PracticePerson } from './practice-organisation.ts'

interface OpenDocument {
  id: DocumentId
  doc: Y.Doc
  clientId: number
}

export class PracticeDevice {
  readonly person: PracticePerson
  private readonly services: Services
  private readonly storeId: StoreId
  private readonly documents: readonly OpenDocument[]
  private number = 0

  constructor(services: Services, person: PracticePerson, documents: readonly PracticeDocument[]) {
    this.services = services
    this.person = person
    this.storeId = services.ids.randomId() as StoreId
    this.documents = documents.map(({ id, state }) => {
      return { id, doc: openDocument(accountShape, state), clientId: services.ids.clientId() }
    })
  }

  /** Where its feed stands now. It need not have read that far: what others changed merges on the server. */
  findPlace(): Promise<Cursor> {
    return feedHead(this.services.database, this.person.organisationId)
  }

  /** `count` new edits, each of the next document, and the question what came after `cursor`; null asks for everything. */
  makeBody(cursor: Cursor | null, count: number): Uint8Array {
    const { services, storeId } = this
    const { userId } = this.person
    const sentAt = services.clock.now()
    const hello: Hello = {
      type: 'hello',
      protocol: protocolVersion,
      userId,
      storeId,
      cursor,
      accessVersion: 1,
      sentAt,
    }
    const items = Array.from({ length: count }, (): Item => {
      const number = ++this.number
      return {
        number,
        id: services.ids.randomId() as ItemId,
        dependsOn: [],
        editedAt: sentAt - 1000,
        baseNumber: cursor?.number ?? 0,
        body: this.makeEdit(number),
      }
    })
    return encodeRequest(hello, items)
  }

  /** By turns a field and the notes, as people do. */
  private makeEdit(number: number): EditBody {
    const { id, doc, clientId } = this.documents[number % this.documents.length]!
    const seen = { field: 'city', value: readField(doc, accountShape, 'city') }
    const isField = number % 2 === 0
    const edit = isField
      ? setField(doc, accountShape, clientId, seen.field, `City ${number}`)
      : addNote(doc, clientId, `Called again, ${number}.`)
    return {
      kind: 'edit',
      documentId: id,
      clientId,
      update: edit!.update,
      seen: isField ? [seen] : [],
      undoes: null,
    }
  }
}

/** Long notes lose their end, so that documents stay as small as people's. */
function addNote(doc: Y.Doc, clientId: number, note: string): Edit | null {
  const notes = doc.getText('notes').toString()
  return replaceText(doc, clientId, 'notes', notes, `${notes.slice(0, 100)} ${note}`)
}
