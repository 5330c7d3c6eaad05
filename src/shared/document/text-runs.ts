/**
 * Reading a Y.Text character by character: who typed each run, what lies to its left, and where a
 * character is now. Positions survive other people's typing because they are ids, not indexes.
 */
import * as Y from 'yjs'
import type { CharacterId, TextRun } from '../domain/facts/activity-entry.ts'

interface Piece {
  client: number
  clock: number
  length: number
  deleted: boolean
  /** Null when the characters are gone (collected tombstones). */
  text: string | null
}

function* pieces(text: Y.Text): Generator<Piece> {
  for (let item = text._start; item !== null; item = item.right) {
    const content = item.content instanceof Y.ContentString ? item.content.str : null
    yield { client: item.id.client, clock: item.id.clock, length: item.length, deleted: item.deleted, text: content }
  }
}

export function sameCharacter(left: CharacterId | null, right: CharacterId | null): boolean {
  return left === null || right === null ? left === right : left.client === right.client && left.clock === right.clock
}

/** The visible index just right of `after` (null: the start), or null when that character was never here. */
export function indexAfter(text: Y.Text, after: CharacterId | null): number | null {
  if (after === null) return 0
  let index = 0
  for (const piece of pieces(text)) {
    const offset = after.clock - piece.clock
    const inside = piece.client === after.client && offset >= 0 && offset < piece.length
    if (inside) return piece.deleted ? index : index + offset + 1
    if (!piece.deleted) index += piece.length
  }
  return null
}

/** The id of the visible character left of `index`, null at the start. */
export function characterBefore(text: Y.Text, index: number): CharacterId | null {
  let left = index
  let last: CharacterId | null = null
  for (const piece of pieces(text)) {
    if (piece.deleted) continue
    if (left === 0) return last
    const taken = Math.min(left, piece.length)
    last = { client: piece.client, clock: piece.clock + taken - 1 }
    left -= taken
  }
  return last
}

/** The visible characters of `[index, index + length)` as runs, with what lies left of each. */
export function visibleRuns(text: Y.Text, index: number, length: number): TextRun[] {
  const runs: TextRun[] = []
  let position = 0
  let after: CharacterId | null = null
  for (const piece of pieces(text)) {
    if (piece.deleted) continue
    const from = Math.max(index - position, 0)
    const to = Math.min(index + length - position, piece.length)
    if (from < to) {
      const left: CharacterId | null = from > 0 ? { client: piece.client, clock: piece.clock + from - 1 } : after
      runs.push({
        id: { client: piece.client, clock: piece.clock + from },
        after: left,
        text: (piece.text ?? '').slice(from, to),
      })
    }
    position += piece.length
    after = { client: piece.client, clock: piece.clock + piece.length - 1 }
    if (position >= index + length) break
  }
  return runs
}

/** How far each visible character of `run` is from the start now: `[index, length]` pairs, rightmost first. */
export function visibleSpans(text: Y.Text, id: CharacterId, length: number): [index: number, length: number][] {
  const spans: [number, number][] = []
  let position = 0
  for (const piece of pieces(text)) {
    if (piece.deleted) continue
    const from = Math.max(id.clock, piece.clock)
    const to = Math.min(id.clock + length, piece.clock + piece.length)
    if (piece.client === id.client && from < to) spans.unshift([position + from - piece.clock, to - from])
    position += piece.length
  }
  return spans
}

/**
 * Where every character of a text stood, visible or deleted: what {@link textDifference} compares.
 * Run it on a document opened with `gc` off, so that what an update deletes can still be read.
 */
export type TextSnapshot = { visible: Map<string, string> }

function key(client: number, clock: number): string {
  return `${client}:${clock}`
}

export function snapshotText(text: Y.Text): TextSnapshot {
  const visible = new Map<string, string>()
  for (const piece of pieces(text)) {
    if (piece.deleted || piece.text === null) continue
    for (let offset = 0; offset < piece.length; offset++)
      visible.set(key(piece.client, piece.clock + offset), piece.text[offset]!)
  }
  return { visible }
}

function extend(runs: TextRun[], after: CharacterId | null, id: CharacterId, character: string): void {
  const run = runs.at(-1)
  const continues =
    run &&
    run.id.client === id.client &&
    run.id.clock + run.text.length === id.clock &&
    sameCharacter(after, { client: id.client, clock: id.clock - 1 })
  if (continues) run.text += character
  else runs.push({ id, after, text: character })
}

/** What came and what went between `before` and the text now, as runs in document order. */
export function textDifference(before: TextSnapshot, text: Y.Text): { inserted: TextRun[]; deleted: TextRun[] } {
  const inserted: TextRun[] = []
  const deleted: TextRun[] = []
  let after: CharacterId | null = null
  for (const piece of pieces(text)) {
    // Collected tombstones were gone before; going through them would make an edit as slow as all that was ever typed.
    if (piece.text === null) {
      after = { client: piece.client, clock: piece.clock + piece.length - 1 }
      continue
    }
    for (let offset = 0; offset < piece.length; offset++) {
      const id = { client: piece.client, clock: piece.clock + offset }
      const had = before.visible.get(key(id.client, id.clock))
      if (!piece.deleted && had === undefined) extend(inserted, after, id, piece.text[offset]!)
      if (piece.deleted && had !== undefined) extend(deleted, after, id, had)
      after = id
    }
  }
  return { inserted, deleted }
}
