/** One place where a text changed: at `index`, `removed` characters made way for `inserted`. */
export interface Splice {
  index: number
  removed: number
  inserted: string
}

const isHighSurrogate = (text: string, index: number) => (text.charCodeAt(index) & 0xfc00) === 0xd800
const isLowSurrogate = (text: string, index: number) => (text.charCodeAt(index) & 0xfc00) === 0xdc00

/** The smallest single splice that turns `before` into `after`; never splits a surrogate pair. */
export function spliceBetween(before: string, after: string): Splice {
  const shortest = Math.min(before.length, after.length)
  let start = 0
  while (start < shortest && before[start] === after[start]) start++
  let end = 0
  while (end < shortest - start && before[before.length - 1 - end] === after[after.length - 1 - end]) end++
  if (start > 0 && isHighSurrogate(before, start - 1)) start--
  if (end > 0 && isLowSurrogate(before, before.length - end)) end--
  return {
    index: start,
    removed: Math.max(0, before.length - end - start),
    inserted: after.slice(start, Math.max(start, after.length - end)),
  }
}

export function applySplice(text: string, splice: Splice): string {
  return text.slice(0, splice.index) + splice.inserted + text.slice(splice.index + splice.removed)
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
