/**
 * Names that are nearly what was typed, for when little or nothing fits: a letter too many, too few, another or two changed
 * round. Looked for when the typing rests and the page has nothing else to do.
 */
import type uFuzzy from '@leeoniya/ufuzzy'
import { fold } from '#shared/domain/search/fold.ts'
import { Slices } from './breathe.ts'

interface Named {
  readonly sortName: string
}

/** With as many that fit nobody looks for others. */
const enough = 20
const fewestLetters = 4
const shownAtMost = 20
/** After the last letter typed, ms. */
const typingRestsMs = 250
const namesInSlice = 4000

const oneError = { intraMode: 1, intraIns: 1, intraSub: 1, intraTrn: 1, intraDel: 1 } as const
/** Of letters beyond a to z. */
const anyLetters = {
  unicode: true,
  interSplit: "[^\\p{L}\\d']+",
  intraSplit: '\\p{Ll}\\p{Lu}',
  intraBound: '\\p{L}\\d|\\d\\p{L}|\\p{Ll}\\p{Lu}',
  intraChars: "[\\p{L}\\d']",
  intraContr: "'\\p{L}{1,2}\\b",
} as const

/** Places of the names that are like `typed`, the most alike first. Null when `isOver` says so meanwhile. */
export async function findSimilar(
  names: readonly string[],
  typed: string,
  isOver: () => boolean = () => false,
): Promise<number[] | null> {
  const { default: Fuzzy } = await import('@leeoniya/ufuzzy')
  const fuzzy: uFuzzy = new Fuzzy(/[^\u0020-\u007e]/.test(typed) ? { ...oneError, ...anyLetters } : oneError)
  const haystack = [...names]
  const slices = new Slices('background')
  const found: number[] = []
  for (let start = 0; start < names.length; start += namesInSlice) {
    if (isOver()) return null
    const places = Array.from({ length: Math.min(namesInSlice, names.length - start) }, (_, place) => start + place)
    found.push(...(fuzzy.filter(haystack, typed, places) ?? []))
    await slices.breathe()
  }
  if (found.length === 0 || isOver()) return found
  const info = fuzzy.info(found.slice(0, 1000), haystack, typed)
  return fuzzy.sort(info, haystack, typed).map((place) => info.idx[place]!)
}

/** Rows like what is typed that don't fit it; none while they are looked for. */
export function similarRows<Row extends Named>(
  asked: () => { rows: readonly Row[]; text: string; found: readonly Row[]; isWhole: boolean },
): { readonly rows: readonly Row[] } {
  let similar = $state.raw<{ rows: readonly Row[]; text: string; like: readonly Row[] } | null>(null)
  $effect(() => {
    const { rows, text, found, isWhole } = asked()
    const typed = fold(text).trim()
    const isAsked = isWhole && found.length < enough && typed.replace(/[^\p{L}]/gu, '').length >= fewestLetters
    if (!isAsked) return
    let isOver = false
    const timer = setTimeout(() => {
      void findSimilar(
        rows.map((row) => row.sortName),
        typed,
        () => isOver,
      ).then((places) => {
        if (isOver || !places) return
        const like = places.map((place) => rows[place]!).filter((row) => !found.includes(row))
        similar = { rows, text, like: like.slice(0, shownAtMost) }
      })
    }, typingRestsMs)
    return () => {
      isOver = true
      clearTimeout(timer)
    }
  })
  const none: readonly Row[] = []
  return {
    get rows() {
      const { rows, text, found } = asked()
      return similar && similar.rows === rows && similar.text === text && found.length < enough ? similar.like : none
    },
  }
}
