import type { AssignmentRecord } from '#shared/domain/device/assignment.ts'
import { changeLogOnDeviceMs } from '#shared/domain/document/change-record.ts'
import type { ChangeId } from '#shared/domain/ids.ts'
import { assignmentKind } from '#shared/records/devices/assignment.ts'
import { inChunks } from '../../database/in-chunks.ts'
import { findFormerlyVisible } from '../../database/reading/visible.ts'
import { visibleAssignments } from '../../database/reading/visible-devices.ts'
import type { Reading, RecordSource } from '../record-source.ts'

/** Each may be about ten thousand devices. */
const perPage = 16

async function read({ database, access }: Reading, ids: readonly string[]): Promise<AssignmentRecord[]> {
  if (ids.length === 0) return []
  const rows = await visibleAssignments(database, access)
    .select(['change.id', 'change.relationship_id', 'sets', 'device_id', 'before', 'after'])
    .where('change.id', 'in', ids as ChangeId[])
    .orderBy('change.id')
    .orderBy('device_id')
    .execute()
  return [...Map.groupBy(rows, ({ id }) => id)].map(([id, those]) => ({
    id,
    relationshipId: access.organisationKind === 'customer' ? null : those[0]!.relationship_id,
    sets: those[0]!.sets,
    devices: those.map(({ device_id: deviceId, before, after }) => ({ deviceId, before, after })),
  }))
}

export const assignments: RecordSource<AssignmentRecord> = {
  kind: assignmentKind,
  async *pages(reading, after) {
    const { database, access, now, most } = reading
    const rows = await visibleAssignments(database, access)
      .select('change.id')
      .distinct()
      .where('change.id', '>', after as ChangeId)
      .where('change.received_at', '>=', now - changeLogOnDeviceMs)
      .orderBy('change.id')
      .execute()
    for (const slice of inChunks(rows, Math.min(perPage, most)))
      yield {
        records: await read(
          reading,
          slice.map(({ id }) => id),
        ),
        last: slice.at(-1)!.id,
      }
  },
  read,
  mayHaveHad: ({ database, access }, ids) => findFormerlyVisible(database, access, 'change', ids),
}
