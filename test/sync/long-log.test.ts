// FA11: a filter looks through the whole log that the device holds, however long that is.
import { afterEach, expect, test } from 'vitest'
import { readActivity } from '#lib/queries/read-activity.ts'
import type { ChangeId } from '#shared/domain/ids.ts'
import { insertChanges } from '../../server/database/repository/change.ts'
import { filterActivity } from '../../src/routes/activity/filter-activity.ts'
import { openPair, type Pair } from './world.ts'

let pair: Pair
afterEach(() => pair.world.close())

test('[FA11][M23] of 1,500 lines the oldest one is found, and all are counted though only some are shown', async () => {
  pair = await openPair()
  const { world, msp } = pair
  const { database, ids, clock } = world
  const about = await database
    .selectFrom('relationship')
    .select(['msp_id as actor_organisation_id', 'id as relationship_id', 'customer_id'])
    .executeTakeFirstOrThrow()
  const lines = Array.from({ length: 1500 }, (_, n) => ({
    ...{ ...about, id: ids.randomId() as ChangeId, organisation_id: about.actor_organisation_id, document_id: null },
    ...{ seq: null, audience: 'both' as const, undoes: null, item_id: null, actor_user_id: msp.user.id },
    ...{ at: clock.now() - n, received_at: clock.now() - n },
    detail: {
      type: 'field' as const,
      field: 'city',
      before: '',
      after: n === 1499 ? 'Kölner Straße' : 'Leeds',
      unseen: false,
    },
  }))
  for (let start = 0; start < lines.length; start += 50)
    await insertChanges(database, lines.slice(start, start + 50) as never)
  const device = await world.device(msp.user.id)
  await device.sync()

  const whole = await readActivity(device, {})
  expect(whole.lines.length).toBeGreaterThanOrEqual(1500)
  const found = filterActivity(whole.lines, 'kolner', { from: '', to: '' })
  expect(found.map(({ detail }) => detail)).toMatchObject([{ after: 'Kölner Straße' }])

  const shown = await readActivity(device, { newest: 200 })
  expect(shown.lines).toHaveLength(200)
  expect(shown.total).toBe(whole.lines.length)
})
