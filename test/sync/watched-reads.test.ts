// A read that is watched hears of everything it read, whatever it read before (DEV2).
import 'fake-indexeddb/auto'
import { IDBFactory, IDBKeyRange } from 'fake-indexeddb'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { newRelationshipId } from '#shared/domain/id-families.ts'
import type { RelationshipId, UserId } from '#shared/domain/ids.ts'
import { LocalStore, writeMeta, watchRead } from '#lib/local-store/local-store.ts'
import { seededIds, seededRandom } from '../support/seeded.ts'
import { relationshipRecord } from '../support/relationship-record.ts'
import { findRelationship, putPage, recordTables, relationshipPage } from './stored.ts'

let store: LocalStore
let id: RelationshipId
beforeEach(async () => {
  store = new LocalStore('user' as UserId, { indexedDB: new IDBFactory(), IDBKeyRange })
  id = newRelationshipId(seededIds(seededRandom(1)))
  await store.transaction('rw', [...recordTables(store)], async () => {
    const bytes = relationshipPage([relationshipRecord(id, 'Acme')])
    await writeMeta(store, { generation: 1, wholeGeneration: 1 })
    await putPage(store, 'relationship', { number: 1, generation: 1, bytes })
  })
})
afterEach(() => store.close())

/** As the page of an account does: what lies in a packed page first, then what lies elsewhere. */
async function read() {
  const found = await findRelationship(store, id)
  return { found: found?.id, drafts: await store.drafts.count() }
}

test('[DEV2] a read that is watched hears of what it read behind a packed page', async () => {
  let seen: Awaited<ReturnType<typeof read>> | undefined
  const subscription = watchRead(() => read()).subscribe((value) => (seen = value))
  try {
    await vi.waitFor(() => expect(seen).toEqual({ found: id, drafts: 0 }))
    await store.drafts.put({ key: 'a', value: 1, savedAt: 1 })
    await vi.waitFor(() => expect(seen).toEqual({ found: id, drafts: 1 }))
  } finally {
    subscription.unsubscribe()
  }
})
