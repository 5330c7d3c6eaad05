/**
 * One SQL transaction of the domain: rows, feed entries and queued mail commit together or not at all.
 * Feed entries are numbered last, so that heads are locked as briefly as possible, sorted (SYNC1).
 */
import type { Kysely, Transaction } from 'kysely'
import type { Clock } from '#shared/domain/clock.ts'
import type { IdSource, OrganisationId } from '#shared/domain/ids.ts'
import { withConnectionHeld } from './built-once.ts'
import { isSerializationFailure } from './connection.ts'
import { appendFeed, type CommittedEntry, type FeedNews } from './feed.ts'
import type { Schema } from './schema.ts'

export interface UnitOfWork {
  readonly trx: Transaction<Schema>
  /** The one moment of this transaction, ms. */
  readonly now: number
  readonly ids: IdSource
  /** Tells an organisation's devices at commit that a record changed. */
  publish(news: FeedNews): void
  /** Runs after commit; never when the transaction failed. */
  afterCommit(effect: () => void): void
}

export interface UnitOfWorkServices {
  database: Kysely<Schema>
  clock: Clock
  ids: IdSource
  /** Wakes followers of these feeds, with what was just committed to them; losing the call loses nothing (SYNC6). */
  wakeFollowers(organisations: ReadonlySet<OrganisationId>, committed: readonly CommittedEntry[]): void
}

/** What a unit of work did to the feeds: organisation → its head after commit. */
export type FeedHeads = ReadonlyMap<OrganisationId, number>

const attempts = 8

/** Runs `work` in one transaction, again from the start when the database asks for a retry (40001, 40P01). */
export async function runUnitOfWork<Result>(
  services: UnitOfWorkServices,
  work: (unit: UnitOfWork) => Promise<Result>,
): Promise<{ result: Result; heads: FeedHeads }> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await attemptOnce(services, work)
    } catch (error) {
      if (attempt >= attempts || !isSerializationFailure(error)) throw error
    }
  }
}

async function attemptOnce<Result>(services: UnitOfWorkServices, work: (unit: UnitOfWork) => Promise<Result>) {
  const effects: (() => void)[] = []
  // Said, not assumed: an operator's default may be another level (SYNC1).
  const transaction = services.database.transaction().setIsolationLevel('read committed')
  const done = await transaction.execute(async (trx) => {
    const news: FeedNews[] = []
    const unit: UnitOfWork = {
      trx,
      now: services.clock.now(),
      ids: services.ids,
      publish: (entry) => void news.push(entry),
      afterCommit: (effect) => void effects.push(effect),
    }
    return withConnectionHeld(trx, async () => {
      const result = await work(unit)
      return { result, ...(await appendFeed(unit, news)) }
    })
  })
  if (done.heads.size > 0) services.wakeFollowers(new Set(done.heads.keys()), done.committed)
  for (const effect of effects) effect()
  return done
}
