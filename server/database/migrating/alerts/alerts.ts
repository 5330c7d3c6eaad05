/** Alerts of devices, where these are, who else hears of them, and the keys by which services post them. */
import type { Kysely } from 'kysely'
import type { Schema } from '../../schema.ts'
import { addColumns, type Columns, type DialectName } from '../add-columns.ts'

export const alerts = '2026-12-18-alerts'

const history: Columns = {
  id: 'text',
  organisation_id: 'text',
  customer_id: 'text',
  msp_id: 'text?',
  relationship_id: 'text?',
  audience: 'text',
}

const tables: Record<string, { key: string[]; columns: Columns }> = {
  alert: {
    key: ['id'],
    columns: {
      ...history,
      device_id: 'text?',
      device: 'text',
      category: 'text',
      title: 'text',
      text: 'text',
      at: 'integer',
      received_at: 'integer',
    },
  },
  alert_month: { key: ['id'], columns: { ...history, month: 'text', counts: 'text' } },
  device_condition: {
    key: ['id'],
    columns: {
      id: 'text',
      organisation_id: 'text',
      battery_level: 'integer?',
      battery_health: 'integer?',
      signal: 'integer?',
      dropped_connections: 'integer?',
      apps: 'text',
      at: 'integer',
    },
  },
  device_location: {
    key: ['id'],
    columns: {
      id: 'text',
      organisation_id: 'text',
      device_id: 'text?',
      device: 'text',
      latitude: 'text?',
      longitude: 'text?',
      accuracy: 'text?',
      title: 'text',
      text: 'text',
      at: 'integer',
      received_at: 'integer',
    },
  },
  alert_address: {
    key: ['organisation_id', 'email'],
    columns: { organisation_id: 'text', email: 'text', asked_at: 'integer', confirmed_at: 'integer?' },
  },
  api_key: {
    key: ['id'],
    columns: {
      id: 'text',
      user_id: 'text',
      organisation_id: 'text',
      name: 'text',
      hash: 'text',
      prefix: 'text',
      permissions: 'text',
      made_at: 'integer',
      last_used_at: 'integer?',
      ends_at: 'integer?',
      revoked_at: 'integer?',
    },
  },
  api_answer: {
    key: ['api_key_id', 'named'],
    columns: {
      organisation_id: 'text',
      api_key_id: 'text',
      named: 'text',
      body_hash: 'text',
      status: 'integer',
      body: 'text',
      at: 'integer',
    },
  },
}

export async function addAlerts(db: Kysely<Schema>, dialect: DialectName): Promise<void> {
  for (const [name, { key, columns }] of Object.entries(tables))
    await addColumns(db.schema.createTable(name), columns, dialect)
      .addPrimaryKeyConstraint(`${name}_pk`, key as never)
      .execute()
  await db.schema.createIndex('api_key_hash').unique().on('api_key').column('hash').execute()
  for (const [on, ...columns] of [
    ['alert', 'customer_id', 'id'],
    ['alert', 'msp_id', 'id'],
    ['alert', 'received_at'],
    ['alert_month', 'customer_id', 'month'],
    ['alert_month', 'msp_id', 'id'],
    ['device_condition', 'organisation_id', 'id'],
    ['device_location', 'organisation_id', 'id'],
    ['device_location', 'device_id'],
    ['device_location', 'received_at'],
    ['api_key', 'user_id'],
    ['api_answer', 'at'],
  ] as const)
    await db.schema
      .createIndex(`${on}_${columns.join('_')}`)
      .on(on)
      .columns([...columns])
      .execute()
}
