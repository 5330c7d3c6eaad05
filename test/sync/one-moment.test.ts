// What is confirmed and what waits are one account of a document, read at one moment.
import Dexie from 'dexie'
import { afterEach, expect, test, vi } from 'vitest'
import { editText } from '#lib/commands/facts/edit-text.ts'
import { readDocumentView } from '#lib/queries/documents/read-document-view.ts'
import { accountIdOf } from './read-world.ts'
import { openPair, type Pair, type TestDevice } from './world.ts'

let pair: Pair
afterEach(async () => {
  vi.restoreAllMocks()
  await pair.world.close()
})

/** The next that reads what waits of a document has all come before it that may: whoever reads in one transaction is left alone. */
function syncBeforeTheOutboxIsRead({ store, sync }: Pick<TestDevice, 'store' | 'sync'>): void {
  const where = store.outbox.where.bind(store.outbox)
  vi.spyOn(store.outbox, 'where').mockImplementationOnce(((index: string) => {
    if (Dexie.currentTransaction) return where(index)
    const equals = (value: string) => ({
      sortBy: async (key: string) => {
        await sync()
        return where(index).equals(value).sortBy(key)
      },
    })
    return { equals }
  }) as typeof store.outbox.where)
}

test('[H1][DEV2] a text that is read while its edit is entered into what is confirmed has it all the same', async () => {
  pair = await openPair()
  const { msp } = pair
  const accountId = await accountIdOf(pair)
  const seen = await editText.on(msp, accountId, 'notes', '', '')
  await editText.on(msp, accountId, 'notes', `${seen}Deli`, seen)
  syncBeforeTheOutboxIsRead({ store: msp.store, sync: () => msp.sync() })
  expect(await editText.on(msp, accountId, 'notes', '', '')).toBe(`${seen}Deli`)
})

test('[H1][DEV2] a page that is read meanwhile shows it, too', async () => {
  pair = await openPair()
  const { msp } = pair
  const accountId = await accountIdOf(pair)
  const seen = await editText.on(msp, accountId, 'notes', '', '')
  await editText.on(msp, accountId, 'notes', `${seen}Deli`, seen)
  syncBeforeTheOutboxIsRead({ store: msp.store, sync: () => msp.sync() })
  expect((await readDocumentView(msp, accountId))?.values['notes']).toBe(`${seen}Deli`)
})
