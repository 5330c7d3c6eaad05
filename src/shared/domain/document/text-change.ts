/**
 * Changes of a text and how one is carried over another: what a person types lands between the characters it
 * was typed between, whatever happened to the rest meanwhile. No change ever splits a surrogate pair.
 */
import diff from 'fast-diff'

type PartKind = -1 | 0 | 1
/** A stretch that is removed (-1), kept (0) or inserted (1). */
type Part = readonly [kind: PartKind, text: string]

/** From one text to another, left to right; what is removed comes before what is inserted in its place. */
export type TextChange = readonly Part[]

const isHighHalf = (text: string, index: number) => (text.charCodeAt(index) & 0xfc00) === 0xd800
const isLowHalf = (text: string, index: number) => (text.charCodeAt(index) & 0xfc00) === 0xdc00

/** Parts in a row, joined where they can be. */
class PartList {
  readonly parts: Part[] = []

  add(kind: PartKind, text: string): this {
    if (text === '') return this
    const { parts } = this
    const last = parts.at(-1)
    if (last?.[0] === kind) parts[parts.length - 1] = [kind, last[1] + text]
    else if (kind === -1 && last?.[0] === 1) {
      parts.pop()
      this.add(-1, text).add(1, last[1])
    } else parts.push([kind, text])
    return this
  }
}

/** Reads a change in stretches of any length. */
class PartReader {
  readonly #change: TextChange
  #index = 0
  #offset = 0

  constructor(change: TextChange) {
    this.#change = change
  }

  /** Undefined at the end. */
  get kind(): PartKind | undefined {
    return this.#change[this.#index]?.[0]
  }

  get left(): number {
    return (this.#change[this.#index]?.[1].length ?? 0) - this.#offset
  }

  take(length = this.left): string {
    const taken = this.#change[this.#index]![1].slice(this.#offset, this.#offset + length)
    this.#offset += length
    if (this.left === 0) [this.#index, this.#offset] = [this.#index + 1, 0]
    return taken
  }
}

export function noChange(text: string): TextChange {
  return new PartList().add(0, text).parts
}

export function isNoChange(change: TextChange): boolean {
  return change.every(([kind]) => kind === 0)
}

export function textAfter(change: TextChange): string {
  return change.map(([kind, text]) => (kind === -1 ? '' : text)).join('')
}

export function invertChange(change: TextChange): TextChange {
  const inverse = new PartList()
  for (const [kind, text] of change) inverse.add(-kind as PartKind, text)
  return inverse.parts
}

/** What a person did at one place. `caret`: where it stands in `after`, which tells equal letters apart. */
export function changeAtOnePlace(before: string, after: string, caret = after.length): TextChange {
  const shortest = Math.min(before.length, after.length)
  const isSameFromEnd = (count: number) => before[before.length - 1 - count] === after[after.length - 1 - count]
  let end = 0
  while (end < Math.min(shortest, after.length - caret) && isSameFromEnd(end)) end++
  let start = 0
  while (start < shortest - end && before[start] === after[start]) start++
  while (end < shortest - start && isSameFromEnd(end)) end++
  if (start > 0 && isHighHalf(before, start - 1)) start--
  if (end > 0 && isLowHalf(before, before.length - end)) end--
  return new PartList()
    .add(0, before.slice(0, start))
    .add(-1, before.slice(start, before.length - end))
    .add(1, after.slice(start, after.length - end))
    .add(0, before.slice(before.length - end)).parts
}

/** Above this product of what differs, finding what is common inside it would take too long (ms, on a tablet). */
const comparableCharacters = 2000 * 2000

/** What happened between two texts at as many places as it did; as far as texts alone can tell. */
export function changeBetween(before: string, after: string): TextChange {
  const atOnce = changeAtOnePlace(before, after)
  const [removed, inserted] = ([-1, 1] as const).map((kind) => atOnce.find((part) => part[0] === kind)?.[1].length ?? 0)
  if (removed! * inserted! > comparableCharacters) return atOnce
  const list = new PartList()
  for (const [kind, text] of diff(before, after)) list.add(kind, text)
  return list.parts
}

/**
 * `change` and `over` are changes of one text; the result does to the text after `over` what `change` did. Where both
 * inserted at one place the one that is `first` stands left; carrying both ways, one of them must be.
 */
export function carryChange(change: TextChange, over: TextChange, order: 'first' | 'second'): TextChange {
  const [mine, theirs, carried] = [new PartReader(change), new PartReader(over), new PartList()]
  while (mine.kind !== undefined || theirs.kind !== undefined) {
    const isMyTurn = mine.kind === 1 && (order === 'first' || theirs.kind !== 1)
    if (isMyTurn) carried.add(1, mine.take())
    else if (theirs.kind === 1) carried.add(0, theirs.take())
    else {
      const length = Math.min(mine.left, theirs.left)
      const kind = theirs.kind === -1 ? null : mine.kind!
      theirs.take(length)
      const text = mine.take(length)
      if (kind !== null) carried.add(kind, text)
    }
  }
  return carried.parts
}

/** `earlier`, then `later`, as one change. */
export function composeChanges(earlier: TextChange, later: TextChange): TextChange {
  const [first, second, composed] = [new PartReader(earlier), new PartReader(later), new PartList()]
  while (first.kind !== undefined || second.kind !== undefined) {
    if (first.kind === -1) composed.add(-1, first.take())
    else if (second.kind === 1) composed.add(1, second.take())
    else {
      const length = Math.min(first.left, second.left)
      const [was, becomes] = [first.kind, second.kind]
      first.take(length)
      const text = second.take(length)
      if (becomes === 0) composed.add(was!, text)
      else if (was === 0) composed.add(-1, text)
    }
  }
  return composed.parts
}

/** Both changes of `base` in one text; where both inserted at one place, mine comes first. */
export function mergeText(base: string, mine: string, theirs: string): string {
  return textAfter(carryChange(changeAtOnePlace(base, mine), changeBetween(base, theirs), 'first'))
}

/** Where a caret stands after somebody else's change: what is typed at the caret stays left of theirs. */
export function moveCaret(caret: number, theirs: TextChange): number {
  let [before, after, isInside] = [0, 0, false]
  for (const [kind, { length }] of theirs) {
    if (kind === 1) after += caret > before || isInside ? length : 0
    else if (kind === 0) {
      if (caret <= before + length) return after + Math.max(0, caret - before)
      ;[before, after] = [before + length, after + length]
    } else {
      isInside = caret > before && caret < before + length
      before += length
    }
  }
  return after
}

/** Takes out halves of surrogate pairs whose other half is missing: it may still come, as input of its own. */
export function loneHalvesRemoved(text: string): TextChange {
  const list = new PartList()
  // With the u flag a whole pair is one character, so this finds halves alone.
  let from = 0
  for (const { index } of text.matchAll(/\p{Surrogate}/gu)) {
    list.add(0, text.slice(from, index)).add(-1, text.charAt(index))
    from = index + 1
  }
  return list.add(0, text.slice(from)).parts
}

/** The text without what isn't a character: nothing else may reach a document, the wire or the log. */
export function wellFormed(text: string): string {
  return text.isWellFormed() ? text : textAfter(loneHalvesRemoved(text))
}
