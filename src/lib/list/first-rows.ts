/** What a start needs of the packed rows, see `local-store/packed-rows.ts`, without the code that decodes them. */
import { foldVersion } from '#shared/domain/search/fold.ts'
import { takeHeadRead } from '../local-store/signed-in-user.ts'
import { readMeta, type LocalStore, type RowsHead } from '../local-store/local-store.ts'

export interface FirstRows {
  head: RowsHead
  /** Undefined when they are gone. */
  texts: string | undefined
  bytes: Uint8Array | undefined
}

/** The head and what is shown first, in one transaction. */
async function readFirstRows(store: LocalStore, kind: string): Promise<FirstRows | null> {
  return store.transaction('r', store.meta, store.listPages, store.listTexts, async () => {
    const head = (await readMeta(store, 'rows'))[kind]
    if (head?.fold !== foldVersion) return null
    const first: [string, number, number] = [kind, head.version, 0]
    const [texts, page] = await Promise.all([store.listTexts.get(first), store.listPages.get(first)])
    return { head, texts: texts?.texts, bytes: page?.bytes }
  })
}

/** Older than this they are read again, ms. */
const earlyRowsLastMs = 10_000
let early: { store: LocalStore; kind: string; at: number; rows: Promise<FirstRows | null> } | null = null

/** What the page's head read; undefined when it didn't, or for somebody else. */
async function takeHeadRows(store: LocalStore, kind: string): Promise<FirstRows | null | undefined> {
  const read = (await takeHeadRead('rows')) as
    { name: string; kind: string; first: FirstRows | null } | null | undefined
  if (read?.name !== store.name || read.kind !== kind) return undefined
  return read.first?.head.fold === foldVersion ? read.first : null
}

/** Begins before the code of the page that shows them is here. `kind`: by its name, for its own code isn't here either. */
export function readRowsEarly(store: LocalStore, kind: string): void {
  const rows = takeHeadRows(store, kind).then((read) => (read === undefined ? readFirstRows(store, kind) : read))
  // Whoever takes them hears of it.
  rows.catch(() => undefined)
  early = { store, kind, at: performance.now(), rows }
}

/** Resolves when what was begun early is there, or at once. */
export async function rowsReadEarly(): Promise<void> {
  await early?.rows.catch(() => null)
}

/** As {@link readFirstRows}; what was read early is handed out once. */
export async function takeFirstRows(store: LocalStore, kind: string): Promise<FirstRows | null> {
  if (early?.store !== store || early.kind !== kind) return readFirstRows(store, kind)
  const { at, rows } = early
  early = null
  return performance.now() - at < earlyRowsLastMs ? rows : readFirstRows(store, kind)
}

let reading: Promise<unknown> = Promise.resolve()

/** All rows are being read, for somebody who looks at them: {@link rowsAllRead} waits for it. */
export function noteReading(work: Promise<unknown>): void {
  reading = Promise.all([reading, work])
}

/** Resolves when nobody waits for rows any more: what the person doesn't see may begin. */
export async function rowsAllRead(): Promise<void> {
  await reading
}
