/**
 * Making edits: from what a person means to a Yjs update. Every edit is made on a document whose client
 * id was set by the caller after loading (DOC5) and yields one V1 update plus its intents.
 */
import * as Y from 'yjs'
import type { CharacterId, TextRun } from '../domain/document/change-record.ts'
import {
  carryChange,
  changeAtOnePlace,
  changeBetween,
  isNoChange,
  wellFormed,
  type TextChange,
} from '../domain/document/text-change.ts'
import { isText, type DocumentShape } from './document-shape.ts'
import { fieldMap, readField } from './document-values.ts'
import type { Intent, TextIntent } from '../domain/document/intent.ts'
import { characterBefore, indexAfter, visibleRuns, visibleSpans } from './text-runs.ts'

export interface Edit {
  update: Uint8Array
  intents: Intent[]
}

/** Old character ids → the ids they got when an edit was made again elsewhere. */
export type CharacterMoves = { from: CharacterId; to: CharacterId; length: number }[]

/** Whether the document has, or had, this character. */
export function hasCharacter(doc: Y.Doc, { client, clock }: CharacterId): boolean {
  return clock < Y.getState(doc.store, client)
}

/** Runs `mutate` in one transaction as `clientId`; null when it changed nothing. */
export function captureEdit(doc: Y.Doc, clientId: number, mutate: () => Intent[]): Edit | null {
  doc.clientID = clientId
  const updates: Uint8Array[] = []
  const collect = (update: Uint8Array) => updates.push(update)
  doc.on('update', collect)
  let intents: Intent[] = []
  doc.transact((transaction) => {
    if (transaction.doc.clientID !== clientId) throw new Error('Yjs switched the client id')
    intents = mutate()
  })
  doc.off('update', collect)
  return updates.length === 0 ? null : { update: updates.length === 1 ? updates[0]! : Y.mergeUpdates(updates), intents }
}

/** Sets one field; an equal value is no edit. */
export function setField(
  doc: Y.Doc,
  shape: DocumentShape,
  clientId: number,
  field: string,
  typed: string,
): Edit | null {
  const before = readField(doc, shape, field)
  const value = wellFormed(typed)
  if (before === value) return null
  return captureEdit(doc, clientId, () => {
    fieldMap(doc, shape).set(field, value)
    return [{ kind: 'set', field, before, after: value }]
  })
}

/** Half a character that an older app kept becomes the sign for one, of the same length: Yjs's bytes can't hold it. */
function insertRun(doc: Y.Doc, text: Y.Text, index: number, run: string): TextRun {
  const content = run.toWellFormed()
  const id = { client: doc.clientID, clock: Y.getState(doc.store, doc.clientID) }
  const after = characterBefore(text, index)
  text.insert(index, content)
  return { id, after, text: content }
}

/**
 * Makes a text what the person typed: `seen` is what they saw before, `value` after it, `own` what they did in between,
 * where that is known better than from the two. What others changed meanwhile stays where it is.
 */
export function replaceText(
  doc: Y.Doc,
  clientId: number,
  field: string,
  seen: string,
  value: string,
  own: TextChange = changeAtOnePlace(seen, wellFormed(value)),
): Edit | null {
  const text = doc.getText(field)
  const now = text.toString()
  const change = now === seen ? own : carryChange(own, changeBetween(seen, now), 'first')
  if (isNoChange(change)) return null
  return captureEdit(doc, clientId, () => {
    const intent: TextIntent = { kind: 'text', field, inserted: [], deleted: [] }
    let index = 0
    for (const [kind, part] of change) {
      if (kind === -1) {
        intent.deleted.push(...visibleRuns(text, index, part.length))
        text.delete(index, part.length)
        continue
      }
      if (kind === 1) intent.inserted.push(insertRun(doc, text, index, part))
      index += part.length
    }
    return [intent]
  })
}

/** Under which id a character stands now. */
export function movedCharacter(id: CharacterId | null, moves: CharacterMoves): CharacterId | null {
  if (id === null) return null
  const move = moves.findLast(
    ({ from, length }) => from.client === id.client && id.clock >= from.clock && id.clock < from.clock + length,
  )
  return move ? { client: move.to.client, clock: move.to.clock + id.clock - move.from.clock } : id
}

/** The characters of a run under the ids they have now; neighbours whose ids follow each other stay together. */
function stretches(run: TextRun, moves: CharacterMoves): { id: CharacterId; length: number }[] {
  const found: { id: CharacterId; length: number }[] = []
  for (let offset = 0; offset < run.text.length; offset++) {
    const id = movedCharacter({ client: run.id.client, clock: run.id.clock + offset }, moves)!
    const last = found.at(-1)
    if (last && last.id.client === id.client && last.id.clock + last.length === id.clock) last.length++
    else found.push({ id, length: 1 })
  }
  return found
}

/** Deletes what is still visible of a stretch, from the right so that the indexes hold; returns it in document order. */
function removeVisible(text: Y.Text, id: CharacterId, length: number): TextRun[] {
  const removed: TextRun[] = []
  for (const [index, size] of visibleSpans(text, id, length)) {
    removed.unshift(...visibleRuns(text, index, size))
    text.delete(index, size)
  }
  return removed
}

function replayText(doc: Y.Doc, intent: TextIntent, moves: CharacterMoves): TextIntent {
  const text = doc.getText(intent.field)
  const deleted = intent.deleted
    .flatMap((run) => stretches(run, moves))
    .flatMap(({ id, length }) => removeVisible(text, id, length))
  const inserted = intent.inserted.map((run) => {
    const index = indexAfter(text, movedCharacter(run.after, moves)) ?? text.length
    const again = insertRun(doc, text, index, run.text)
    moves.push({ from: run.id, to: again.id, length: run.text.length })
    return again
  })
  return { kind: 'text', field: intent.field, inserted, deleted }
}

/**
 * Makes the edit of `intents` again on this document. `moves` carries the new ids of earlier replayed
 * text from edit to edit, so that typing after one's own unsent typing lands where it was.
 */
export function replayIntents(
  doc: Y.Doc,
  shape: DocumentShape,
  clientId: number,
  intents: readonly Intent[],
  moves: CharacterMoves,
): Edit | null {
  return captureEdit(doc, clientId, () =>
    intents.map((intent) => {
      if (intent.kind === 'text') return replayText(doc, intent, moves)
      const before = readField(doc, shape, intent.field)
      const after = intent.after.toWellFormed()
      if (before !== after) fieldMap(doc, shape).set(intent.field, after)
      return { ...intent, before, after }
    }),
  )
}

/** A new document with these values as its first edit. Fields without a value are not set, but a document needs an edit to begin: the first field is. */
export function createDocument(shape: DocumentShape, clientId: number, values: Readonly<Record<string, string>>): Edit {
  const doc = new Y.Doc()
  const first = Object.keys(shape.fields)[0]
  const edit = captureEdit(doc, clientId, () => {
    const intents: Intent[] = []
    for (const [field, typed] of Object.entries(values)) {
      const value = wellFormed(typed)
      if (value === '' && field !== first) continue
      if (isText(shape, field))
        intents.push({ kind: 'text', field, deleted: [], inserted: [insertRun(doc, doc.getText(field), 0, value)] })
      else {
        fieldMap(doc, shape).set(field, value)
        intents.push({ kind: 'set', field, before: '', after: value })
      }
    }
    return intents
  })
  if (!edit) throw new Error('a document begins with a value for its first field')
  return edit
}
