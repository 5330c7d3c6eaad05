// M23: what is older than devices keep comes from the server, a page at a time, to whoever may see it then. On both databases.
import { afterAll, afterEach, describe, expect, test } from 'vitest'
import { editField } from '#lib/commands/facts/edit-field.ts'
import type { RoleId } from '#shared/domain/ids.ts'
import type { OlderChanges, OlderChangesQuestion } from '#shared/protocol/older-changes.ts'
import { loadAccess } from '../../server/auth/access.ts'
import { readOlderChanges } from '../../server/commands/read-older-changes.ts'
import { insertRole } from '../../server/database/repository/people/role.ts'
import { backupKeepers } from './backup.ts'
import { settleIn } from './company.ts'
import { accountIdOf, privateIdOf } from './read-world.ts'
import { openPair, type Pair, type TestDevice } from './world.ts'

const dayMs = 24 * 60 * 60 * 1000

let pair: Pair
afterEach(() => pair.world.close())
afterAll(async () => {
  for (const keeper of backupKeepers) await keeper.stop()
})

const everything = { relationshipId: null, before: null }
const read = async ({ user, world }: TestDevice, question: OlderChangesQuestion = everything): Promise<OlderChanges> =>
  readOlderChanges(world.services, (await loadAccess(world.database, user.id))!, question)
const values = ({ changes }: OlderChanges) =>
  changes.flatMap(({ detail }) => (detail.type === 'field' ? [detail.after] : []))

describe.each(backupKeepers)('On $name', ({ options }) => {
  test('[M23] what is older than 90 days, newest first, each once over the pages; nothing younger, nothing of others', async () => {
    pair = await openPair(undefined, await options())
    const { world, msp, customer, relationshipId } = pair
    const [account, own] = [await accountIdOf(pair), await privateIdOf(pair)]
    await editField.on(msp, account, 'phone', '+49 1')
    await editField.on(msp, own, 'internalReference', 'MARK-PRIVATE')
    await settleIn(world, msp, customer)
    world.clock.advance(91 * dayMs)
    const anew = await world.device(msp.user.id)
    await anew.sync()
    await editField.on(anew, account, 'phone', '+49 2')
    await settleIn(world, anew)
    expect(values(await read(msp)).toSorted()).toEqual(expect.arrayContaining(['+49 1', 'MARK-PRIVATE']))
    expect(values(await read(msp))).not.toContain('+49 2')
    expect(values(await read(customer))).toContain('+49 1')
    expect(JSON.stringify(await read(customer))).not.toContain('MARK-PRIVATE')
    // People of the other side are masked, as on devices.
    const byMsp = (await read(customer)).changes.find(({ detail }) => detail.type === 'field')!
    expect(byMsp.actor).toMatchObject({ organisationName: 'Northwind', userId: null })
    expect(values(await read(msp, { relationshipId, before: null }))).toContain('+49 1')
    const stranger = await world.device(await world.user(await world.organisation('msp', 'Southpaw'), 'Sam'))
    expect((await read(stranger, { relationshipId, before: null })).changes).toEqual([])
  })

  test('[M23] goes on behind the last of a page, whatever has one time', { timeout: 60_000 }, async () => {
    pair = await openPair(undefined, await options())
    const { world, msp } = pair
    const { msp_id: organisation_id, ...one } = await world.database
      .selectFrom('relationship')
      .select(['msp_id', 'id as relationship_id', 'customer_id'])
      .executeTakeFirstOrThrow()
    const at = world.clock.now()
    const rows = Array.from({ length: 450 }, (_, n) => ({
      id: world.ids.randomId(),
      ...{ ...one, organisation_id, document_id: null, seq: null, audience: 'msp' as const },
      ...{ actor_user_id: msp.user.id, actor_organisation_id: organisation_id },
      // A hundred at a time.
      ...{ at, received_at: at - Math.floor(n / 100), detail: '{"type":"decision","event":"delink-requested"}' },
      ...{ undoes: null, item_id: null },
    }))
    for (let start = 0; start < rows.length; start += 50)
      await world.database
        .insertInto('change')
        .values(rows.slice(start, start + 50) as never)
        .execute()
    world.clock.advance(91 * dayMs)
    const seen: string[] = []
    let before: OlderChangesQuestion['before'] = null
    for (let more = true; more;) {
      const { changes, hasMore } = await read(msp, { relationshipId: null, before })
      seen.push(...changes.map(({ id }) => id))
      const last = changes.at(-1)!
      before = { receivedAt: last.receivedAt, id: last.id }
      more = hasMore
    }
    expect(new Set(seen).size).toBe(seen.length)
    expect(seen).toEqual(expect.arrayContaining(rows.map(({ id }) => id)))
  })

  test('[M23][M20] is asked of every page: who may not see activity is refused, and a narrowed scope sees nothing more', async () => {
    pair = await openPair(undefined, await options())
    const { world, msp } = pair
    await editField.on(msp, await accountIdOf(pair), 'phone', '+49 1')
    await msp.sync()
    world.clock.advance(91 * dayMs)
    const kim = await world.device(await world.user(msp.user.organisationId, 'Kim'))
    const role = world.ids.randomId() as RoleId
    const { organisationId: organisation_id } = msp.user
    await insertRole(world.database, { id: role, organisation_id, name: 'Looks', permissions: ['view'] })
    expect(values(await read(kim))).toEqual(['+49 1'])
    const set = (patch: object) => world.database.updateTable('user').set(patch).where('id', '=', kim.user.id).execute()
    await set({ role: 'admin', scope: 'only' })
    expect((await read(kim)).changes).toEqual([])
    await set({ role_id: role, scope: 'all' })
    await expect(read(kim)).rejects.toMatchObject({ code: 'not-permitted' })
  })
})
