/**
 * What was meant on one document, for another that goes on in its place in other characters (DOC6): as far as the two texts
 * tell, what was typed keeps its place and what was removed is removed. Own typing that neither has yet stays as it is.
 */
import * as Y from 'yjs'
import { changeBetween, moveCaret, type TextChange } from '../domain/document/text-change.ts'
import type { Intent, TextIntent } from '../domain/document/intent.ts'
import type { TextRun } from '../domain/document/change-record.ts'
import { movedCharacter, type CharacterMoves } from './edit-document.ts'
import { characterBefore, indexAfter, visibleRuns, visibleSpans } from './text-runs.ts'

/** `moves`: characters that `from` has under other ids. */
export function carryIntents(intents: readonly Intent[], from: Y.Doc, to: Y.Doc, moves: CharacterMoves): Intent[] {
  return intents.map((intent) => (intent.kind === 'text' ? carryText(intent, from, to, moves) : intent))
}

function carryText(intent: TextIntent, from: Y.Doc, to: Y.Doc, moves: CharacterMoves): TextIntent {
  const [before, after] = [from.getText(intent.field), to.getText(intent.field)]
  const change = changeBetween(before.toString(), after.toString())
  const inserted = intent.inserted.map((run) => {
    const index = indexAfter(before, movedCharacter(run.after, moves))
    return index === null ? run : { ...run, after: characterBefore(after, moveCaret(index, change)) }
  })
  const deleted = intent.deleted.flatMap((run) => {
    const id = movedCharacter(run.id, moves)!
    const known = Math.min(run.text.length, Math.max(0, Y.getState(from.store, id.client) - id.clock))
    const kept = visibleSpans(before, id, known)
      .flatMap(([index, length]) => keptSpans(change, index, length))
      .flatMap(([index, length]) => visibleRuns(after, index, length))
    return [...kept, ...restOf(run, known)]
  })
  return { ...intent, inserted, deleted }
}

/** Where of `[index, index + length)` before the change stands after it what is left: `[index, length]` pairs. */
function keptSpans(change: TextChange, index: number, length: number): [index: number, length: number][] {
  const spans: [number, number][] = []
  let [before, after] = [0, 0]
  for (const [kind, text] of change) {
    if (kind === 0) {
      const start = Math.max(index, before)
      const end = Math.min(index + length, before + text.length)
      if (start < end) spans.push([after + start - before, end - start])
    }
    if (kind !== 1) before += text.length
    if (kind !== -1) after += text.length
  }
  return spans
}

function restOf({ id, text }: TextRun, from: number): TextRun[] {
  if (from >= text.length) return []
  const { client, clock } = id
  return [{ id: { client, clock: clock + from }, after: { client, clock: clock + from - 1 }, text: text.slice(from) }]
}
