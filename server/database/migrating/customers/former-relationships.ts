/** What stays of relationships that are over (M28): also of those that ended before there was such a thing, as far as the log tells. */
import { randomBytes } from 'node:crypto'
import type { Kysely } from 'kysely'
import { maskEmail } from '#shared/domain/organisation.ts'
import { fullName } from '#shared/domain/text/person-name.ts'
import type { FormerRelationshipTable } from '../../tables/former-relationship-table.ts'
import { inChunks } from '../../in-chunks.ts'
import type { Schema } from '../../schema.ts'
import { addColumns, type DialectName } from '../add-columns.ts'

export const formerRelationships = '2026-12-05-former-relationships'
export const accountExports = '2026-12-12-account-exports'

export async function addFormerRelationships(db: Kysely<Schema>, dialect: DialectName): Promise<void> {
  await addColumns(
    db.schema.createTable('former_relationship'),
    {
      id: 'text',
      relationship_id: 'text',
      msp_id: 'text',
      customer_id: 'text',
      msp_name: 'text',
      customer_name: 'text',
      management_type: 'text',
      services: 'text',
      event: 'text',
      from_at: 'integer',
      to_at: 'integer',
      asked_by: 'text?',
      asked_name: 'text?',
      asked_masked: 'text?',
      accepted_by: 'text?',
      accepted_name: 'text?',
      accepted_masked: 'text?',
    },
    dialect,
  )
    .addPrimaryKeyConstraint('former_relationship_pk', ['id'])
    .addUniqueConstraint('former_relationship_relationship_id', ['relationship_id'])
    .execute()
  for (const column of ['msp_id', 'customer_id'] as const)
    await db.schema.createIndex(`former_relationship_${column}`).on('former_relationship').column(column).execute()
  const rows = await findEnded(db)
  for (const chunk of inChunks(rows)) await db.insertInto('former_relationship').values(chunk).execute()
}

/** Their names are those of the account as it was closed: no later one is the MSP's to know. */
async function findEnded(db: Kysely<Schema>): Promise<FormerRelationshipTable[]> {
  const ended = await db
    .selectFrom('relationship')
    .innerJoin('organisation', 'organisation.id', 'relationship.msp_id')
    .leftJoin('document', 'document.id', 'relationship.account_document_id')
    .selectAll('relationship')
    .select(['organisation.name as msp_name', 'document.facts'])
    .where('relationship.status', '=', 'delinked')
    .execute()
  const decisions = await db
    .selectFrom('change')
    .innerJoin('relationship', 'relationship.id', 'change.relationship_id')
    .leftJoin('user', 'user.id', 'change.actor_user_id')
    .select(['change.relationship_id', 'change.detail', 'change.actor_organisation_id'])
    .select(['user.first_name', 'user.last_name', 'user.email'])
    .where('relationship.status', '=', 'delinked')
    .where('change.document_id', 'is', null)
    .orderBy('change.received_at')
    .execute()
  const byRelationship = Map.groupBy(decisions, ({ relationship_id }) => relationship_id)
  return ended.map((row) => {
    const log = byRelationship.get(row.id) ?? []
    const lastOf = (event: string) => log.findLast(({ detail }) => detail.includes(`"${event}"`))
    const removed = lastOf('customer-removed')
    const [asked, accepted] = removed ? [removed, undefined] : [lastOf('delink-requested'), lastOf('delink-accepted')]
    const facts = JSON.parse(row.facts ?? '{}') as Record<string, string>
    return {
      id: randomBytes(16).toString('base64url'),
      relationship_id: row.id,
      msp_id: row.msp_id,
      customer_id: row.customer_id,
      msp_name: row.msp_name,
      customer_name: facts['companyName'] ?? '',
      management_type: row.management_type,
      services: row.services,
      event: removed ? ('customer-removed' as const) : ('delink-accepted' as const),
      from_at: row.added_at,
      to_at: row.ended_at ?? row.modified_at,
      asked_by: asked?.actor_organisation_id ?? null,
      asked_name: nameOf(asked),
      asked_masked: maskedOf(asked),
      accepted_by: accepted?.actor_organisation_id ?? null,
      accepted_name: nameOf(accepted),
      accepted_masked: maskedOf(accepted),
    }
  })
}

interface Person {
  first_name: string | null
  last_name: string | null
  email: string | null
}

const nameOf = (person: Person | undefined) =>
  person ? fullName(person.first_name ?? '', person.last_name ?? '') : null
const maskedOf = (person: Person | undefined) => (person ? (person.email ? maskEmail(person.email) : '') : null)

/** What each side may download of a relationship that is over (M17). What ended before has none. */
export async function addAccountExports(db: Kysely<Schema>, dialect: DialectName): Promise<void> {
  await addColumns(
    db.schema.createTable('account_export'),
    {
      id: 'text',
      organisation_id: 'text',
      side: 'text',
      relationship_id: 'text',
      customer_id: 'text',
      marked_at: 'integer',
      until_at: 'integer',
      account_document_id: 'text',
      private_document_id: 'text?',
      work_email: 'text',
      documents: 'text',
      services: 'text',
      tickets: 'text',
      actors: 'text',
    },
    dialect,
  )
    .addPrimaryKeyConstraint('account_export_pk', ['id'])
    .addUniqueConstraint('account_export_relationship_id_side', ['relationship_id', 'side'])
    .execute()
  for (const column of ['organisation_id', 'customer_id', 'until_at'])
    await db.schema.createIndex(`account_export_${column}`).on('account_export').column(column).execute()
}
