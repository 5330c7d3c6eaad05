/**
 * The schema's history, in code. Each migration runs once, in order, in a transaction under the
 * database's own lock; a released one is never edited, only followed by another. A migration only adds, because
 * older nodes go on writing beside it: one that they don't know is no reason not to start, unless it says that they
 * must know it. Who may see what is such a change: they would go on by the rule of before.
 */
import { randomBytes } from 'node:crypto'
import { sql, type Kysely } from 'kysely'
import { Migrator, type Migration } from 'kysely/migration'
import { addColumns, type Columns, type DialectName } from './migrating/add-columns.ts'
import { addAppointments, appointments } from './migrating/appointments.ts'
import { addAskingMsps, addJointAsks, askingMsps, jointAsks } from './migrating/asking-msps.ts'
import { addAuditLog, auditLog } from './migrating/audit-log.ts'
import { addCustomerReleases, customerReleases } from './migrating/customer-releases.ts'
import { addMspProfiles, mspProfiles } from './migrating/msp-profiles.ts'
import { addInvitedPeople } from './migrating/invited-people.ts'
import { addGrantedAdmins, addPeopleToReview, grantedAdmins, peopleToReview } from './migrating/granted-admins.ts'
import { addHowPeopleSignIn, howPeopleSignIn } from './migrating/how-people-sign-in.ts'
import { DatabaseNotReady, requireKnown } from './migrating/must-know.ts'
import { laterMigrations, ranMigrations } from './migrating/ran-migrations.ts'
import { addAskedServices, askedServices } from './migrating/asked-services.ts'
import { addFormerRelationships, formerRelationships } from './migrating/former-relationships.ts'
import { addManagementRequests, managementRequests } from './migrating/management-requests.ts'
import { addReminders, reminders } from './migrating/reminders.ts'
import { addReplayedDecisions, replayedDecisions } from './migrating/replayed-decisions.ts'
import { addSecondFactors, secondFactors } from './migrating/second-factors.ts'
import { addServiceApplications, addSignUps, serviceApplications, signUps } from './migrating/customers-alone.ts'
import { addServiceRecords, serviceRecords } from './migrating/service-records.ts'
import { addWhoMaySeeWhat, whoMaySeeWhat } from './migrating/who-may-see-what.ts'
import type { Schema } from './schema.ts'

async function createTables(db: Kysely<Schema>, dialect: DialectName): Promise<void> {
  const table = (name: string, primaryKey: string[], columns: Columns, references: Record<string, string> = {}) => {
    const builder = addColumns(db.schema.createTable(name), columns, dialect).addPrimaryKeyConstraint(
      `${name}_pk`,
      primaryKey,
    )
    return Object.entries(references)
      .reduce(
        (built, [column, target]) => built.addForeignKeyConstraint(`${name}_${column}_fk`, [column], target, ['id']),
        builder,
      )
      .execute()
  }
  const inOrganisation = { organisation_id: 'organisation' }

  await table('meta', ['key'], { key: 'text', value: 'text' })
  await table('organisation', ['id'], { id: 'text', kind: 'text', name: 'text', created_at: 'integer' })
  await table(
    'user',
    ['id'],
    {
      id: 'text',
      organisation_id: 'text',
      email: 'text',
      first_name: 'text',
      last_name: 'text',
      role: 'text',
      status: 'text',
      password_hash: 'text',
      email_verified_at: 'integer?',
      locale: 'text',
      access_version: 'integer',
      created_at: 'integer',
    },
    inOrganisation,
  )
  await table(
    'session',
    ['id'],
    {
      id: 'text',
      organisation_id: 'text',
      token_hash: 'text',
      user_id: 'text',
      user_agent: 'text',
      created_at: 'integer',
      last_seen_at: 'integer',
      expires_at: 'integer',
    },
    { user_id: 'user' },
  )
  await table('link', ['id'], {
    id: 'text',
    organisation_id: 'text',
    purpose: 'text',
    subject_id: 'text',
    created_at: 'integer',
    used_at: 'integer?',
    revoked_at: 'integer?',
  })
  await table(
    'relationship',
    ['id'],
    {
      id: 'text',
      msp_id: 'text',
      customer_id: 'text',
      management_type: 'text',
      status: 'text',
      version: 'integer',
      services: 'text',
      work_email: 'text',
      account_document_id: 'text',
      private_document_id: 'text',
      delink_requested_at: 'integer?',
      delink_reminded_at: 'integer?',
      added_by: 'text',
      added_at: 'integer',
      modified_at: 'integer',
      ended_at: 'integer?',
    },
    { msp_id: 'organisation', customer_id: 'organisation' },
  )
  await table(
    'invitation',
    ['id'],
    {
      id: 'text',
      relationship_id: 'text',
      customer_id: 'text',
      email: 'text',
      first_name: 'text',
      last_name: 'text',
      state: 'text',
      created_at: 'integer',
      sent_at: 'integer?',
      sent_count: 'integer',
      expires_at: 'integer?',
      trouble_at: 'integer?',
      answered_at: 'integer?',
    },
    { relationship_id: 'relationship' },
  )
  await table(
    'document',
    ['id'],
    {
      id: 'text',
      kind: 'text',
      organisation_id: 'text',
      customer_id: 'text',
      relationship_id: 'text?',
      state: 'bytes',
      seq: 'integer',
      server_client_id: 'integer',
      facts: 'text',
      stamps: 'text',
      modified_at: 'integer',
      closed_at: 'integer?',
    },
    inOrganisation,
  )
  await table(
    'document_update',
    ['document_id', 'seq'],
    { organisation_id: 'text', document_id: 'text', seq: 'integer', bytes: 'bytes' },
    { document_id: 'document' },
  )
  await table(
    'document_writer',
    ['document_id', 'client_id'],
    { organisation_id: 'text', document_id: 'text', client_id: 'integer', user_id: 'text', store_id: 'text' },
    { document_id: 'document' },
  )
  await table('change', ['id'], {
    id: 'text',
    organisation_id: 'text',
    document_id: 'text?',
    relationship_id: 'text?',
    customer_id: 'text',
    actor_user_id: 'text?',
    actor_organisation_id: 'text',
    at: 'integer',
    received_at: 'integer',
    detail: 'text',
    undoes: 'text?',
    item_id: 'text?',
  })
  await table('feed_head', ['organisation_id'], { organisation_id: 'text', number: 'integer' }, inOrganisation)
  await table('feed_entry', ['organisation_id', 'number'], {
    organisation_id: 'text',
    number: 'integer',
    entry_id: 'text',
    at: 'integer',
    collection: 'text',
    key: 'text',
    seq: 'integer',
  })
  await table('device_store', ['id'], {
    id: 'text',
    organisation_id: 'text',
    user_id: 'text',
    last_number: 'integer',
    last_stamp: 'integer',
    seen_at: 'integer',
  })
  await table('device_item', ['store_id', 'number'], {
    organisation_id: 'text',
    store_id: 'text',
    number: 'integer',
    item_id: 'text',
    hash: 'text',
    answer: 'text',
    at: 'integer',
  })
  await table('mail', ['id'], {
    id: 'text',
    organisation_id: 'text',
    kind: 'text',
    recipient: 'text',
    reply_to: 'text?',
    locale: 'text',
    data: 'text',
    once_key: 'text',
    message_id: 'text',
    state: 'text',
    attempts: 'integer',
    next_attempt_at: 'integer',
    last_error: 'text?',
    created_at: 'integer',
    sent_at: 'integer?',
    invitation_id: 'text?',
    subject: 'text?',
    html: 'text?',
    text: 'text?',
  })
}

async function createIndexes(db: Kysely<Schema>): Promise<void> {
  const unique: [table: string, ...columns: string[]][] = [
    ['user', 'email'],
    ['session', 'token_hash'],
    ['mail', 'once_key'],
  ]
  const plain: typeof unique = [
    ['organisation', 'kind'],
    ['user', 'organisation_id'],
    ['session', 'user_id'],
    ['session', 'expires_at'],
    ['link', 'subject_id'],
    ['relationship', 'msp_id'],
    ['relationship', 'customer_id'],
    ['invitation', 'relationship_id', 'created_at'],
    ['document', 'customer_id'],
    ['document', 'relationship_id'],
    ['change', 'customer_id', 'received_at'],
    ['change', 'relationship_id', 'received_at'],
    ['change', 'document_id', 'received_at'],
    ['feed_entry', 'at'],
    ['device_store', 'user_id'],
    ['device_item', 'item_id'],
    ['device_item', 'at'],
    ['mail', 'state', 'next_attempt_at'],
    ['mail', 'invitation_id'],
  ]
  const create = ([table, ...columns]: (typeof unique)[number]) =>
    db.schema
      .createIndex(`${table}_${columns.join('_')}`)
      .on(table)
      .columns(columns)
  for (const index of unique) await create(index).unique().execute()
  for (const index of plain) await create(index).execute()
  // At most one MSP manages a customer, whatever the code above forgets.
  await sql`create unique index relationship_managing on relationship (customer_id)
    where status in ('active', 'delink-requested-by-msp', 'delink-requested-by-customer')`.execute(db)
}

/** A new one is named so that it comes last: a database that ran a later name runs none before it. */
export function migrationsFor(dialect: DialectName): Record<string, Migration> {
  return {
    '2026-11-20-first-slice': {
      async up(db: Kysely<Schema>) {
        await createTables(db, dialect)
        await createIndexes(db)
        // Another value than before tells devices that the server's past is not the one they knew (SYNC3).
        await db
          .insertInto('meta' as 'database_fact')
          .values({ key: 'incarnation', value: randomBytes(16).toString('base64url') })
          .execute()
      },
    },
    '2026-11-20-what-an-edit-changed': {
      async up(db: Kysely<Schema>) {
        await db.schema.alterTable('change').addColumn('seq', 'bigint').execute()
        await db.schema.createIndex('change_document_id_seq').on('change').columns(['document_id', 'seq']).execute()
      },
    },
    '2026-11-20-without-an-index': {
      // The one before does as well, and every index is a page more to write for every edit.
      async up(db: Kysely<Schema>) {
        await db.schema.dropIndex('change_document_id_received_at').execute()
      },
    },
    '2026-11-28-when-a-document-began': {
      async up(db: Kysely<Schema>) {
        await db.schema.alterTable('document').addColumn('started_at', 'bigint').execute()
      },
    },
    '2026-11-28-who-was-invited': {
      async up(db: Kysely<Schema>) {
        await db.schema.createIndex('invitation_email').on('invitation').columns(['email']).execute()
      },
    },
    '2026-11-29-language-of-an-invitation': {
      async up(db: Kysely<Schema>) {
        await db.schema.alterTable('invitation').addColumn('locale', 'text').execute()
      },
    },
    '2026-11-28-a-writers-last-stamp': {
      async up(db: Kysely<Schema>) {
        await db.schema.alterTable('document_writer').addColumn('last_stamp', 'bigint').execute()
      },
    },
    '2026-11-28-counted-limits': {
      async up(db: Kysely<Schema>) {
        await addColumns(
          db.schema.createTable('throttle'),
          { key: 'text', until: 'integer', tries: 'integer' },
          dialect,
        )
          .addPrimaryKeyConstraint('throttle_pk', ['key'])
          .execute()
        await db.schema.createIndex('throttle_until').on('throttle').column('until').execute()
      },
    },
    [reminders]: { up: addReminders },
    '2026-11-29-sessions-that-were-ended': {
      async up(db: Kysely<Schema>) {
        await db.schema.alterTable('session').addColumn('ended_at', 'bigint').execute()
      },
    },
    '2026-11-29-whom-news-concern': {
      async up(db: Kysely<Schema>) {
        await db.schema.alterTable('feed_entry').addColumn('root', 'text').execute()
        await db.schema.alterTable('feed_entry').addColumn('user_id', 'text').execute()
      },
    },
    '2026-11-29-whose-account-is-shared': {
      async up(db: Kysely<Schema>) {
        await db.schema.alterTable('relationship').addColumn('converted_at', 'bigint').execute()
      },
    },
    [whoMaySeeWhat]: { up: (db: Kysely<Schema>) => addWhoMaySeeWhat(db, dialect) },
    '2026-11-30-invited-people': { up: (db: Kysely<Schema>) => addInvitedPeople(db, dialect) },
    [howPeopleSignIn]: { up: addHowPeopleSignIn },
    [secondFactors]: { up: (db: Kysely<Schema>) => addSecondFactors(db, dialect) },
    [auditLog]: { up: (db: Kysely<Schema>) => addAuditLog(db, dialect) },
    [appointments]: { up: (db: Kysely<Schema>) => addAppointments(db, dialect) },
    [grantedAdmins]: { up: addGrantedAdmins },
    [mspProfiles]: { up: (db: Kysely<Schema>) => addMspProfiles(db, dialect) },
    [replayedDecisions]: { up: (db: Kysely<Schema>) => addReplayedDecisions(db, dialect) },
    [serviceRecords]: { up: (db: Kysely<Schema>) => addServiceRecords(db, dialect) },
    [managementRequests]: { up: (db: Kysely<Schema>) => addManagementRequests(db, dialect) },
    [askedServices]: { up: addAskedServices },
    [signUps]: { up: (db: Kysely<Schema>) => addSignUps(db, dialect) },
    [formerRelationships]: { up: (db: Kysely<Schema>) => addFormerRelationships(db, dialect) },
    [askingMsps]: { up: (db: Kysely<Schema>) => addAskingMsps(db, dialect) },
    [jointAsks]: { up: addJointAsks },
    [serviceApplications]: { up: (db: Kysely<Schema>) => addServiceApplications(db, dialect) },
    [customerReleases]: { up: (db: Kysely<Schema>) => addCustomerReleases(db, dialect) },
    [peopleToReview]: { up: addPeopleToReview },
  }
}

/** Several nodes may call it at once: the first does the work, the others wait for its commit and find it done. */
export async function migrate(database: Kysely<Schema>, dialect: DialectName): Promise<void> {
  await database.transaction().execute(async (trx) => {
    if (dialect === 'postgres') await sql`select pg_advisory_xact_lock(hashtext('tandem migrations'))`.execute(trx)
    const known = migrationsFor(dialect)
    const migrations = { ...(await laterMigrations(trx, known)), ...known }
    const { error } = await new Migrator({
      db: trx,
      provider: { getMigrations: async () => migrations },
    }).migrateToLatest()
    if (error) throw error
    await requireKnown(trx, (name) => name in known)
  })
}

/** Whether a newer node has changed the database meanwhile in a way that this one must not go on beside. Throws DatabaseTooNew. */
export async function requireKnownSchema(database: Kysely<Schema>): Promise<void> {
  await requireKnown(database, (name) => name in migrationsFor('sqlite'))
}

/** Whether every migration of this release has run, and none that it must know and doesn't. Throws DatabaseNotReady, DatabaseTooNew. */
export async function requireCurrentSchema(database: Kysely<Schema>): Promise<void> {
  const ran = await ranMigrations(database)
  if (ran.length === 0) throw new DatabaseNotReady('Tandem has never run on this database: start it first.')
  const missing = Object.keys(migrationsFor('sqlite')).filter((name) => !ran.includes(name))
  if (missing.length > 0)
    throw new DatabaseNotReady(
      'This database is of an earlier release: start Tandem of this one, which brings it up to date.',
    )
  await requireKnownSchema(database)
}
