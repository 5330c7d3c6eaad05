import type { CustomerListRow } from './customer-row.ts'
import { findPossibleDuplicates, type EnteredCompany, type PossibleDuplicate } from './possible-duplicates.ts'

/** After the last letter typed, ms. */
const typingRestsMs = 400

/** What may be the company that is being entered: looked for when typing rests, in slices, on this device. */
export function possibleDuplicates(asked: () => { rows: readonly CustomerListRow[]; entered: EnteredCompany }): {
  readonly found: readonly PossibleDuplicate[]
} {
  let found = $state.raw<readonly PossibleDuplicate[]>([])
  $effect(() => {
    const { rows, entered } = asked()
    let isOver = false
    const timer = setTimeout(() => {
      void findPossibleDuplicates(rows, entered, () => isOver).then((duplicates) => {
        if (!isOver && duplicates) found = duplicates
      })
    }, typingRestsMs)
    return () => {
      isOver = true
      clearTimeout(timer)
    }
  })
  return {
    get found() {
      return found
    },
  }
}
