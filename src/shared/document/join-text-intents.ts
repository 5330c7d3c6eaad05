/**
 * Two intents on one text, made one after the other by one writer, as one: what stands of what was typed,
 * and what of other typing was removed. Typing and taking back leaves nothing.
 */
import type { CharacterId, TextRun } from '../domain/document/change-record.ts'
import type { TextIntent } from '../domain/document/intent.ts'
import { sameCharacter } from './text-runs.ts'

interface Character {
  id: CharacterId
  text: string
}

/** Characters that stand side by side, right of `anchor`, which is somebody else's or the start. */
interface Group {
  anchor: CharacterId | null
  characters: Character[]
}

function charactersOf(run: TextRun): Character[] {
  return Array.from({ length: run.text.length }, (_, offset) => ({
    id: { client: run.id.client, clock: run.id.clock + offset },
    text: run.text[offset]!,
  }))
}

function insertRun(groups: Group[], run: TextRun): void {
  for (const group of groups) {
    const index = group.characters.findIndex(({ id }) => sameCharacter(id, run.after))
    const isHere = index >= 0 || sameCharacter(group.anchor, run.after)
    if (!isHere) continue
    group.characters.splice(index + 1, 0, ...charactersOf(run))
    return
  }
  groups.push({ anchor: run.after, characters: charactersOf(run) })
}

/** Takes a character out of what was typed; false when it is somebody else's. */
function takeBack(groups: readonly Group[], id: CharacterId): boolean {
  for (const group of groups) {
    const index = group.characters.findIndex((character) => sameCharacter(character.id, id))
    if (index < 0) continue
    group.characters.splice(index, 1)
    return true
  }
  return false
}

/** Backspace removes from right to left, Delete from left to right; either way it is one run. */
function addRemoved(deleted: TextRun[], { id, text }: Character, after: CharacterId | null): void {
  const run = deleted.at(-1)
  if (run?.id.client === id.client && run.id.clock + run.text.length === id.clock) run.text += text
  else if (run?.id.client === id.client && id.clock + 1 === run.id.clock)
    deleted[deleted.length - 1] = { id, after, text: text + run.text }
  else deleted.push({ id, after, text })
}

function toRuns({ anchor, characters }: Group): TextRun[] {
  const runs: TextRun[] = []
  let left = anchor
  for (const { id, text } of characters) {
    const run = runs.at(-1)
    const continues = run?.id.client === id.client && run.id.clock + run.text.length === id.clock
    if (run && continues) run.text += text
    else runs.push({ id, after: left, text })
    left = id
  }
  return runs
}

/** `earlier`, then `later`, as one intent. */
export function joinTextIntents(earlier: TextIntent, later: TextIntent): TextIntent {
  const groups: Group[] = []
  const deleted: TextRun[] = []
  for (const intent of [earlier, later]) {
    for (const run of intent.deleted) {
      for (const character of charactersOf(run))
        if (!takeBack(groups, character.id)) addRemoved(deleted, character, run.after)
    }
    for (const run of intent.inserted) insertRun(groups, run)
  }
  return { kind: 'text', field: earlier.field, inserted: groups.flatMap(toRuns), deleted }
}
