/** What customers apply for, until an operator decides, and what was decided. */
import type { Kysely } from 'kysely'
import { lockedForUpdate } from '../../connection.ts'
import type { Schema } from '../../schema.ts'
import type { ServiceApplicationTable } from '../../tables/service-record-table.ts'

export async function insertApplication(database: Kysely<Schema>, row: ServiceApplicationTable): Promise<void> {
  await database.insertInto('service_application').values(row).execute()
}

export async function findApplication(
  database: Kysely<Schema>,
  id: string,
  { lock = false } = {},
): Promise<ServiceApplicationTable | undefined> {
  const query = database.selectFrom('service_application').selectAll().where('id', '=', id)
  return (lock ? lockedForUpdate(query) : query).executeTakeFirst()
}

/** Open ones, the longest waiting first; or decided ones, the latest first. With whoever applies. */
export async function listApplications(
  database: Kysely<Schema>,
  { open, limit }: { open: boolean; limit: number },
): Promise<(ServiceApplicationTable & { company_name: string; email: string | null })[]> {
  return database
    .selectFrom('service_application as application')
    .innerJoin('organisation', 'organisation.id', 'application.organisation_id')
    .leftJoin('user', 'user.id', 'application.applied_by')
    .selectAll('application')
    .select(['organisation.name as company_name', 'user.email'])
    .where('application.state', open ? '=' : '!=', 'open')
    .orderBy(open ? 'application.applied_at' : 'application.decided_at', open ? 'asc' : 'desc')
    .orderBy('application.id')
    .limit(limit)
    .execute()
}

export async function saveDecidedApplication(
  database: Kysely<Schema>,
  id: string,
  decided: Pick<ServiceApplicationTable, 'state' | 'decided_at' | 'reason'>,
): Promise<void> {
  await database.updateTable('service_application').set(decided).where('id', '=', id).execute()
}
