import type { CustodyRecord } from '#shared/domain/request/custody.ts'
import { custodyKind } from '#shared/records/custody.ts'
import { findCustody } from '../database/reading/visible.ts'
import type { Reading, RecordSource } from './record-source.ts'

async function readOwn({ database, access }: Reading): Promise<CustodyRecord[]> {
  const custody = await findCustody(database, access)
  return custody ? [custody] : []
}

export const custodies: RecordSource<CustodyRecord> = {
  kind: custodyKind,
  async *pages(reading, after) {
    if (after !== '') return
    const records = await readOwn(reading)
    if (records[0]) yield { records, last: records[0].id }
  },
  read: async (reading, ids) => (await readOwn(reading)).filter(({ id }) => ids.includes(id)),
  mayHaveHad: async ({ access }, ids) => ids.filter((id) => id === access.organisationId),
}
