import { IDBFactory, IDBKeyRange, IDBObjectStore } from 'fake-indexeddb'
import { readFileSync } from 'node:fs'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import type { UserId } from '#shared/domain/ids.ts'
import { foldVersion } from '#shared/domain/search/fold.ts'
import type { SignedInUser } from '#shared/domain/user.ts'
import { LocalStore, writeMeta, type RowsHead } from '#lib/local-store/local-store.ts'

/** What the page's head runs before any code of the app. */
const headScript = /<script>([^]*?)<\/script>/.exec(readFileSync('src/app.html', 'utf8'))![1]!

const user: SignedInUser = {
  id: 'AAAAAAAAAAAAAAAAAAAAAA' as UserId,
  email: 'mina@msp.example',
  emailVerified: true,
  firstName: 'Mina',
  lastName: 'Cho',
  role: 'super-admin',
  locale: 'en',
  organisationId: '1234567890' as SignedInUser['organisationId'],
  organisationName: 'Acme',
  organisationKind: 'msp',
}
const head: RowsHead = {
  version: 3,
  fold: foldVersion,
  stamp: 9,
  generation: 1,
  count: 2,
  pages: 1,
  choices: { countries: ['DE'] },
}

beforeEach(() => {
  vi.resetModules()
  vi.stubGlobal('indexedDB', new IDBFactory())
  vi.stubGlobal('IDBKeyRange', IDBKeyRange)
  vi.stubGlobal('window', globalThis)
})
afterEach(() => {
  vi.restoreAllMocks()
  vi.unstubAllGlobals()
})

function openStore(userId: string = user.id): LocalStore {
  return new LocalStore(userId as UserId, { indexedDB, IDBKeyRange })
}

/** As an earlier start left it: through the app's own tables. */
async function fillDevice(): Promise<void> {
  const { writeSignedInUser } = await signedInUser()
  await writeSignedInUser(user)
  const store = openStore()
  await writeMeta(store, { rows: { relationship: head } })
  await store.listTexts.put({ kind: 'relationship', version: 3, place: 0, texts: 'acme' })
  await store.listPages.put({ kind: 'relationship', version: 3, place: 0, bytes: new Uint8Array([1, 2]) })
  store.close()
}

/** Who is signed in on the device, with the code as a new page loads it. */
async function signedInUser() {
  const { default: Dexie } = await import('dexie')
  Object.assign(Dexie.dependencies, { indexedDB, IDBKeyRange })
  return import('#lib/local-store/signed-in-user.ts')
}

/** A new page: its head has run, and now the code is here. */
async function startPage() {
  vi.resetModules()
  new Function(headScript)()
  const { readRowsEarly, takeFirstRows } = await import('#lib/list/first-rows.ts')
  const { readSignedInUser } = await signedInUser()
  return {
    readSignedInUser,
    /** Without the app's own reading, which would find them as well. */
    async takeRows(store: LocalStore) {
      vi.spyOn(store, 'transaction').mockRejectedValue(new Error('read in the usual way'))
      readRowsEarly(store, 'relationship')
      return takeFirstRows(store, 'relationship')
    },
  }
}

describe('What the page reads before its code is here', () => {
  test('[X1][DEV2] is who is signed in and the first rows, from the tables as the app makes them', async () => {
    await fillDevice()
    const { readSignedInUser, takeRows } = await startPage()
    await tandemHeadRead!.rows
    vi.stubGlobal('indexedDB', undefined)
    expect(await readSignedInUser()).toEqual(user)
    expect(await takeRows(openStore())).toEqual({ head, texts: 'acme', bytes: new Uint8Array([1, 2]) })
  })

  test('[DEV1] is handed out once, and nobody gets the rows of another person', async () => {
    await fillDevice()
    const { takeRows } = await startPage()
    await expect(takeRows(openStore('BBBBBBBBBBBBBBBBBBBBBA'))).rejects.toThrow('usual way')
    await expect(takeRows(openStore())).rejects.toThrow('usual way')
  })

  test('[DEV4] is nothing once somebody has signed out', async () => {
    await fillDevice()
    await (await signedInUser()).writeSignedOut()
    const { readSignedInUser, takeRows } = await startPage()
    expect(await readSignedInUser()).toBeNull()
    await expect(takeRows(openStore())).rejects.toThrow('usual way')
  })

  test('[X1] leaves a device that is new as it was', async () => {
    await startPage()
    expect([await tandemHeadRead!.user, await tandemHeadRead!.rows]).toEqual([undefined, undefined])
    expect(await indexedDB.databases()).toEqual([])
  })

  test('[DEV4] is not believed for long: somebody may have signed out meanwhile', async () => {
    await fillDevice()
    const { readSignedInUser, takeRows } = await startPage()
    await tandemHeadRead!.rows
    tandemHeadRead!.at -= 10_000
    await (await signedInUser()).writeSignedOut()
    expect(await readSignedInUser()).toBeNull()
    await expect(takeRows(openStore())).rejects.toThrow('usual way')
  })

  test('[DEV4] does not keep a store from being deleted, however long it reads', async () => {
    await fillDevice()
    const { get } = IDBObjectStore.prototype
    const asked = vi.spyOn(IDBObjectStore.prototype, 'get').mockImplementation(function (this: IDBObjectStore, key) {
      // The rows' head never comes.
      return key === 'rows' ? ({} as ReturnType<typeof get>) : get.call(this, key)
    })
    await startPage()
    await vi.waitFor(() => expect(asked).toHaveBeenCalledWith('rows'))
    await openStore().delete()
    expect((await indexedDB.databases()).map(({ name }) => name)).toEqual(['tandem-device'])
  })
})
