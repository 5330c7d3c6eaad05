import type { AccountRecord } from '#shared/domain/customer-record.ts'
import { accountKind } from '#shared/records/account.ts'
import { buildAccount } from '../database/reading/build-records.ts'
import type { Reading, RecordSource } from './record-source.ts'

async function readOwn({ database, access }: Reading): Promise<AccountRecord[]> {
  const account = await buildAccount(database, access)
  return account ? [account] : []
}

export const accounts: RecordSource<AccountRecord> = {
  kind: accountKind,
  async *pages(reading, after) {
    if (after !== '') return
    const records = await readOwn(reading)
    if (records[0]) yield { records, last: records[0].id }
  },
  read: async (reading, ids) => (await readOwn(reading)).filter(({ id }) => ids.includes(id)),
  mayHaveHad: async ({ access }, ids) => ids.filter((id) => id === access.organisationId),
}
