/** The log from before what devices hold (M23): whoever reads a page may see it then. */
import { changeLogOnDeviceMs } from '#shared/domain/document/change-record.ts'
import type { ChangeId } from '#shared/domain/ids.ts'
import type { OlderChanges, OlderChangesQuestion } from '#shared/protocol/older-changes.ts'
import { Refusal } from '#shared/domain/refusal.ts'
import type { Access } from '../auth/access.ts'
import { buildChanges } from '../database/reading/build-records.ts'
import { visibleChanges } from '../database/reading/visible.ts'
import type { Services } from '../services.ts'

const pageSize = 200

/** Throws Refusal: not-permitted. */
export async function readOlderChanges(
  { database, clock }: Pick<Services, 'database' | 'clock'>,
  access: Access,
  { relationshipId, before }: OlderChangesQuestion,
): Promise<OlderChanges> {
  if (!access.permissions.has('view-activity')) throw new Refusal('not-permitted')
  const oldestOnDevices = clock.now() - changeLogOnDeviceMs
  const rows = await visibleChanges(database, access)
    .where('change.received_at', '<', oldestOnDevices)
    .$if(relationshipId !== null, (query) => query.where('change.relationship_id', '=', relationshipId))
    .$if(before !== null, (query) =>
      query.where(({ eb, or, and }) =>
        or([
          eb('change.received_at', '<', before!.receivedAt),
          and([
            eb('change.received_at', '=', before!.receivedAt),
            eb('change.id', '<', before!.id as string as ChangeId),
          ]),
        ]),
      ),
    )
    .orderBy('change.received_at', 'desc')
    .orderBy('change.id', 'desc')
    .limit(pageSize + 1)
    .execute()
  const changes = await buildChanges(database, access, rows.slice(0, pageSize))
  return { changes, hasMore: rows.length > pageSize }
}
