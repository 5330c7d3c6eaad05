/** What a start needs of the packed rows, see `local-store/packed-rows.ts`, without the code that decodes them. */
import { foldVersion } from '#shared/domain/search/fold.ts'
import { takeHeadRead } from '../../local-store/signed-in-user.ts'
import { readMeta, type LocalStore, type RowsHead } from '../../local-store/local-store.ts'

export interface FirstRows {
  head: RowsHead
  /** Undefined when they are gone. */
  texts: string | undefined
  bytes: Uint8Array | undefined
}

/** The head and what is shown first, in one transaction. */
async function readFirstRows(store: LocalStore): Promise<FirstRows | null> {
  return store.transaction('r', store.meta, store.rowPages, store.rowTexts, async () => {
    const head = await readMeta(store, 'rows')
    if (head?.fold !== foldVersion) return null
    const first: [number, number] = [head.version, 0]
    const [texts, page] = await Promise.all([store.rowTexts.get(first), store.rowPages.get(first)])
    return { head, texts: texts?.texts, bytes: page?.bytes }
  })
}

/** Older than this they are read again, ms. */
const earlyRowsLastMs = 10_000
let early: { store: LocalStore; at: number; rows: Promise<FirstRows | null> } | null = null

/** What the page's head read; undefined when it didn't, or for somebody else. */
async function takeHeadRows(store: LocalStore): Promise<FirstRows | null | undefined> {
  const read = (await takeHeadRead('rows')) as { name: string; first: FirstRows | null } | null | undefined
  if (read?.name !== store.name) return undefined
  return read.first?.head.fold === foldVersion ? read.first : null
}

/** Begins before the code of the page that shows them is here. */
export function readRowsEarly(store: LocalStore): void {
  const rows = takeHeadRows(store).then((read) => (read === undefined ? readFirstRows(store) : read))
  // Whoever takes them hears of it.
  rows.catch(() => undefined)
  early = { store, at: performance.now(), rows }
}

/** Resolves when what was begun early is there, or at once. */
export async function rowsReadEarly(): Promise<void> {
  await early?.rows.catch(() => null)
}

/** As {@link readFirstRows}; what was read early is handed out once. */
export async function takeFirstRows(store: LocalStore): Promise<FirstRows | null> {
  const found = early?.store === store && performance.now() - early.at < earlyRowsLastMs ? early.rows : null
  early = null
  return found ?? readFirstRows(store)
}

let reading: Promise<unknown> = Promise.resolve()

/** All rows are being read, for somebody who looks at them: {@link rowsAllRead} waits for it. */
export function noteReading(work: Promise<unknown>): void {
  reading = work
}

/** Resolves when nobody waits for rows any more: what the person doesn't see may begin. */
export async function rowsAllRead(): Promise<void> {
  await reading
}
