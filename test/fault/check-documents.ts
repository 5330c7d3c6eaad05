/** What must hold of every stored document, whatever was sent: only what its shape knows, whole, and each writer its own. */
import * as Y from 'yjs'
import { checkPlaces } from './check-places.ts'
import { shapeOf, valueLimit, type DocumentShape } from '#shared/document/document-shape.ts'
import { contentFingerprint, openDocument, readValues, type DocumentValues } from '#shared/document/document-values.ts'
import { incarnationClientId } from '../../server/commands/incarnation-client-id.ts'
import type { Database } from '../../server/database/connection.ts'
import { readMeta } from '../../server/database/repository/meta.ts'

/** Every rule that a stored document breaks, as words; empty when all is well. */
export async function findBrokenDocuments(database: Database): Promise<string[]> {
  const documents = await database.selectFrom('document').selectAll().execute()
  const writers = await database.selectFrom('document_writer').selectAll().execute()
  // The one start of the server in whose time all this was written.
  const incarnation = await readMeta(database, 'incarnation')
  const writersOf = Map.groupBy(writers, (writer) => writer.document_id)
  return documents.flatMap((row) => {
    const shape = shapeOf(row.kind)
    const doc = openDocument(shape, row.state, [], false)
    const values = readValues(doc, shape)
    const known = new Set([
      incarnationClientId(incarnation, row),
      row.server_client_id,
      ...(writersOf.get(row.id) ?? []).map((writer) => writer.client_id),
    ])
    const foreign = [...doc.store.clients.keys()].filter((client) => !known.has(client))
    const problems = [
      ...(doc.store.pendingStructs || doc.store.pendingDs ? ['pending'] : []),
      ...foreign.map((client) => `client id ${client} is nobody's`),
      ...[...doc.share.keys()]
        .filter((name) => name !== shape.map && !Object.hasOwn(shape.texts, name))
        .map((name) => `unknown root ${name}`),
      ...wrongValues(shape, values),
      ...checkPlaces(doc, shape),
      ...(contentFingerprint(values) === contentFingerprint(JSON.parse(row.facts) as DocumentValues)
        ? []
        : ['facts are not the state']),
      ...(contentFingerprint(values) ===
      contentFingerprint(readValues(openDocument(shape, Y.encodeStateAsUpdate(doc)), shape))
        ? []
        : ['reads otherwise when it is loaded again']),
    ]
    return problems.map((problem) => `${row.id}: ${problem}`)
  })
}

function wrongValues(shape: DocumentShape, values: DocumentValues): string[] {
  return Object.entries(values).flatMap(([key, value]) => {
    const limit = shape.texts[key] ?? valueLimit(shape, key)
    if (limit === undefined) return [`unknown key ${key}`]
    if (typeof value !== 'string') return [`${key} is a ${typeof value}`]
    return value.length > limit ? [`${key} is ${value.length} characters`] : []
  })
}

/** Whether a map key's or text's next value would take: what a splice across lists, or a clock at its end, spoils. */
export function takesValues(state: Uint8Array, shape: DocumentShape): string[] {
  const doc = openDocument(shape, state)
  doc.clientID = 1
  const stuck = Object.keys(shape.fields).filter((field) => {
    doc.getMap(shape.map).set(field, 'next')
    return doc.getMap(shape.map).get(field) !== 'next'
  })
  for (const name of Object.keys(shape.texts)) {
    const text = doc.getText(name)
    text.insert(0, '<')
    text.insert(text.length, '>')
    if (!text.toString().startsWith('<') || !text.toString().endsWith('>')) stuck.push(name)
  }
  return stuck
}
