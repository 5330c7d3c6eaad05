// A server put back to an earlier backup: what devices were told was taken comes back once, what was taken away stays away.
import { findRelationship, listDocumentIds, listRelationshipIds } from '../sync/stored.ts'
import { appendFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { DocumentId } from '#shared/domain/ids.ts'
import { addCustomer } from '#lib/commands/add-customer.ts'
import { decide } from '#lib/commands/decide.ts'
import { editField } from '#lib/commands/facts/edit-field.ts'
import { setTag } from '#lib/commands/facts/set-tag.ts'
import { signOut } from '../../server/commands/sign-in/sign-out.ts'
import { readMeta } from '../../server/database/repository/meta.ts'
import { accountIdOf, countRows, localValues, outboxStates, privateIdOf, serverValues } from '../sync/read-world.ts'
import { acme, openPair, type Pair, type TestDevice } from '../sync/world.ts'
import { backupKeepers } from '../sync/backup.ts'
import { Crowd } from './simulation/crowd.ts'
import { step } from './simulation/steps.ts'
import { judge } from './simulation/verdict.ts'
import { chosenSeeds, sizes, underSeed } from './sizes.ts'

const seeds = Math.min(sizes.seeds, 20)
const hourMs = 60 * 60 * 1000

describe.each(backupKeepers)('On $name, restored', ({ options, backUp, stop }) => {
  let pair: Pair
  let accountId: DocumentId
  let crowd: Crowd | undefined
  beforeEach(async () => {
    pair = await openPair(undefined, await options())
    accountId = await accountIdOf(pair)
  })
  afterEach(async () => {
    await pair.world.close()
    await crowd?.world.close()
    crowd = undefined
  })
  afterAll(() => stop())

  async function settled(...devices: TestDevice[]): Promise<void> {
    for (const device of [...devices, ...devices]) await device.sync()
  }

  async function mailsOf(kind: string): Promise<number> {
    const rows = await pair.world.database
      .selectFrom('mail')
      .select('id')
      .where('kind', '=', kind as never)
      .execute()
    return rows.length
  }

  test('[SYNC3] it gets back edits and decisions that were taken after the backup, each once', async () => {
    const { world, msp, customer, relationshipId } = pair
    const restore = await backUp(world)
    const { relationshipId: addedId } = await addCustomer.on(msp, { ...acme, workEmail: 'z@zenith.example' })
    await msp.sync()
    await setTag.on(msp, await privateIdOf(pair), 'gold', true)
    await decide.on(msp, 'delink-customer', relationshipId)
    await msp.sync()
    world.clock.advance(2 * hourMs)
    await decide.on(msp, 'remind-delink', relationshipId)
    await editField.on(customer, accountId, 'phone', 'typed after the backup')
    await settled(msp, customer)
    await decide.on(msp, 'withdraw-delink', relationshipId)
    await settled(msp, customer)
    await restore()
    expect(await countRows(world, 'relationship')).toBe(1)
    await editField.on(msp, accountId, 'website', 'typed after the restore')
    await settled(msp, customer)
    expect(await countRows(world, 'relationship')).toBe(2)
    expect((await findRelationship(msp.store, addedId))?.facts.companyName).toBe(acme.companyName)
    expect((await findRelationship(msp.store, relationshipId))?.mspPrivate?.tags).toEqual(['gold'])
    expect((await findRelationship(customer.store, relationshipId))?.status).toBe('active')
    for (const device of [msp, customer])
      expect(await localValues(device, accountId)).toMatchObject({
        phone: 'typed after the backup',
        website: 'typed after the restore',
      })
    expect([await mailsOf('delink-request'), await mailsOf('delink-withdrawn')]).toEqual([1, 1])
    // The reminder is in its inbox already.
    expect(await mailsOf('delink-reminder')).toBe(0)
    expect((await outboxStates(msp)).filter((state) => state !== 'settled')).toEqual([])
  })

  test('[SYNC3][H5] a decision that is in the backup is asked again and does nothing again', async () => {
    const { world, msp, customer, relationshipId } = pair
    await decide.on(msp, 'delink-customer', relationshipId)
    await settled(msp, customer)
    await decide.on(customer, 'accept-delink', relationshipId)
    await settled(customer, msp)
    const restore = await backUp(world)
    await editField.on(customer, [...(await listDocumentIds(customer.store))][0]!, 'phone', 'after the backup')
    await customer.sync()
    const before = [await mailsOf('delink-accepted'), await countRows(world, 'document')]
    await restore()
    await settled(customer, msp)
    expect([await mailsOf('delink-accepted'), await countRows(world, 'document')]).toEqual(before)
    expect((await outboxStates(customer)).filter((state) => state !== 'settled')).toEqual([])
    expect((await listRelationshipIds(msp.store)).size).toBe(0)
  })

  test('[SYNC3][H5] a delink accepted after the backup stays: the journal ends it before anybody is served', async () => {
    const { world, msp, customer, relationshipId } = pair
    await decide.on(msp, 'delink-customer', relationshipId)
    await settled(msp, customer)
    const away = await world.device(msp.user.id)
    await away.sync()
    const restore = await backUp(world)
    await editField.on(msp, accountId, 'phone', 'not theirs to bring back')
    await settled(msp, customer)
    await decide.on(customer, 'accept-delink', relationshipId)
    await settled(customer, msp)
    await restore()
    const row = await world.database.selectFrom('relationship').select('status').executeTakeFirstOrThrow()
    expect(row.status).toBe('delinked')
    await editField.on(away, accountId, 'phone', 'by a device that has not heard')
    await settled(away, msp, customer)
    expect([(await listRelationshipIds(away.store)).size, (await listDocumentIds(away.store)).size]).toEqual([0, 0])
    expect(await outboxStates(customer)).toEqual(['settled'])
    expect(await world.database.selectFrom('document').select('id').where('closed_at', 'is', null).execute()).toEqual(
      [...(await listDocumentIds(customer.store))].map((id) => ({ id })),
    )
    await world.restartServer()
    expect(await countRows(world, 'document'), 'a second start ends nothing twice').toBe(3)
  })

  test('[SYNC3] a customer added and delinked after the backup is not brought back by a device that missed its end', async () => {
    const { world, msp } = pair
    const restore = await backUp(world)
    const { relationshipId } = await addCustomer.on(msp, { ...acme, workEmail: 'z@zenith.example' })
    await msp.sync()
    const { customerId } = (await findRelationship(msp.store, relationshipId))!
    const person = await world.device(await world.user(customerId, 'Zoe'))
    const colleague = await world.device(msp.user.id)
    await settled(person, colleague)
    await decide.on(colleague, 'delink-customer', relationshipId)
    await settled(colleague, person)
    await decide.on(person, 'accept-delink', relationshipId)
    await settled(person)
    await restore()
    await settled(msp)
    expect(await countRows(world, 'relationship')).toBe(1)
    expect(await findRelationship(msp.store, relationshipId)).toBeUndefined()
    expect((await outboxStates(msp)).filter((state) => state.startsWith('refused'))).toEqual([])
  })

  test('[SYNC3] a session ended after the backup stays ended, also when the journal’s last line was cut short', async () => {
    const { world, msp } = pair
    const thief = await world.device(msp.user.id)
    await thief.sync()
    const sessions = await world.database
      .selectFrom('session')
      .select('id')
      .where('user_id', '=', msp.user.id)
      .execute()
    const restore = await backUp(world)
    for (const { id } of sessions)
      await signOut(world.services, { userId: msp.user.id, organisationId: msp.user.organisationId }, id)
    await appendFile(join(world.folder, 'revocations.log'), '{"type":"session-en')
    await restore()
    expect(await thief.exchange()).toMatchObject({ outcome: 'refused', code: 'signed-out' })
    expect(await msp.exchange()).toMatchObject({ outcome: 'refused', code: 'signed-out' })
    expect((await outboxStates(msp)).length).toBe(1)
    await world.restartServer()
    expect(await thief.exchange()).toMatchObject({ outcome: 'refused', code: 'signed-out' })
  })

  test('[SYNC3] an edit made on a correction that is lost stays in its own field, though the server corrects again', async () => {
    const { world, msp, customer } = pair
    // Yjs lets the larger client id win, the server the later edit: so it corrects every time.
    const contest = async (field: string, last: string) => {
      const [early, late] = await Promise.all(
        [0xf0000000, 0x1000].map((clientId) =>
          world.device(customer.user.id, { ids: { ...world.ids, clientId: () => clientId + field.length } }),
        ),
      )
      await settled(early!, late!)
      await editField.on(early!, accountId, field, 'earlier')
      world.clock.advance(60_000)
      await editField.on(late!, accountId, field, last)
      await settled(late!, early!)
      expect((await serverValues(world, accountId))[field]).toBe(last)
    }
    const restore = await backUp(world)
    const incarnation = await readMeta(world.database, 'incarnation')
    await contest('phone', 'corrected')
    await msp.sync()
    world.clock.advance(60_000)
    await editField.on(msp, accountId, 'phone', 'built on the correction')
    await restore()
    expect(await readMeta(world.database, 'incarnation')).not.toBe(incarnation)
    // Whoever contested the phone does not come back: the server's next correction is of another field.
    await contest('city', 'corrected again')
    await settled(msp, customer)
    const values = { phone: 'built on the correction', city: 'corrected again' }
    expect(await serverValues(world, accountId)).toMatchObject(values)
    for (const device of [msp, customer]) expect(await localValues(device, accountId)).toMatchObject(values)
  })

  test(
    `[SYNC3][PUSH1] in ${seeds} random histories with a restore, what was acknowledged is there again once or lies refused before the person`,
    { timeout: 6 * 60 * 60_000 },
    async () => {
      for (const seed of chosenSeeds(seeds)) {
        await underSeed(seed, async () => {
          crowd = await Crowd.open(seed, 12, await options())
          for (let count = 0; count < 150; count++) await step(crowd)
          const restore = await backUp(crowd.world)
          crowd.keepsEverybody = true
          for (let count = 0; count < 100; count++) await step(crowd)
          await crowd.ledger.remember(crowd.world)
          await restore()
          for (let count = 0; count < 100; count++) await step(crowd)
          await judge(crowd)
          await crowd.world.close()
          crowd = undefined
        })
      }
    },
  )
})
