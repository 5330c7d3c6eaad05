/** Devices that arrive: who has which number already, and one row for each that nobody has. */
import type { Kysely } from 'kysely'
import type { DeviceId } from '#shared/domain/ids.ts'
import { inChunks } from '../../in-chunks.ts'
import type { Schema } from '../../schema.ts'
import type { DeviceIdentifierTable, DeviceTable } from '../../tables/device-tables.ts'

const rowsPerStatement = 250

/**
 * Whose each of these numbers is now: those that were nobody's are taken. Of two who take the same at once the second waits
 * for the first, and finds it taken.
 */
export async function takeIdentifiers(
  database: Kysely<Schema>,
  wanted: readonly DeviceIdentifierTable[],
): Promise<Map<string, DeviceId>> {
  // In one order everywhere, so that two uploads of the same devices never wait for each other.
  const inOrder = wanted.toSorted((left, right) => (identifierKey(left) < identifierKey(right) ? -1 : 1))
  const owners = new Map<string, DeviceId>()
  for (const rows of inChunks(inOrder, rowsPerStatement))
    await database
      .insertInto('device_identifier')
      .values(rows)
      .onConflict((conflict) => conflict.columns(['kind', 'value']).doNothing())
      .execute()
  for (const rows of inChunks(inOrder, rowsPerStatement)) {
    const values = rows.map(({ value }) => value)
    const found = await database.selectFrom('device_identifier').selectAll().where('value', 'in', values).execute()
    for (const row of found) owners.set(identifierKey(row), row.device_id)
  }
  return owners
}

export function identifierKey({ kind, value }: Pick<DeviceIdentifierTable, 'kind' | 'value'>): string {
  return `${kind} ${value}`
}

/** Of devices that don't come to be. */
export async function releaseIdentifiers(database: Kysely<Schema>, devices: readonly DeviceId[]): Promise<void> {
  for (const ids of inChunks(devices, rowsPerStatement))
    await database.deleteFrom('device_identifier').where('device_id', 'in', ids).execute()
}

export async function insertDevices(database: Kysely<Schema>, devices: readonly DeviceTable[]): Promise<void> {
  for (const rows of inChunks(devices, rowsPerStatement)) await database.insertInto('device').values(rows).execute()
}
