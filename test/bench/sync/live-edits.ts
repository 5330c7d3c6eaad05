/**
 * The live lane's work: 50 clients hold the same 20 documents open and write their notes in turn, 50 times a
 * second all together. Every edit is timed on each other client at the arrival of the message that brings it.
 */
import { setTimeout as wait } from 'node:timers/promises'
import { latenciesOf, type Latencies } from './processes/device-process.ts'
import { live } from './plan.ts'

export interface LiveClient {
  /** Writes the notes of a document, and sends them. */
  write(document: number, notes: string): void
  readNotes(document: number): string
}

const settleMs = 3000
const arriveWithinMs = 1500

/** Which document the edit with this number is of, and what it writes. */
const documentOf = (edit: number) => (edit * 7) % live.documents
const textOf = (edit: number) => `edit ${edit} by ${edit % live.clients}`

/** What a document's notes must be when all is over. */
export function lastNotes(document: number): string {
  for (let edit = live.edits - 1; ; edit--) if (documentOf(edit) === document) return textOf(edit)
}

export class LiveEdits {
  private readonly sentAt = new Map<string, number>()
  private readonly seen = new Set<string>()
  private readonly latencies: number[] = []

  /** A client got these notes from somebody else. */
  saw(client: number, notes: string, at: number): void {
    const sentAt = this.sentAt.get(notes)
    const key = `${client}: ${notes}`
    if (sentAt === undefined || this.seen.has(key)) return
    this.seen.add(key)
    this.latencies.push(at - sentAt)
  }

  /** Lets what opening caused come to rest. */
  async settle(): Promise<void> {
    await wait(settleMs)
  }

  async run(clients: readonly LiveClient[]): Promise<void> {
    const startedAt = performance.now()
    for (let edit = 0; edit < live.edits; edit++) {
      const notes = textOf(edit)
      this.sentAt.set(notes, performance.now())
      clients[edit % clients.length]!.write(documentOf(edit), notes)
      const pause = startedAt + (edit + 1) * live.everyMs - performance.now()
      if (pause > 0) await wait(pause)
    }
    const expected = live.edits * (clients.length - 1)
    for (let before = -1; before < this.seen.size && this.seen.size < expected;) {
      before = this.seen.size
      await wait(arriveWithinMs)
    }
  }

  summary(): Latencies {
    return latenciesOf(this.latencies)
  }

  check(clients: readonly LiveClient[]): string[] {
    const expected = live.edits * (clients.length - 1)
    const problems: string[] = []
    // An edit can be written over before it is sent on.
    if (this.latencies.length < 0.95 * expected)
      problems.push(`${this.latencies.length} of ${expected} edits were seen`)
    for (let document = 0; document < live.documents; document++) {
      const wrong = clients.filter((client) => client.readNotes(document) !== lastNotes(document)).length
      if (wrong > 0) problems.push(`document ${document} differs on ${wrong} clients`)
    }
    return problems.slice(0, 5)
  }
}
