/** Erases what a customer's rows say of people (M25). What they were for, when and between whom stays, without a name. */
import { sql, type Kysely } from 'kysely'
import type { OrganisationId, RelationshipId, UserId } from '#shared/domain/ids.ts'
import { eraseAlerts } from '../alerts/alert.ts'
import { eraseApiKeys } from '../api/api-key.ts'
import type { Schema } from '../../schema.ts'
import type { ErasureTable } from '../../tables/erasure-table.ts'

type Database = Kysely<Schema>

/** What is erased, as the record of it counts it. */
export interface ErasedCounts {
  documents: number
  logEntries: number
  people: number
  invitations: number
  mails: number
  tickets: number
  exports: number
  alerts: number
  apiKeys: number
  applications: number
  auditEntries: number
  names: number
}

/** A Yjs document in which nothing was ever written. */
const emptyState = new Uint8Array([0, 0])

export async function insertErasure(database: Database, row: ErasureTable): Promise<void> {
  await database.insertInto('erasure').values(row).execute()
}

export async function listErasures(database: Database, organisationId?: OrganisationId): Promise<ErasureTable[]> {
  const all = database.selectFrom('erasure').selectAll().orderBy('at').orderBy('id')
  return (organisationId ? all.where('organisation_id', '=', organisationId) : all).execute()
}

/** The caller holds its documents, relationships and organisation. */
export async function eraseRowsOf(database: Database, customerId: OrganisationId, now: number): Promise<ErasedCounts> {
  const known = await readKnown(database, customerId)
  const mails = await deleteMails(database, customerId, known)
  return {
    mails,
    documents: await emptyDocuments(database, customerId, now),
    logEntries: await deleted(
      database.deleteFrom('change').where('customer_id', '=', customerId).where('document_id', 'is not', null),
    ),
    invitations: await blankInvitations(database, customerId),
    tickets: await deleted(database.deleteFrom('support_ticket').where('customer_id', '=', customerId)),
    alerts: await eraseAlerts(database, customerId),
    apiKeys: await eraseApiKeys(database, customerId),
    exports: await deleted(database.deleteFrom('account_export').where('customer_id', '=', customerId)),
    applications: await deleted(database.deleteFrom('service_application').where('organisation_id', '=', customerId)),
    auditEntries: await deleted(database.deleteFrom('audit_entry').where('organisation_id', '=', customerId)),
    people: await blankPeople(database, known.userIds, now),
    names: await blankNames(database, customerId, known.emails),
  }
}

interface Known {
  userIds: UserId[]
  relationshipIds: RelationshipId[]
  mspIds: OrganisationId[]
  emails: string[]
  names: string[]
}

/** By what mails about it are found: read before it is gone. */
async function readKnown(database: Database, customerId: OrganisationId): Promise<Known> {
  const users = await database.selectFrom('user').selectAll().where('organisation_id', '=', customerId).execute()
  const invitations = await database
    .selectFrom('invitation')
    .select('email')
    .where('customer_id', '=', customerId)
    .execute()
  const relationships = await database
    .selectFrom('relationship')
    .selectAll()
    .where('customer_id', '=', customerId)
    .execute()
  const organisation = await database
    .selectFrom('organisation')
    .select('name')
    .where('id', '=', customerId)
    .executeTakeFirst()
  const former = await database
    .selectFrom('former_relationship')
    .select('customer_name')
    .where('customer_id', '=', customerId)
    .execute()
  const emails = [...users, ...invitations].map(({ email }) => email)
  const names = [organisation?.name ?? '', ...former.map(({ customer_name }) => customer_name)]
  return {
    userIds: users.map(({ id }) => id),
    relationshipIds: relationships.map(({ id }) => id),
    mspIds: [...new Set(relationships.map(({ msp_id }) => msp_id))],
    emails: [...new Set([...emails, ...relationships.map(({ work_email }) => work_email)])].filter(Boolean),
    names: [...new Set(names)].filter(Boolean),
  }
}

/** Waiting ones, too: they would say it once more. Of an MSP's those that name the customer. */
async function deleteMails(database: Database, customerId: OrganisationId, known: Known): Promise<number> {
  const { mspIds, emails, names } = known
  return deleted(
    database.deleteFrom('mail').where(({ and, eb, or, ref }) => {
      const says = (text: string) => sql<boolean>`${ref('data')} like ${`%${escaped(text)}%`} escape '\\'`
      const namesIt = names.map((name) => says(`"companyName":${JSON.stringify(name)}`))
      return or([
        eb('organisation_id', '=', customerId),
        ...(emails.length > 0 ? [eb('recipient', 'in', emails)] : []),
        says(customerId),
        ...(mspIds.length > 0 && namesIt.length > 0
          ? [
              and([
                eb('organisation_id', 'in', mspIds),
                or(namesIt),
                // Another customer may be called the same.
                eb.not(says('"customerId"')),
              ]),
            ]
          : []),
      ])
    }),
  )
}

const escaped = (text: string) => text.replace(/[\\%_]/g, (sign) => `\\${sign}`)

async function emptyDocuments(database: Database, customerId: OrganisationId, now: number): Promise<number> {
  const ids = database.selectFrom('document').select('id').where('customer_id', '=', customerId)
  await database.deleteFrom('document_update').where('document_id', 'in', ids).execute()
  await database.deleteFrom('former_document_state').where('document_id', 'in', ids).execute()
  await database.deleteFrom('document_writer').where('document_id', 'in', ids).execute()
  const { numUpdatedRows } = await database
    .updateTable('document')
    .set({ state: emptyState, facts: '{}', stamps: '{}' })
    .where('customer_id', '=', customerId)
    .executeTakeFirst()
  await database
    .updateTable('document')
    .set({ closed_at: now })
    .where('customer_id', '=', customerId)
    .where('closed_at', 'is', null)
    .execute()
  return Number(numUpdatedRows)
}

async function blankInvitations(database: Database, customerId: OrganisationId): Promise<number> {
  const { numUpdatedRows } = await database
    .updateTable('invitation')
    .set({ email: '', first_name: '', last_name: '' })
    .where('customer_id', '=', customerId)
    .executeTakeFirst()
  await database
    .updateTable('person_invitation')
    .set({ email: '', details: '' })
    .where('organisation_id', '=', customerId)
    .execute()
  return Number(numUpdatedRows)
}

/** The rows stay, for what they did names them; nobody is to be told from them. */
async function blankPeople(database: Database, userIds: readonly UserId[], now: number): Promise<number> {
  for (const id of userIds) {
    await database
      .updateTable('user')
      .set({
        email: `${id.toLowerCase()}@erased.invalid`,
        first_name: '',
        last_name: '',
        password_hash: '',
        email_verified_at: null,
      })
      .where('id', '=', id)
      .execute()
    for (const table of ['second_factor', 'recovery_code'] as const)
      await database.deleteFrom(table).where('user_id', '=', id).execute()
    for (const table of ['notification', 'notification_preference'] as const)
      await database.deleteFrom(table).where('user_id', '=', id).execute()
    await database
      .updateTable('link')
      .set({ revoked_at: now })
      .where('subject_id', '=', id)
      .where('revoked_at', 'is', null)
      .execute()
  }
  return userIds.length
}

/** Also what it was asked and looked up by, and who was in its account. */
async function blankNames(database: Database, customerId: OrganisationId, emails: readonly string[]): Promise<number> {
  await database.updateTable('organisation').set({ name: '' }).where('id', '=', customerId).execute()
  await database
    .updateTable('relationship')
    .set({ work_email: '', looked_up: null })
    .where('customer_id', '=', customerId)
    .execute()
  const { numUpdatedRows } = await database
    .updateTable('former_relationship')
    .set({ customer_name: '' })
    .where('customer_id', '=', customerId)
    .executeTakeFirst()
  for (const part of ['asked', 'accepted'] as const)
    await database
      .updateTable('former_relationship')
      .set({ [`${part}_name`]: '', [`${part}_masked`]: '' })
      .where('customer_id', '=', customerId)
      .where(`${part}_by`, '=', customerId)
      .execute()
  await database
    .updateTable('licence_share')
    .set({ left_name: '' })
    .where('organisation_id', '=', customerId)
    .where('left_name', 'is not', null)
    .execute()
  await database.deleteFrom('look_up').where('customer_id', '=', customerId).execute()
  await database.deleteFrom('visit').where('customer_id', '=', customerId).execute()
  await database.deleteFrom('asking_msp').where('organisation_id', '=', customerId).execute()
  await database.deleteFrom('appointment').where('organisation_id', '=', customerId).execute()
  if (emails.length > 0) await database.deleteFrom('sign_up').where('email', 'in', emails).execute()
  return Number(numUpdatedRows) + 1
}

async function deleted(query: { executeTakeFirst(): Promise<{ numDeletedRows: bigint }> }): Promise<number> {
  return Number((await query.executeTakeFirst()).numDeletedRows)
}
