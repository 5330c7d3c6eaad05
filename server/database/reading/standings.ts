/** Where live connections stand: whose session and access still hold, and how far feeds have gone (SYNC4, SYNC6). */
import type { Kysely } from 'kysely'
import type { OrganisationId } from '#shared/domain/ids.ts'
import { builtOnce } from '../built-once.ts'
import type { Schema } from '../schema.ts'

export interface FeedStanding {
  /** The access versions of all who may act, added up: they only rise, so that another sum is a change of somebody's access. */
  access: string
  /** The feed's head. */
  number: number
}

const findStandings = builtOnce((database, { organisationIds }: { organisationIds: readonly OrganisationId[] }) =>
  database
    .selectFrom('feed_head')
    .innerJoin('user', 'user.organisation_id', 'feed_head.organisation_id')
    .select(({ fn }) => [
      'feed_head.organisation_id as id',
      'feed_head.number',
      fn.sum<number>('user.access_version').as('versions'),
      fn.countAll<number>().as('people'),
    ])
    .where('feed_head.organisation_id', 'in', organisationIds)
    .where('user.status', '=', 'active')
    .groupBy(['feed_head.organisation_id', 'feed_head.number']),
)

export async function readFeedStandings(
  database: Kysely<Schema>,
  organisationIds: readonly OrganisationId[],
): Promise<Map<OrganisationId, FeedStanding>> {
  const rows = await findStandings(database, { organisationIds })
  return new Map(rows.map(({ id, number, versions, people }) => [id, { number, access: `${versions} ${people}` }]))
}

/** Session id → its user's access version and feed head; without an entry the session no longer stands. */
export async function readSessionStandings(database: Kysely<Schema>, sessionIds: readonly string[], now: number) {
  const rows = await database
    .selectFrom('session')
    .innerJoin('user', 'user.id', 'session.user_id')
    .innerJoin('feed_head', 'feed_head.organisation_id', 'user.organisation_id')
    .select(['session.id', 'user.access_version', 'feed_head.number'])
    .where('session.id', 'in', sessionIds)
    .where('session.valid_until', '>', now)
    .where('user.status', '=', 'active')
    .execute()
  return new Map(rows.map((row) => [row.id, row]))
}
