/** How MSPs show themselves (M26). One that is here already answers where its first super admin does, until it says otherwise. */
import { sql, type Kysely } from 'kysely'
import type { Schema } from '../../schema.ts'
import { addColumns, type DialectName } from '../add-columns.ts'

export const mspProfiles = '2026-12-01-msp-profiles'

export async function addMspProfiles(db: Kysely<Schema>, dialect: DialectName): Promise<void> {
  await addColumns(
    db.schema.createTable('msp_profile'),
    {
      organisation_id: 'text',
      address: 'text',
      contact: 'text',
      phone: 'text',
      reply_address: 'text',
      logo: 'text',
      version: 'integer',
    },
    dialect,
  )
    .addPrimaryKeyConstraint('msp_profile_pk', ['organisation_id'])
    .execute()
  await sql`
    insert into msp_profile (organisation_id, address, contact, phone, reply_address, logo, version)
    select id, '', '', '', coalesce((
      select email from "user" where "user".organisation_id = organisation.id and role = 'super-admin' and status = 'active'
      order by created_at, "user".id limit 1
    ), ''), '', 1
    from organisation where kind = 'msp'`.execute(db)
}
