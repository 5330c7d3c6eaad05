/** Fifty Tandem devices of fifty people: each follows `/ws` and sends its edits on it, its documents open. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import * as Y from 'yjs'
import { accountShape } from '#shared/document/document-shape.ts'
import { openDocument } from '#shared/document/document-values.ts'
import { replaceText } from '#shared/document/edit-document.ts'
import type { DocumentId } from '#shared/domain/ids.ts'
import type { Item } from '#shared/protocol/request.ts'
import { readKinds } from '#shared/records/kinds.ts'
import { protocolVersion } from '#shared/protocol/version.ts'
import { arrivedAt, ArrivalSocket, socketTraffic } from '../wire/counting-socket.ts'
import { serveJob, type Job, type PreparedClient } from '../processes/device-process.ts'
import { LiveEdits, type LiveClient } from '../live-edits.ts'
import { live } from '../plan.ts'
import { BenchDevice, StoredStates, type DocumentShelf } from './bench-device.ts'
import { documentIdOf } from './layout.ts'
import { readPeople, type Person } from './people.ts'
import { editItem } from './queued-edits.ts'
import { storedFramesFile } from './seed-files.ts'

/** Documents that are open on a screen: an update goes into the open one. */
class OpenDocuments implements DocumentShelf {
  readonly docs = new Map<DocumentId, Y.Doc>()
  private readonly merged: (notes: string) => void

  constructor(merged: (notes: string) => void) {
    this.merged = merged
  }

  put(id: DocumentId, state: Uint8Array): void {
    this.docs.set(id, openDocument(accountShape, state))
  }

  advance(id: DocumentId, update: Uint8Array): null {
    const doc = this.docs.get(id)!
    Y.applyUpdate(doc, update)
    this.merged(doc.getText('notes').toString())
    return null
  }

  delete(id: DocumentId): void {
    this.docs.delete(id)
  }
}

/** What every device had stored before; only the live lane's documents are taken from it. */
interface Stored {
  device: BenchDevice
  states: StoredStates['states']
}

class LiveDevice implements LiveClient {
  private readonly device: BenchDevice
  private readonly documents: OpenDocuments
  private readonly place: number
  private socket: ArrivalSocket | null = null
  private number = 0
  private readAt = 0
  private readonly waiting: Item[] = []
  /** How many items the server has been sent, in all. */
  private sent = 0

  constructor(person: Person, place: number, stored: Stored, edits: LiveEdits) {
    this.documents = new OpenDocuments((notes) => edits.saw(place, notes, this.readAt))
    this.device = new BenchDevice(person, this.documents)
    this.device.cursor = stored.device.cursor
    this.device.accessVersion = stored.device.accessVersion
    for (let document = 0; document < live.documents; document++)
      this.documents.put(documentIdOf(document), stored.states.get(documentIdOf(document))!)
    this.place = place
  }

  follow(port: number): Promise<void> {
    const { device } = this
    const headers = { cookie: device.person.cookie, origin: `http://127.0.0.1:${port}` }
    const socket = new ArrivalSocket(`ws://127.0.0.1:${port}/ws`, [], { headers })
    this.socket = socket
    const reader = device.reader()
    socket.on('message', (bytes: Buffer) => {
      this.readAt = arrivedAt()
      reader.push(bytes)
      this.flush()
    })
    return new Promise((resolve, reject) => {
      socket.on('error', reject)
      socket.on('close', (code) => reject(new Error(`the live lane was closed with ${code}`)))
      socket.on('open', () => {
        const { cursor, accessVersion, person } = device
        socket.send(
          JSON.stringify({
            type: 'follow',
            userId: person.userId,
            protocol: protocolVersion,
            kinds: readKinds,
            cursor,
            accessVersion,
          }),
        )
        resolve()
      })
    })
  }

  write(document: number, notes: string): void {
    const documentId = documentIdOf(document)
    const doc = this.documents.docs.get(documentId)!
    const clientId = 0x50000000 + this.place * 1000 + document
    const edit = replaceText(doc, clientId, 'notes', this.readNotes(document), notes)!
    const item = editItem(edit, {
      number: ++this.number,
      documentId,
      clientId,
      editedAt: Date.now(),
      baseNumber: this.device.cursor!.number,
    })
    this.waiting.push(item)
    this.flush()
  }

  /** What waits goes together, when what went before is answered: as the engine does it. */
  private flush(): void {
    if (this.waiting.length === 0 || this.device.accepted < this.sent) return
    const items = this.waiting.splice(0)
    this.sent += items.length
    this.socket!.send(this.device.body(items))
  }

  readNotes(document: number): string {
    return this.documents.docs.get(documentIdOf(document))!.getText('notes').toString()
  }
}

async function prepare({ port, seeds }: Job): Promise<PreparedClient> {
  const [traveller, , ...others] = readPeople(seeds)
  const shelf = new StoredStates()
  const device = new BenchDevice(traveller, shelf)
  device.reader().push(readFileSync(join(seeds, storedFramesFile)))
  const stored: Stored = { device, states: shelf.states }
  const edits = new LiveEdits()
  const clients = others.slice(0, live.clients).map((person, place) => new LiveDevice(person, place, stored, edits))
  for (const client of clients) await client.follow(port)
  await edits.settle()
  return {
    run: () => edits.run(clients),
    latencies: () => edits.summary(),
    traffic: socketTraffic,
    check: () => edits.check(clients),
  }
}

await serveJob(prepare)
