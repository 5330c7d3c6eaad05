/** One place where a text changed: at `index`, `removed` characters made way for `inserted`. */
export interface Splice {
  index: number
  removed: number
  inserted: string
}

export interface Selection {
  start: number
  end: number
}

const isHighSurrogate = (text: string, index: number) => (text.charCodeAt(index) & 0xfc00) === 0xd800
const isLowSurrogate = (text: string, index: number) => (text.charCodeAt(index) & 0xfc00) === 0xdc00

/** The smallest single splice that turns `before` into `after`; never splits a surrogate pair. */
export function spliceBetween(before: string, after: string): Splice {
  const shortest = Math.min(before.length, after.length)
  let start = 0
  while (start < shortest && before[start] === after[start]) start++
  let end = 0
  while (end < shortest - start && before[before.length - 1 - end] === after[after.length - 1 - end]) {
    end++
  }
  if (start > 0 && isHighSurrogate(before, start - 1)) start--
  if (end > 0 && isLowSurrogate(before, before.length - end)) end--
  return {
    index: start,
    removed: before.length - end - start,
    inserted: after.slice(start, after.length - end),
  }
}

export function applySplice(text: string, splice: Splice): string {
  return text.slice(0, splice.index) + splice.inserted + text.slice(splice.index + splice.removed)
}

/** Where a caret stands after somebody else's splice: what is typed at the caret stays left of theirs. */
export function moveCaret(caret: number, theirs: Splice): number {
  if (caret <= theirs.index) return caret
  if (caret >= theirs.index + theirs.removed) {
    return caret + theirs.inserted.length - theirs.removed
  }
  return theirs.index + theirs.inserted.length
}

export function moveSelection({ start, end }: Selection, theirs: Splice): Selection {
  return { start: moveCaret(start, theirs), end: moveCaret(end, theirs) }
}

/** Both changes of `base` in one text; where both inserted at one place, mine comes first. */
export function mergeText(base: string, mine: string, theirs: string): string {
  const [first, second] = [spliceBetween(base, mine), spliceBetween(base, theirs)]
  const isRemoved = (index: number, { index: from, removed }: Splice) => index >= from && index < from + removed
  let merged = ''
  for (let index = 0; index <= base.length; index++) {
    if (index === first.index) merged += first.inserted
    if (index === second.index) merged += second.inserted
    if (!isRemoved(index, first) && !isRemoved(index, second)) merged += base.charAt(index)
  }
  return merged
}

/**
 * A text that is being typed while the stored one changes beneath it. `typed` holds the texts handed to
 * the store that it has not shown back yet, oldest first: its echoes must not undo later keystrokes.
 */
export class TextMerge {
  shown: string
  #base: string
  #typed: string[] = []

  constructor(stored: string) {
    this.shown = stored
    this.#base = stored
  }

  /** The text the store has or is getting: what the next keystroke is a change of. */
  get saved(): string {
    return this.#typed.at(-1) ?? this.#base
  }

  /** The person typed; `isSaved`: it is on its way to the store. */
  type(text: string, isSaved = true): void {
    this.shown = text
    if (isSaved) this.#typed.push(text)
  }

  /** The store couldn't take this text after all: the next keystroke carries it too. */
  fail(text: string): void {
    this.#typed = this.#typed.filter((typed) => typed !== text)
  }

  /** Takes in what the store holds now; returns the splice to show, null when there is none. */
  receive(stored: string): Splice | null {
    const echo = this.#typed.lastIndexOf(stored)
    if (stored === this.shown || echo >= 0) {
      this.#base = stored
      this.#typed = stored === this.shown ? [] : this.#typed.slice(echo + 1)
      return null
    }
    if (stored === this.#base) return null
    const included = this.#closestTo(stored)
    const text = mergeText(included.text, this.shown, stored)
    const splice = spliceBetween(this.shown, text)
    this.#base = stored
    this.#typed = this.#typed.slice(included.count).map((typed) => mergeText(included.text, typed, stored))
    this.shown = text
    return splice
  }

  /** How many of my own texts the stored one already has in it: the ones it differs least from. */
  #closestTo(stored: string): { text: string; count: number } {
    let best = { text: this.#base, count: 0, distance: Infinity }
    for (const [count, text] of [this.#base, ...this.#typed].entries()) {
      const { removed, inserted } = spliceBetween(text, stored)
      const distance = removed + inserted.length
      if (distance < best.distance) best = { text, count, distance }
    }
    return best
  }
}
