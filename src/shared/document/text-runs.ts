/**
 * Reading a Y.Text character by character: who typed each run, what lies to its left, and where a
 * character is now. Positions survive other people's typing because they are ids, not indexes.
 */
import * as Y from 'yjs'
import type { CharacterId, TextRun } from '../domain/document/change-record.ts'

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

interface Span {
  clock: number
  text: string
}

/** The visible characters of a text by who typed them, each writer's in the order of their clocks. */
export type TextSnapshot = ReadonlyMap<number, readonly Span[]>

export function snapshotText(text: Y.Text): TextSnapshot {
  const spans = new Map<number, Span[]>()
  for (const piece of pieces(text)) {
    if (piece.deleted || piece.text === null) continue
    const known = spans.get(piece.client) ?? []
    known.push({ clock: piece.clock, text: piece.text })
    spans.set(piece.client, known)
  }
  for (const known of spans.values()) known.sort((left, right) => left.clock - right.clock)
  return spans
}

/** What of `spans` lies in `[clock, clock + length)`, by clock. A text may be of as many pieces as it has letters. */
function* overlaps(spans: readonly Span[], clock: number, length: number): Generator<Span> {
  let low = 0
  for (let high = spans.length; low < high;) {
    const middle = (low + high) >> 1
    const span = spans[middle]!
    if (span.clock + span.text.length <= clock) low = middle + 1
    else high = middle
  }
  for (let place = low; place < spans.length && spans[place]!.clock < clock + length; place++) {
    const span = spans[place]!
    const from = Math.max(clock, span.clock)
    const to = Math.min(clock + length, span.clock + span.text.length)
    yield { clock: from, text: span.text.slice(from - span.clock, to - span.clock) }
  }
}

/** What of a piece's text is not in `spans`. */
function* gaps(spans: readonly Span[], { clock, text }: Span): Generator<Span> {
  let from = clock
  for (const known of overlaps(spans, clock, text.length)) {
    if (known.clock > from) yield { clock: from, text: text.slice(from - clock, known.clock - clock) }
    from = known.clock + known.text.length
  }
  if (from < clock + text.length) yield { clock: from, text: text.slice(from - clock) }
}

function extend(runs: TextRun[], after: CharacterId | null, id: CharacterId, text: string): void {
  const run = runs.at(-1)
  const continues =
    run &&
    run.id.client === id.client &&
    run.id.clock + run.text.length === id.clock &&
    sameCharacter(after, { client: id.client, clock: id.clock - 1 })
  if (continues) run.text += text
  else runs.push({ id, after, text })
}

/** What came and what went between `before` and the text now, as runs in document order, also where tombstones were collected. */
export function textDifference(before: TextSnapshot, text: Y.Text): { inserted: TextRun[]; deleted: TextRun[] } {
  const inserted: TextRun[] = []
  const deleted: TextRun[] = []
  let after: CharacterId | null = null
  for (const piece of pieces(text)) {
    const { client, clock, length } = piece
    const spans = before.get(client) ?? []
    const changed = piece.deleted ? overlaps(spans, clock, length) : gaps(spans, { clock, text: piece.text ?? '' })
    for (const span of changed) {
      const left: CharacterId | null = span.clock > clock ? { client, clock: span.clock - 1 } : after
      extend(piece.deleted ? deleted : inserted, left, { client, clock: span.clock }, span.text)
    }
    after = { client, clock: clock + length - 1 }
  }
  return { inserted, deleted }
}
