/** A list in `localStorage`, where a page can write while it ends: a transaction would end with it. */

export function readKept<Entry>(key: string): Entry[] {
  try {
    return JSON.parse(localStorage.getItem(key) ?? '[]') as Entry[]
  } catch {
    return []
  }
}

/** Done when it returns. */
export function writeKept(key: string, all: readonly object[]): void {
  try {
    if (all.length === 0) localStorage.removeItem(key)
    else localStorage.setItem(key, JSON.stringify(all))
  } catch {
    // Without room here, too, it is what it would be without this: the last keys are lost.
  }
}
