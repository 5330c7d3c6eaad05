/** The second factor of people who have one: a sealed secret, the last step of time it was used at, recovery codes. */
import type { Kysely } from 'kysely'
import type { OrganisationId, UserId } from '#shared/domain/ids.ts'
import type { Schema } from '../../schema.ts'
import type { SecondFactorTable } from '../../tables/sign-in-tables.ts'

export async function findFactor(database: Kysely<Schema>, userId: UserId): Promise<SecondFactorTable | undefined> {
  return database.selectFrom('second_factor').selectAll().where('user_id', '=', userId).executeTakeFirst()
}

/** The one that counts: a code has shown that it works. */
export async function findConfirmedFactor(
  database: Kysely<Schema>,
  userId: UserId,
): Promise<SecondFactorTable | undefined> {
  const factor = await findFactor(database, userId)
  return factor?.confirmed_at === null ? undefined : factor
}

/** A secret that is not confirmed yet; in place of an earlier one that wasn't either. Whether there was no confirmed one. */
export async function beginFactor(
  database: Kysely<Schema>,
  factor: Pick<SecondFactorTable, 'user_id' | 'organisation_id' | 'secret' | 'created_at'>,
): Promise<boolean> {
  const { secret, created_at } = factor
  const result = await database
    .insertInto('second_factor')
    .values({ ...factor, confirmed_at: null, last_step: 0 })
    .onConflict((conflict) =>
      conflict
        .column('user_id')
        .doUpdateSet({ secret, created_at, last_step: 0 })
        .where('second_factor.confirmed_at', 'is', null),
    )
    .executeTakeFirst()
  return result.numInsertedOrUpdatedRows === 1n
}

export async function confirmFactor(database: Kysely<Schema>, userId: UserId, at: number): Promise<void> {
  await database.updateTable('second_factor').set({ confirmed_at: at }).where('user_id', '=', userId).execute()
}

/** Whether this step comes after the last one that was used: of two at once one. */
export async function takeStep(database: Kysely<Schema>, userId: UserId, step: number): Promise<boolean> {
  const result = await database
    .updateTable('second_factor')
    .set({ last_step: step })
    .where('user_id', '=', userId)
    .where('last_step', '<', step)
    .executeTakeFirst()
  return result.numUpdatedRows === 1n
}

/** Whether it is one of theirs that was not used: of two at once one. */
export async function takeRecoveryCode(
  database: Kysely<Schema>,
  userId: UserId,
  codeHash: string,
  at: number,
): Promise<boolean> {
  const result = await database
    .updateTable('recovery_code')
    .set({ used_at: at })
    .where('user_id', '=', userId)
    .where('code_hash', '=', codeHash)
    .where('used_at', 'is', null)
    .executeTakeFirst()
  return result.numUpdatedRows === 1n
}

export async function replaceRecoveryCodes(
  database: Kysely<Schema>,
  person: { user_id: UserId; organisation_id: OrganisationId },
  hashes: readonly string[],
): Promise<void> {
  await database.deleteFrom('recovery_code').where('user_id', '=', person.user_id).execute()
  const rows = hashes.map((code_hash) => ({ ...person, code_hash, used_at: null }))
  await database.insertInto('recovery_code').values(rows).execute()
}

export async function countRecoveryCodes(database: Kysely<Schema>, userId: UserId): Promise<number> {
  const { count } = await database
    .selectFrom('recovery_code')
    .select((eb) => eb.fn.countAll<number>().as('count'))
    .where('user_id', '=', userId)
    .where('used_at', 'is', null)
    .executeTakeFirstOrThrow()
  return Number(count)
}

export async function deleteFactor(database: Kysely<Schema>, userId: UserId): Promise<void> {
  await database.deleteFrom('recovery_code').where('user_id', '=', userId).execute()
  await database.deleteFrom('second_factor').where('user_id', '=', userId).execute()
}
