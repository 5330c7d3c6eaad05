/** What requests by API keys were answered, where they named themselves (`Idempotency-Key`). */
import type { Kysely } from 'kysely'
import type { Schema } from '../../schema.ts'
import type { ApiAnswerTable } from '../../tables/alert-tables.ts'

type Named = Pick<ApiAnswerTable, 'api_key_id' | 'named'>

/** Of two at once one; whether it was this one. */
export async function insertAnswer(database: Kysely<Schema>, answer: ApiAnswerTable): Promise<boolean> {
  const insert = database.insertInto('api_answer').values(answer)
  const result = await insert
    .onConflict((conflict) => conflict.columns(['api_key_id', 'named']).doNothing())
    .executeTakeFirst()
  return result.numInsertedOrUpdatedRows === 1n
}

export async function findAnswer(
  database: Kysely<Schema>,
  { api_key_id, named }: Named,
): Promise<ApiAnswerTable | undefined> {
  const answers = database.selectFrom('api_answer').selectAll().where('api_key_id', '=', api_key_id)
  return answers.where('named', '=', named).executeTakeFirst()
}

export async function saveAnswer(
  database: Kysely<Schema>,
  { api_key_id, named, status, body }: Named & Pick<ApiAnswerTable, 'status' | 'body'>,
): Promise<void> {
  await database
    .updateTable('api_answer')
    .set({ status, body })
    .where('api_key_id', '=', api_key_id)
    .where('named', '=', named)
    .execute()
}

export async function deleteOldAnswers(database: Kysely<Schema>, before: number): Promise<void> {
  await database.deleteFrom('api_answer').where('at', '<', before).execute()
}
