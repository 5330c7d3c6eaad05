/**
 * How often something is done, counted where all nodes count together. A row a key, nobody's, and gone when it says nothing
 * any more.
 */
import { createHmac } from 'node:crypto'
import type { Kysely } from 'kysely'
import type { Schema } from '../../schema.ts'

/** Under which key somebody or something is counted: equal on all nodes, and nobody reads in the database whom it counts. */
export function throttleKey(secret: Uint8Array, kind: string, counted: string): string {
  return createHmac('sha256', secret).update(`throttle:${kind}:${counted}`).digest('base64url')
}

/** So many at once, and as many again in that time, evenly. */
export interface Allowance {
  times: number
  perMs: number
}

const stepOf = ({ times, perMs }: Allowance) => Math.ceil(perMs / times)

/** Counts one, whether it is allowed or not. Returns how long it must wait, ms. */
export async function book(database: Kysely<Schema>, key: string, allowance: Allowance, now: number): Promise<number> {
  const step = stepOf(allowance)
  const row = await database
    .insertInto('throttle')
    .values({ key, until: now + step, tries: 0 })
    .onConflict((conflict) =>
      conflict.column('key').doUpdateSet((eb) => ({
        until: eb(eb.case().when('throttle.until', '>', now).then(eb.ref('throttle.until')).else(now).end(), '+', step),
      })),
    )
    .returning('until')
    .executeTakeFirstOrThrow()
  return Math.max(0, row.until - now - allowance.perMs)
}

/** Counts one if it is allowed. Returns how long it would have to wait, ms; 0: it was counted. */
export async function spend(database: Kysely<Schema>, key: string, allowance: Allowance, now: number): Promise<number> {
  const step = stepOf(allowance)
  const result = await database
    .insertInto('throttle')
    .values({ key, until: now + step, tries: 0 })
    .onConflict((conflict) =>
      conflict
        .column('key')
        .doUpdateSet((eb) => ({
          until: eb(
            eb.case().when('throttle.until', '>', now).then(eb.ref('throttle.until')).else(now).end(),
            '+',
            step,
          ),
        }))
        .where('throttle.until', '<=', now + allowance.perMs - step),
    )
    .executeTakeFirst()
  if (result.numInsertedOrUpdatedRows === 1n) return 0
  return timeToWait(database, key, allowance, now)
}

/** How long the next one would have to wait, ms; counts nothing. */
export async function timeToWait(
  database: Kysely<Schema>,
  key: string,
  allowance: Allowance,
  now: number,
): Promise<number> {
  const row = await findRow(database, key)
  return row ? Math.max(0, row.until + stepOf(allowance) - now - allowance.perMs) : 0
}

/** How many more are allowed, and when all are again, s. */
export interface Standing {
  left: number
  resetS: number
}

export async function standingOf(
  database: Kysely<Schema>,
  key: string,
  allowance: Allowance,
  now: number,
): Promise<Standing> {
  const aheadMs = Math.max(0, ((await findRow(database, key))?.until ?? 0) - now)
  const left = Math.max(0, allowance.times - Math.ceil(aheadMs / stepOf(allowance)))
  return { left, resetS: Math.ceil(aheadMs / 1000) }
}

export async function giveBack(database: Kysely<Schema>, key: string, allowance: Allowance): Promise<void> {
  await database
    .updateTable('throttle')
    .set((eb) => ({ until: eb('until', '-', stepOf(allowance)) }))
    .where('key', '=', key)
    .execute()
}

/**
 * Counts a try before it is known whether it fails, so that many at once count too. Returns how long it must wait before it
 * may be made, ms; 0: it may. `pauseMs`: what the n-th in a row brings upon the one after it. Tries are forgotten a day later.
 */
export async function beginTry(
  database: Kysely<Schema>,
  key: string,
  pauseMs: (tries: number) => number,
  now: number,
): Promise<number> {
  for (;;) {
    const row = await findRow(database, key)
    if (row && row.until > now) return row.until - now
    const before = row && row.until > now - forgottenAfterMs ? row.tries : 0
    const next = { tries: before + 1, until: now + pauseMs(before + 1) }
    const result = row
      ? await database
          .updateTable('throttle')
          .set(next)
          .where('key', '=', key)
          .where('tries', '=', row.tries)
          .where('until', '=', row.until)
          .executeTakeFirst()
      : await database
          .insertInto('throttle')
          .values({ key, ...next })
          .onConflict((conflict) => conflict.column('key').doNothing())
          .executeTakeFirst()
    const changed = 'numUpdatedRows' in result ? result.numUpdatedRows : result.numInsertedOrUpdatedRows
    if (changed === 1n) return 0
  }
}

export async function forgetTries(database: Kysely<Schema>, key: string): Promise<void> {
  await database.deleteFrom('throttle').where('key', '=', key).execute()
}

const forgottenAfterMs = 24 * 60 * 60 * 1000

export async function deleteOldThrottles(database: Kysely<Schema>, now: number): Promise<void> {
  await database
    .deleteFrom('throttle')
    .where('until', '<=', now - forgottenAfterMs)
    .execute()
}

async function findRow(database: Kysely<Schema>, key: string) {
  return database.selectFrom('throttle').select(['until', 'tries']).where('key', '=', key).executeTakeFirst()
}
