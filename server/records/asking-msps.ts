import { consentPermission } from '#shared/domain/access/permission.ts'
import type { OrganisationId } from '#shared/domain/ids.ts'
import type { AskingMsp } from '#shared/domain/request/asking-msp.ts'
import { askingMspKind } from '#shared/records/asking-msp.ts'
import { listAsking } from '../database/repository/requests/asking-msp.ts'
import type { Reading, RecordSource } from './record-source.ts'

/** A customer's own, for whoever answers there (C12). */
async function readOwn({ database, access }: Reading, ids?: readonly string[]): Promise<AskingMsp[]> {
  const { organisationKind, organisationId, permissions } = access
  if (organisationKind !== 'customer' || !permissions.has('view') || !permissions.has(consentPermission)) return []
  return listAsking(database, organisationId, ids)
}

export const askingMsps: RecordSource<AskingMsp> = {
  kind: askingMspKind,
  async *pages(reading, after) {
    const records = (await readOwn(reading)).filter(({ id }) => id > after)
    if (records.length > 0) yield { records, last: records.at(-1)!.id }
  },
  read: readOwn,
  // Whoever no longer answers had them.
  async mayHaveHad({ database, access }, ids) {
    if (access.organisationKind !== 'customer') return []
    const asked: { id: OrganisationId }[] = await listAsking(database, access.organisationId, ids)
    return asked.map(({ id }) => id)
  },
}
