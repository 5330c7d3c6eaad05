/** Fifty Tandem devices of fifty people: each sends its edits by `/api/sync` and follows `/ws`, its documents open. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import * as Y from 'yjs'
import { accountShape } from '#shared/document/document-shape.ts'
import { openDocument } from '#shared/document/document-values.ts'
import { replaceText } from '#shared/document/edit-document.ts'
import type { DocumentId } from '#shared/domain/ids.ts'
import { protocolVersion } from '#shared/protocol/version.ts'
import { arrivedAt, ArrivalSocket, socketTraffic } from '../wire/counting-socket.ts'
import { serveJob, type Job, type PreparedClient, type Traffic } from '../processes/device-process.ts'
import { HttpWire } from '../wire/http-wire.ts'
import { LiveEdits, type LiveClient } from '../live-edits.ts'
import { live } from '../plan.ts'
import { BenchDevice, StoredStates, type DocumentShelf } from './bench-device.ts'
import { exchange } from './exchange.ts'
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
  private readonly wire: HttpWire
  private readonly place: number
  private number = 0
  private readAt = 0

  constructor(port: number, person: Person, place: number, stored: Stored, edits: LiveEdits) {
    this.documents = new OpenDocuments((notes) => edits.saw(place, notes, this.readAt))
    this.device = new BenchDevice(person, this.documents)
    this.device.cursor = stored.device.cursor
    this.device.accessVersion = stored.device.accessVersion
    for (let document = 0; document < live.documents; document++)
      this.documents.put(documentIdOf(document), stored.states.get(documentIdOf(document))!)
    this.wire = new HttpWire(port)
    this.place = place
  }

  follow(port: number): Promise<void> {
    const { device, wire } = this
    const headers = { cookie: device.person.cookie, origin: wire.origin }
    const socket = new ArrivalSocket(`ws://127.0.0.1:${port}/ws`, [], { headers })
    const reader = device.reader()
    socket.on('message', (bytes: Buffer) => {
      this.readAt = arrivedAt()
      reader.push(bytes)
    })
    return new Promise((resolve, reject) => {
      socket.on('error', reject)
      socket.on('close', (code) => reject(new Error(`the live lane was closed with ${code}`)))
      socket.on('open', () => {
        const { cursor, accessVersion, person } = device
        socket.send(
          JSON.stringify({ type: 'follow', userId: person.userId, protocol: protocolVersion, cursor, accessVersion }),
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
    void exchange(this.device, this.wire, [item], { record: () => (this.readAt = performance.now()) })
  }

  readNotes(document: number): string {
    return this.documents.docs.get(documentIdOf(document))!.getText('notes').toString()
  }

  traffic(): Traffic {
    return this.wire.traffic()
  }
}

function sum(all: readonly Traffic[]): Traffic {
  return all.reduce((left, right) => ({
    upBytes: left.upBytes + right.upBytes,
    downBytes: left.downBytes + right.downBytes,
    messages: left.messages + right.messages,
  }))
}

async function prepare({ port, seeds }: Job): Promise<PreparedClient> {
  const [traveller, , ...others] = readPeople(seeds)
  const shelf = new StoredStates()
  const device = new BenchDevice(traveller, shelf)
  device.reader().push(readFileSync(join(seeds, storedFramesFile)))
  const stored: Stored = { device, states: shelf.states }
  const edits = new LiveEdits()
  const clients = others
    .slice(0, live.clients)
    .map((person, place) => new LiveDevice(port, person, place, stored, edits))
  for (const client of clients) await client.follow(port)
  await edits.settle()
  return {
    run: () => edits.run(clients),
    latencies: () => edits.summary(),
    traffic: () => sum([socketTraffic(), ...clients.map((client) => client.traffic())]),
    check: () => edits.check(clients),
  }
}

await serveJob(prepare)
