/** The tables and indexes that the first slice began with; what came later is in files of its own. */
import { sql, type Kysely } from 'kysely'
import type { Schema } from '../schema.ts'
import { addColumns, type Columns, type DialectName } from './add-columns.ts'

export async function createTables(db: Kysely<Schema>, dialect: DialectName): Promise<void> {
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

export async function createIndexes(db: Kysely<Schema>): Promise<void> {
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
