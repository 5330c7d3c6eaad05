/**
 * Before the server serves: what the journal says was taken away is taken away again, should the database be a
 * backup that still has it (SYNC3). On a database that was never restored there is nothing to do.
 */
import { sessionLifetimeMs } from '../auth/session.ts'
import { lockDocuments } from '../database/repository/document.ts'
import { findRelationship, findStanding, listEnded, listGrantsDecided } from '../database/repository/relationship.ts'
import { endSessions } from '../database/repository/session.ts'
import type { Delinked } from '../database/revocation-journal.ts'
import { runUnitOfWork } from '../database/unit-of-work.ts'
import type { Services } from '../services.ts'
import { endRelationship } from './delink/end-relationship.ts'
import { grantDecided, replayGrant } from './grant/note-grant.ts'
import { replayDecided } from './team/replay-decided.ts'

/** How many of each were there again. */
export interface Replayed {
  sessions: number
  delinks: number
  people: number
  grants: number
}

export async function replayRevocations(services: Services): Promise<Replayed> {
  const { database, revocations, clock } = services
  // A session that ended longer ago has run out in every backup that has it.
  const ended = revocations.sessionsEndedAfter(clock.now() - sessionLifetimeMs)
  const sessions = await endSessions(database, ended, clock.now())
  const delinks = revocations.allDelinks()
  const standing = await findStanding(
    database,
    delinks.map((delinked) => delinked.relationshipId),
  )
  for (const id of standing) await delinkAgain(services, revocations.findDelink(id)!)
  await completeJournal(services)
  const people = await replayDecided(services)
  const grants = await replayGrants(services)
  return { sessions, delinks: standing.length, people, grants }
}

async function delinkAgain(services: Services, delinked: Delinked): Promise<void> {
  const { relationshipId, userId, organisationId, itemId } = delinked
  await runUnitOfWork(services, async (unit) => {
    const seen = await findRelationship(unit.trx, relationshipId)
    await lockDocuments(unit.trx, seen ? [seen.account_document_id, seen.private_document_id] : [])
    const relationship = await findRelationship(unit.trx, relationshipId, { lock: true })
    // Another node may have been faster.
    if (!relationship || relationship.ended_at !== null) return
    await endRelationship(unit, relationship, { actor: { userId, organisationId }, itemId })
  })
}

/** What customers let their MSPs do, after the people whom those made (C7). */
async function replayGrants(services: Services): Promise<number> {
  const { database, revocations } = services
  let changed = 0
  for (const entry of revocations.allGrants()) {
    const { result } = await runUnitOfWork(services, (unit) => replayGrant(unit, entry))
    changed += Number(result)
  }
  for (const row of await listGrantsDecided(database))
    if ((revocations.findDecided(row.id)?.at ?? -1) < (row.admins_decided_at ?? 0))
      revocations.decide(grantDecided(row, { itemId: null, userId: null }))
  return changed
}

/** What the journal misses: a line a crash came before, other nodes' delinks, the past of a file that is new. */
async function completeJournal({ database, revocations }: Services): Promise<void> {
  for (const row of await listEnded(database)) {
    if (revocations.findDelink(row.id)) continue
    const { id, customer_id, ended_at } = row
    const unknown = { itemId: null, userId: null, organisationId: customer_id }
    revocations.delinked({ relationshipId: id, at: ended_at ?? 0, ...unknown })
  }
}
