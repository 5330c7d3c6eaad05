// What services reported of a customer's devices, on a server that stands still meanwhile: how it came isn't what is tested.
import { cryptoIds } from '#shared/domain/id-source.ts'
import type { DeviceId } from '#shared/domain/ids.ts'
import { seedAlert, seedCondition, seedLocation } from '../support/alerts.ts'
import type { RunningServer } from '../support/server.ts'
import { withDatabase, type SeededDevice } from './seed-devices.ts'

export interface Reported {
  title: string
  place: { latitude: string; longitude: string }
}

/** Of the company that is managed jointly: twelve issues today, the condition of the first device, and where the second is. */
export async function seedReports(server: RunningServer, devices: readonly SeededDevice[]): Promise<Reported> {
  const reported: Reported = { title: 'Battery swells', place: { latitude: '35.53841', longitude: '129.31136' } }
  const [first, second] = devices as readonly [SeededDevice, SeededDevice]
  await withDatabase(server, async (database) => {
    const seeding = { database, ids: cryptoIds }
    const row = await database
      .selectFrom('relationship')
      .select(['id', 'customer_id', 'msp_id'])
      .where('management_type', '=', 'jointly')
      .executeTakeFirstOrThrow()
    const now = Date.now()
    const of = { customerId: row.customer_id, mspId: row.msp_id, relationshipId: row.id }
    const deviceId = first.id as DeviceId
    const { alert, month } = await seedAlert(seeding, { ...of, deviceId, text: reported.title })
    const told = { device: first.imei, text: 'Below 20 % of its capacity', at: now, received_at: now }
    await database.updateTable('alert').set(told).where('id', '=', alert.id).execute()
    const none = new Array<number>(31).fill(0)
    const today = (count: number) => none.with(new Date(now).getUTCDate() - 1, count)
    const counts = { battery: today(7), network: today(0), app: today(5), performance: none, security: none }
    await database
      .updateTable('alert_month')
      .set({ month: new Date(now).toISOString().slice(0, 7), counts: JSON.stringify(counts) })
      .where('id', '=', month.id)
      .execute()
    await seedCondition(seeding, row.customer_id, deviceId, 'Field Mail')
    const set = { battery_level: 18, battery_health: 61, signal: -104, dropped_connections: 3, at: now }
    await database.updateTable('device_condition').set(set).where('id', '=', deviceId).execute()
    const location = await seedLocation(seeding, row.customer_id, second.imei)
    await database
      .updateTable('device_location')
      .set({
        ...reported.place,
        accuracy: '12',
        device_id: second.id as DeviceId,
        title: '',
        text: '',
        at: now,
        received_at: now,
      })
      .where('id', '=', location.id)
      .execute()
  })
  return reported
}
