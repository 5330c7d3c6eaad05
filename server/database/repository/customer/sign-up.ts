/** What people entered to register a company by themselves, until the link in their mail is used or has run out. */
import type { Kysely } from 'kysely'
import type { Schema } from '../../schema.ts'
import type { SignUpTable } from '../../tables/sign-in-tables.ts'

export async function insertSignUp(database: Kysely<Schema>, signUp: SignUpTable): Promise<void> {
  await database.insertInto('sign_up').values(signUp).execute()
}

export async function findSignUp(database: Kysely<Schema>, id: string): Promise<SignUpTable | undefined> {
  return database.selectFrom('sign_up').selectAll().where('id', '=', id).executeTakeFirst()
}

export async function deleteOldSignUps(database: Kysely<Schema>, madeBefore: number): Promise<void> {
  await database.deleteFrom('sign_up').where('made_at', '<', madeBefore).execute()
}
