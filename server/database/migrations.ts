/**
 * The schema's history, in code. Each migration runs once, in order, in a transaction under the
 * database's own lock; a released one is never edited, only followed by another. A migration only adds, because
 * older nodes go on writing beside it: one that they don't know is no reason not to start, unless it says that they
 * must know it. Who may see what is such a change: they would go on by the rule of before.
 */
import { randomBytes } from 'node:crypto'
import { sql, type Kysely } from 'kysely'
import { Migrator, type Migration } from 'kysely/migration'
import { addColumns, type DialectName } from './migrating/add-columns.ts'
import { createIndexes, createTables } from './migrating/first-slice.ts'
import { addAppointments, appointments } from './migrating/people/appointments.ts'
import { addAskingMsps, addJointAsks, askingMsps, jointAsks } from './migrating/customers/asking-msps.ts'
import { addAuditLog, auditLog } from './migrating/people/audit-log.ts'
import { addCustomerReleases, customerReleases } from './migrating/customers/customer-releases.ts'
import { addMspProfiles, mspProfiles } from './migrating/customers/msp-profiles.ts'
import { addInvitedPeople } from './migrating/people/invited-people.ts'
import {
  addGrantedAdmins,
  addPeopleToReview,
  grantedAdmins,
  peopleToReview,
} from './migrating/customers/granted-admins.ts'
import { addHowPeopleSignIn, howPeopleSignIn } from './migrating/people/how-people-sign-in.ts'
import { DatabaseNotReady, requireKnown } from './migrating/must-know.ts'
import { laterMigrations, ranMigrations } from './migrating/ran-migrations.ts'
import { addAskedServices, askedServices } from './migrating/customers/asked-services.ts'
import {
  accountExports,
  addAccountExports,
  addFormerRelationships,
  formerRelationships,
} from './migrating/customers/former-relationships.ts'
import { addManagementRequests, managementRequests } from './migrating/customers/management-requests.ts'
import { addReminders, reminders } from './migrating/customers/reminders.ts'
import { addCompactedDocuments, compactedDocuments } from './migrating/compacted-documents.ts'
import { addReplayedDecisions, replayedDecisions } from './migrating/replayed-decisions.ts'
import { addPersonalSettings, personalSettings } from './migrating/people/personal-settings.ts'
import { addNotifications, notifications } from './migrating/people/notifications.ts'
import { addSecondFactors, secondFactors } from './migrating/people/second-factors.ts'
import {
  addServiceApplications,
  addSignUps,
  serviceApplications,
  signUps,
} from './migrating/customers/customers-alone.ts'
import {
  addServiceRecords,
  addSupportTickets,
  serviceRecords,
  supportTickets,
} from './migrating/customers/service-records.ts'
import { addWhoMaySeeWhat, whoMaySeeWhat } from './migrating/people/who-may-see-what.ts'
import { addVisits, visits } from './migrating/customers/visits.ts'
import { addErasures, erasures } from './migrating/customers/erasures.ts'
import { assignmentsByOwner, indexAssignmentsByOwner } from './migrating/devices/assignments-by-owner.ts'
import { addLocationRecipients, locationRecipients } from './migrating/alerts/location-recipients.ts'
import { addDeviceGroups, deviceGroups } from './migrating/devices/device-groups.ts'
import { addAlerts, alerts } from './migrating/alerts/alerts.ts'
import { addDevices, devices } from './migrating/devices/devices.ts'
import { addLicences, licences } from './migrating/licences/licences.ts'
import type { Schema } from './schema.ts'

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
    [supportTickets]: { up: (db: Kysely<Schema>) => addSupportTickets(db, dialect) },
    [notifications]: { up: (db: Kysely<Schema>) => addNotifications(db, dialect) },
    [accountExports]: { up: (db: Kysely<Schema>) => addAccountExports(db, dialect) },
    [erasures]: { up: (db: Kysely<Schema>) => addErasures(db, dialect) },
    [visits]: { up: (db: Kysely<Schema>) => addVisits(db, dialect) },
    [devices]: { up: (db: Kysely<Schema>) => addDevices(db, dialect) },
    [personalSettings]: { up: (db: Kysely<Schema>) => addPersonalSettings(db, dialect) },
    [licences]: { up: (db: Kysely<Schema>) => addLicences(db, dialect) },
    [alerts]: { up: (db: Kysely<Schema>) => addAlerts(db, dialect) },
    [deviceGroups]: { up: (db: Kysely<Schema>) => addDeviceGroups(db, dialect) },
    [assignmentsByOwner]: { up: indexAssignmentsByOwner },
    [compactedDocuments]: { up: (db: Kysely<Schema>) => addCompactedDocuments(db, dialect) },
    [locationRecipients]: { up: (db: Kysely<Schema>) => addLocationRecipients(db, dialect) },
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
