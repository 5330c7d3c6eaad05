import type { Kysely } from 'kysely'
import type { ProfileId } from '#shared/domain/ids.ts'
import type { Schema } from '../../schema.ts'
import type { EnrolmentProfileTable } from '../../tables/device-tables.ts'

export async function findProfile(database: Kysely<Schema>, id: ProfileId): Promise<EnrolmentProfileTable | undefined> {
  return database.selectFrom('enrolment_profile').selectAll().where('id', '=', id).executeTakeFirst()
}

/** A device has it, or will get it as it is approved. */
export async function isProfileInUse(database: Kysely<Schema>, id: ProfileId): Promise<boolean> {
  const device = database.selectFrom('device').select('id').where('profile_id', '=', id).limit(1)
  const link = database.selectFrom('reseller_link').select('id').where('default_profile_id', '=', id).limit(1)
  return (await device.executeTakeFirst()) !== undefined || (await link.executeTakeFirst()) !== undefined
}
