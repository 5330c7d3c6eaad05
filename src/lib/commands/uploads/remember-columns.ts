/** Which column of a foreign list holds what, as its person said it: kept on the device for the next list with these headers. */
import { readMeta, writeMeta } from '../../local-store/local-store.ts'
import { storing } from '../../local-store/storing.ts'
import { defineCommand } from '../define-command.ts'
import type { ChosenColumns } from './guess-columns.ts'
import type { DeviceFile } from './read-device-file.ts'

/** Of so many kinds of list, and only of headers that are no longer than this. */
export const rememberedLists = { most: 20, length: 4000 } as const

function headersOf(told: DeviceFile['told']): string {
  return JSON.stringify(told.map(({ first }) => first.normalize('NFKC').trim().toLowerCase()))
}

/** Without headers no list is known again: it isn't kept. Throws StorageFullError. */
export const rememberColumns = defineCommand(
  async ({ store }, told: DeviceFile['told'], { hasHeader, places }: ChosenColumns): Promise<void> => {
    const headers = headersOf(told)
    if (headers.length > rememberedLists.length) return
    await storing(() =>
      store.transaction('rw', store.meta, async () => {
        const others = (await readMeta(store, 'listColumns')).filter((each) => each.headers !== headers)
        const known = hasHeader ? [{ headers, places: { ...places } }, ...others] : others
        await writeMeta(store, { listColumns: known.slice(0, rememberedLists.most) })
      }),
    )
  },
)

export const recallColumns = defineCommand(
  async ({ store }, told: DeviceFile['told']): Promise<ChosenColumns | null> => {
    const headers = headersOf(told)
    const known = (await readMeta(store, 'listColumns')).find((each) => each.headers === headers)
    return known ? { hasHeader: true, places: known.places } : null
  },
)
