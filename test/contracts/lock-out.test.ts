// Who may see what changed for good: nodes of the first release, which know no scopes, must fail and not serve.
import { sql } from 'kysely'
import { afterAll, afterEach, describe, expect, it, vi } from 'vitest'
import { startApplication } from '../../server/application.ts'
import { parseConfig } from '../../server/config.ts'
import { openDatabase, type Database } from '../../server/database/connection.ts'
import { DatabaseTooNew, nodesMustKnow } from '../../server/database/migrating/must-know.ts'
import { silentLog } from '../../server/log.ts'
import { watchSchema } from '../../server/jobs/watch-schema.ts'
import { databaseOf, providers, stopProviders } from './providers.ts'

/** What the first release asks the database, word for word as Kysely wrote it there. */
const releasedStatements: Record<string, string> = {
  'whose cookie it is, at every request': `select * from "session" where "token_hash" = 'a' and "expires_at" > 0`,
  'whom the session lets in, for every page and transaction': `select "user".*, "organisation"."kind" as "organisation_kind", "organisation"."name" as "organisation_name" from "user" inner join "organisation" on "organisation"."id" = "user"."organisation_id" inner join "session" on "session"."user_id" = "user"."id" where "session"."id" = 'a' and "session"."expires_at" > 0`,
  'whose connection still stands, every second': `select "session"."id", "user"."access_version", "feed_head"."number" from "session" inner join "user" on "user"."id" = "session"."user_id" inner join "feed_head" on "feed_head"."organisation_id" = "user"."organisation_id" where "session"."id" in ('a') and "session"."expires_at" > 0 and "user"."status" = 'active'`,
  'a person’s sessions': `select * from "session" where "user_id" = 'a' and "expires_at" > 0 order by "last_seen_at" desc`,
  'use of a session': `update "session" set "last_seen_at" = 1, "expires_at" = 2 where "id" = 'a'`,
  pruning: `delete from "session" where "expires_at" <= 0`,
  'readiness, every snapshot and every push of edits': `select "value" from "meta" where "key" = 'incarnation'`,
  'the start of a server': `update "meta" set "value" = 'a' where "key" = 'incarnation'`,
}

afterAll(stopProviders)
afterEach(() => vi.useRealTimers())

describe.each(providers)('$name', (provider) => {
  const opened = databaseOf(provider)
  const ask = (database: Database, statement: string) => sql.raw(statement).execute(database)

  it.each(Object.entries(releasedStatements))(
    '[SYNC4] a node of the first release fails at %s',
    async (_what, statement) => {
      await expect(ask(opened.database, statement)).rejects.toThrow(/expires_at|meta/)
    },
  )

  it('[SYNC4] by nothing but the two names: under those of the first release all of it works', async () => {
    const rename = async ([session, facts]: [string, string], [newSession, newFacts]: [string, string]) => {
      await ask(opened.database, `alter table "session" rename column "${session}" to "${newSession}"`)
      await ask(opened.database, `alter table "${facts}" rename to "${newFacts}"`)
    }
    await rename(['valid_until', 'database_fact'], ['expires_at', 'meta'])
    for (const statement of Object.values(releasedStatements)) await ask(opened.database, statement)
    await rename(['expires_at', 'meta'], ['valid_until', 'database_fact'])
  })

  it('[SYNC4] a node that doesn’t know a migration it must know doesn’t start, and one that runs finds out within a minute', async () => {
    const config = await provider.provide()
    const node = await openDatabase(config)
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] })
    const found: DatabaseTooNew[] = []
    const stop = watchSchema({ database: node.database, log: silentLog }, (error) => found.push(error))
    vi.advanceTimersByTime(60_000)
    await stop()
    expect(found).toEqual([])

    const watching = watchSchema({ database: node.database, log: silentLog }, (error) => found.push(error))
    await nodesMustKnow(node.database, '2030-01-01-of-a-later-release')
    vi.advanceTimersByTime(60_000)
    await watching()
    expect(found).toHaveLength(1)
    expect(found[0]?.message).toContain('2030-01-01-of-a-later-release')
    await node.close()
    await expect(openDatabase(config)).rejects.toThrow(DatabaseTooNew)
    await provider.remove(config)
  })
})

describe('A running server', () => {
  it('[SYNC4] ends when its database has become too new for it', async () => {
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] })
    const [sqlite] = providers
    const { dataFolder } = await sqlite!.provide()
    const ended = Promise.withResolvers<Error>()
    const application = await startApplication(parseConfig({ PORT: '0', TANDEM_DATA: dataFolder }), {
      onTooNew: ended.resolve,
    })
    await nodesMustKnow(application.services.database, '2030-01-01-of-a-later-release')
    vi.advanceTimersByTime(60_000)
    expect(await ended.promise).toBeInstanceOf(DatabaseTooNew)
    await expect(fetch(`${application.address}/health`)).rejects.toThrow()
  })
})
