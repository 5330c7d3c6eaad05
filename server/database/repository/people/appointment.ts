/** Appointments of super admins by an operator. At most one of an organisation is open. */
import type { Kysely } from 'kysely'
import type { OrganisationId } from '#shared/domain/ids.ts'
import type { Schema } from '../../schema.ts'
import type { AppointmentTable } from '../../tables/sign-in-tables.ts'

export async function insertAppointment(database: Kysely<Schema>, appointment: AppointmentTable): Promise<void> {
  await database.insertInto('appointment').values(appointment).execute()
}

export async function findAppointment(database: Kysely<Schema>, id: string): Promise<AppointmentTable | undefined> {
  return database.selectFrom('appointment').selectAll().where('id', '=', id).executeTakeFirst()
}

/** The one that nobody has taken or stopped. */
export async function findOpenAppointment(
  database: Kysely<Schema>,
  organisationId: OrganisationId,
): Promise<AppointmentTable | undefined> {
  return database
    .selectFrom('appointment')
    .selectAll()
    .where('organisation_id', '=', organisationId)
    .where('state', '=', 'open')
    .executeTakeFirst()
}

export async function listStopped(database: Kysely<Schema>): Promise<Pick<AppointmentTable, 'id' | 'ended_at'>[]> {
  return database.selectFrom('appointment').select(['id', 'ended_at']).where('state', '=', 'stopped').execute()
}

export async function endAppointment(
  database: Kysely<Schema>,
  id: string,
  ended: { state: 'stopped' | 'taken'; ended_at: number },
): Promise<void> {
  await database.updateTable('appointment').set(ended).where('id', '=', id).execute()
}
