/**
 * Before the server serves: what the journal says was taken away is taken away again, should the database be a
 * backup that still has it (SYNC3). On a database that was never restored there is nothing to do.
 */
import { sessionLifetimeMs } from '../auth/session.ts'
import { revokeApiKeys } from '../database/repository/api/api-key.ts'
import { lockDocuments } from '../database/repository/document.ts'
import { replayErased } from '../commands/erase/replay-erased.ts'
import {
  findKnown,
  findRelationship,
  findStanding,
  listEnded,
  listGrantsDecided,
} from '../database/repository/relationship.ts'
import { listAskingDecided } from '../database/repository/requests/asking-msp.ts'
import { noteReplayed } from '../database/repository/replayed.ts'
import { endSessions } from '../database/repository/people/session.ts'
import type { Delinked } from '../database/journal-entries.ts'
import type { ReplayedTable } from '../database/tables/restore-tables.ts'
import { runUnitOfWork } from '../database/unit-of-work.ts'
import type { Services } from '../services.ts'
import { replayConverted } from './customer/convert-customer.ts'
import { endRelationship } from './delink/end-relationship.ts'
import { replayTrust } from './devices/note-trust.ts'
import { grantDecided, replayGrant } from './grant/note-grant.ts'
import { askingDecided, replayAsking } from './request/save-asking.ts'
import { replayAccepted } from './request/settle-accepted.ts'
import { findLost } from './find-lost.ts'
import { replayAudited } from './replay-audited.ts'
import { replayServices } from './service/replay-services.ts'
import { replayDeadLinks } from './replay-links.ts'
import { replayDecided } from './team/replay-decided.ts'

/** How many of each were there again. */
export interface Replayed {
  sessions: number
  apiKeys: number
  /** Requests of MSPs that were waiting again. */
  accepted: number
  /** Customers that were managed by an MSP alone again. */
  converted: number
  /** Services that were only asked for again. */
  services: number
  delinks: number
  people: number
  grants: number
  /** MSPs that could ask again, or couldn't. */
  asking: number
  /** Resellers that were trusted again, or no longer. */
  trust: number
  links: number
  /** Customers whose personal data were there again. */
  erased: number
  /** Lines of audit logs that were missing. */
  audited: number
}

export async function replayRevocations(services: Services): Promise<Replayed> {
  const { database, revocations, clock } = services
  // A session that ended longer ago has run out in every backup that has it.
  const ended = revocations.sessionsEndedAfter(clock.now() - sessionLifetimeMs)
  const sessions = await endSessions(database, ended, clock.now())
  const apiKeys = await revokeApiKeys(database, revocations.allRevokedKeys(), clock.now())
  // Before what ended since: a relationship that began and ended after the backup ends there, too.
  const accepted = await replayRequests(services)
  const converted = await replayConversions(services)
  const added = await replayAcceptedServices(services)
  const delinks = revocations.allDelinks()
  const standing = await findStanding(
    database,
    delinks.map((delinked) => delinked.relationshipId),
  )
  for (const id of standing) await delinkAgain(services, revocations.findDelink(id)!)
  await completeJournal(services)
  const { changed: people, spared } = await replayDecided(services)
  const grants = await replayGrants(services)
  const asking = await replayBlocks(services)
  const trust = await replayTrust(services)
  const links = await replayDeadLinks(services)
  const erased = await replayErased(services)
  const audited = await replayAudited(services, spared)
  await tellNodes(services)
  return {
    sessions,
    apiKeys,
    accepted,
    converted,
    services: added,
    delinks: standing.length,
    people,
    grants,
    asking,
    trust,
    links,
    erased,
    audited,
  }
}

async function replayRequests(services: Services): Promise<number> {
  let changed = 0
  for (const entry of services.revocations.allAccepted()) {
    const { result } = await runUnitOfWork(services, (unit) => replayAccepted(unit, entry))
    changed += Number(result)
  }
  return changed
}

async function replayConversions(services: Services): Promise<number> {
  let changed = 0
  for (const entry of services.revocations.allConverted()) {
    const { result } = await runUnitOfWork(services, (unit) => replayConverted(services, unit, entry))
    changed += Number(result)
  }
  return changed
}

async function replayAcceptedServices(services: Services): Promise<number> {
  let changed = 0
  for (const entry of services.revocations.allServicesAccepted()) {
    const { result } = await runUnitOfWork(services, (unit) => replayServices(unit, entry))
    changed += Number(result)
  }
  return changed
}

async function delinkAgain(services: Services, delinked: Delinked): Promise<void> {
  const { relationshipId, userId, organisationId, itemId, event, at: endedAt } = delinked
  await runUnitOfWork(services, async (unit) => {
    const seen = await findRelationship(unit.trx, relationshipId)
    await lockDocuments(unit.trx, seen ? [seen.account_document_id, seen.private_document_id] : [])
    const relationship = await findRelationship(unit.trx, relationshipId, { lock: true })
    // Another node may have been faster.
    if (!relationship || relationship.ended_at !== null) return
    await endRelationship(unit, relationship, { actor: { userId, organisationId }, itemId, event, endedAt })
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

/** Whom customers let ask them (C12). */
async function replayBlocks(services: Services): Promise<number> {
  const { database, revocations } = services
  let changed = 0
  for (const entry of revocations.allAsking()) {
    const { result } = await runUnitOfWork(services, (unit) => replayAsking(unit, entry))
    changed += Number(result)
  }
  for (const row of await listAskingDecided(database)) {
    const decided = askingDecided(row, null)
    if ((revocations.findDecided(decided.id)?.at ?? -1) < decided.at) revocations.decide(decided)
  }
  return changed
}

/** As long as devices send once more what they were told was taken, and a day for clocks. */
const repeatedForMs = 31 * 24 * 60 * 60 * 1000

/** What only this node's journal knows and a device may ask for again, which any node has to answer. */
async function tellNodes(services: Services): Promise<void> {
  const { database, revocations, clock } = services
  const since = clock.now() - repeatedForMs
  const items = revocations.itemsAfter(since)
  const lost = await findLost(services, items)
  const ended = revocations.allDelinks().filter(({ at }) => at > since)
  const known = await findKnown(
    database,
    ended.map(({ relationshipId }) => relationshipId),
  )
  await noteReplayed(database, [
    ...lost.map((itemId) => rowOf(itemId, items.get(itemId)!)),
    ...ended
      .filter(({ relationshipId }) => !known.has(relationshipId))
      .map((delinked) => rowOf(delinked.relationshipId, delinked)),
  ])
}

function rowOf(
  subject: ReplayedTable['subject'],
  { organisationId, at }: Pick<Delinked, 'organisationId' | 'at'>,
): ReplayedTable {
  return { subject, organisation_id: organisationId, at }
}

/** What the journal misses: a line a crash came before, other nodes' delinks, the past of a file that is new. */
async function completeJournal({ database, revocations }: Services): Promise<void> {
  for (const row of await listEnded(database)) {
    if (revocations.findDelink(row.id)) continue
    const { id, customer_id, ended_at, status } = row
    const unknown = { itemId: null, userId: null, organisationId: customer_id }
    const event = status === 'withdrawn' ? 'request-withdrawn' : (row.event ?? 'delink-accepted')
    revocations.delinked({ relationshipId: id, at: ended_at ?? 0, event, ...unknown })
  }
}
