/** The 24 values as an application on Hocuspocus or y-websocket keeps them: nested maps in one Y.Doc. */
import * as Y from 'yjs'
import { seededRandom } from '../../../support/seeded.ts'
import { customerValues, editOf, founderId, writerId, type Side } from '../customer-values.ts'

const root = 'customer'

/** 26 characters, like a prefixed UUID. */
export function documentName(index: number): string {
  const random = seededRandom(index * 7 + 1)
  const tail = Array.from({ length: 16 }, () => Math.floor(random() * 16).toString(16)).join('')
  return `c_${(0x10000000 + index).toString(16)}${tail}`
}

function nest(index: number): Record<string, unknown> {
  const values = customerValues(index)
  const { name, legalName, vatId, trade, street, zip, city, country, location, phone, website, notes } = values
  const { backup, monitoring, seats, firewall, sla, timezone, language, billing } = values
  return {
    company: { name, legalName, vat: vatId, industry: trade },
    address: { street, zip, city, country, geo: location },
    contact: {
      name: values.contactName.join(' '),
      email: values.contactEmail,
      phone: values.contactPhone,
      role: values.contactRole,
    },
    phone,
    website,
    notes,
    services: { backup, monitoring, m365: seats, firewall },
    settings: { sla, timezone, lang: language, billing },
  }
}

/** The document as it was made, about 1 KB. */
export function baseState(index: number): Uint8Array {
  const doc = new Y.Doc()
  doc.clientID = founderId(index)
  doc.transact(() => {
    for (const [key, value] of Object.entries(nest(index))) {
      const nested = typeof value === 'object' ? new Y.Map(Object.entries(value as object)) : value
      doc.getMap(root).set(key, nested)
    }
  })
  return Y.encodeStateAsUpdate(doc)
}

/** The update that one session of editing makes. */
export function editUpdate(state: Uint8Array, index: number, side: Side): Uint8Array {
  const { notes, contactPhone, contactEmail } = editOf(index, side)
  const doc = openState(state)
  doc.clientID = writerId(index, side)
  let made: Uint8Array | null = null
  doc.on('update', (update: Uint8Array) => (made = update))
  doc.transact(() => {
    const contact = doc.getMap(root).get('contact') as Y.Map<string>
    if (contactPhone) contact.set('phone', contactPhone)
    if (contactEmail) contact.set('email', contactEmail)
    doc.getMap(root).set('notes', notes)
  })
  return made!
}

export function openState(...updates: readonly Uint8Array[]): Y.Doc {
  const doc = new Y.Doc()
  for (const update of updates) Y.applyUpdate(doc, update)
  return doc
}

export function mergeStates(...updates: readonly Uint8Array[]): Uint8Array {
  return updates.length === 1 ? updates[0]! : Y.encodeStateAsUpdate(openState(...updates))
}

/** What a list shows of a document. */
export function readRow(doc: Y.Doc): Record<string, unknown> {
  return doc.getMap(root).toJSON()
}

export function setNotes(doc: Y.Doc, notes: string): void {
  doc.getMap(root).set('notes', notes)
}

export function readNotes(doc: Y.Doc): string {
  return String(doc.getMap(root).get('notes'))
}

/** One string for one content, whatever way it came about. */
export function contentOf(doc: Y.Doc): string {
  return JSON.stringify(sorted(readRow(doc)))
}

function sorted(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value
  return Object.entries(value)
    .toSorted(([left], [right]) => (left < right ? -1 : 1))
    .map(([key, inner]) => [key, sorted(inner)])
}

/** One string for one set of operations. */
export function vectorOf(state: Uint8Array | Y.Doc): string {
  const vector = state instanceof Y.Doc ? Y.encodeStateVector(state) : Y.encodeStateVectorFromUpdate(state)
  return [...Y.decodeStateVector(vector)].toSorted(([left], [right]) => left - right).join()
}
