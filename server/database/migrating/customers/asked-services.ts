/** Services that an MSP asks to manage besides (M13). */
import type { Kysely } from 'kysely'
import type { Schema } from '../../schema.ts'

export const askedServices = '2026-12-04-asked-services'

export async function addAskedServices(db: Kysely<Schema>): Promise<void> {
  await db.schema.alterTable('relationship').addColumn('asked_services', 'text').execute()
  await db.schema.alterTable('relationship').addColumn('services_asked_at', 'bigint').execute()
}
