/**
 * From the first release's table a kind to one for all, on a device that may have no network: what is here stays readable, and
 * the next contact brings a snapshot. What waits isn't touched.
 */
import type { Transaction } from 'dexie'
import type { StoredRecord } from './local-store.ts'

type Former = Record<string, unknown> & { number: number; generation: number; stamp?: number }

/** Former table → its kind, and what its records are now looked up by. Names are those of that release. */
const former: Record<string, { kind: string; key: string; place: (record: Former) => Partial<StoredRecord> }> = {
  relationships: { kind: 'relationship', key: 'id', place: ({ id }) => ({ root: id as string }) },
  documents: { kind: 'document', key: 'id', place: ({ relationshipId }) => ({ root: rootOf(relationshipId) }) },
  changes: {
    kind: 'change',
    key: 'id',
    place: ({ relationshipId, documentId, receivedAt }) => ({
      root: rootOf(relationshipId),
      at: receivedAt as number,
      ...(documentId !== null && { part: documentId as string }),
    }),
  },
  accounts: { kind: 'account', key: 'customerId', place: ({ customerId }) => ({ root: customerId as string }) },
}

const rootOf = (relationshipId: unknown) => (relationshipId ?? '') as string

/** So many at once that a log of 90 days needn't fit into memory. */
const atOnce = 1000

export async function gatherRecords(upgrade: Transaction): Promise<void> {
  for (const [name, { kind, key, place }] of Object.entries(former)) {
    const table = upgrade.table<Former, string>(name)
    for (
      let batch = await table.limit(atOnce).toArray();
      batch.length > 0;
      batch = await table.limit(atOnce).toArray()
    ) {
      const rows = batch.map(({ number, generation, stamp, ...content }) => {
        const id = content[key] as string
        const { customerId: _customerId, ...rest } = content
        const record = name === 'accounts' ? { ...rest, id } : content
        return { kind, id, number, generation, stamp: stamp ?? 0, record, ...place(content as Former) }
      })
      await upgrade.table('records').bulkAdd(rows)
      await table.bulkDelete(batch.map((record) => record[key] as string))
    }
  }
  await upgrade.table('meta').delete('cursor')
}
