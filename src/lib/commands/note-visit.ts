import type { RelationshipId } from '#shared/domain/ids.ts'
import type { ServiceId } from '#shared/domain/service.ts'
import { joinVisits, visitEndsAfterMs, type OwnVisit } from '#shared/domain/visit/visit.ts'
import { relationshipKind } from '#shared/records/relationship.ts'
import { storing } from '../local-store/storing.ts'
import { findRecord, recordTables } from '../local-store/stored-records.ts'
import { reportBoard } from '../local-store/sync-report.ts'
import { defineCommand } from './define-command.ts'

interface Place {
  relationshipId: RelationshipId
  /** Whose console is open; null: the account. */
  service: ServiceId | null
}

/**
 * Notes that the person is in this customer's account now (H7): it goes on in their visit, if that isn't over. It waits for
 * nobody and is nothing that a person could lose, so it is in no outbox. Throws StorageFullError.
 */
export const noteVisit = defineCommand(async (device, { relationshipId, service }: Place): Promise<void> => {
  const { store, clock, ids } = device
  await storing(() =>
    store.transaction('rw', [store.visits, ...recordTables(store)], async () => {
      if (!(await findRecord(store, relationshipKind, relationshipId))) return
      const now = clock.now()
      const known = await store.visits.where('relationshipId').equals(relationshipId).toArray()
      // A clock that was set back ends it, too.
      const open = known.find(({ to }) => to <= now && now - to < visitEndsAfterMs)
      const here = {
        from: now,
        to: now,
        services: service ? [service] : [],
        madeOffline: !reportBoard.current.online && reportBoard.current.known,
      }
      const visit: OwnVisit = open
        ? { ...open, ...joinVisits(open, here), isUnsent: 1 }
        : { ...here, id: ids.randomId(), relationshipId, isUnsent: 1 }
      await store.visits.bulkDelete(
        known.filter(({ id, isUnsent }) => id !== visit.id && isUnsent === 0).map(({ id }) => id),
      )
      await store.visits.put(visit)
    }),
  )
})
