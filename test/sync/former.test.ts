// M28: of a relationship that is over each side keeps one line, as it was at the end, and nothing of the account.
import { afterAll, afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import type { OrganisationId, RelationshipId } from '#shared/domain/ids.ts'
import { formerRelationshipKind } from '#shared/records/former-relationship.ts'
import { addCustomer } from '#lib/commands/add-customer.ts'
import { decide } from '#lib/commands/decide.ts'
import { editField } from '#lib/commands/facts/edit-field.ts'
import { requestCustomer } from '#lib/commands/request-customer.ts'
import { readAllRecords } from '#lib/local-store/stored-records.ts'
import { changeScope } from '../../server/auth/change-access.ts'
import { lookUpCustomer } from '../../server/commands/look-up-customer.ts'
import { runUnitOfWork } from '../../server/database/unit-of-work.ts'
import { backupKeepers } from './backup.ts'
import { LiveDevice } from './live-device.ts'
import { recordAnswers } from './raw-exchange.ts'
import { dumpStore } from './read-world.ts'
import { findRelationship, listDocumentIds } from './stored.ts'
import { acme, openPair, type Pair, type TestDevice, type WorldOptions } from './world.ts'

let pair: Pair
let noa: TestDevice
let mina: TestDevice
let id: RelationshipId
let customerId: OrganisationId

beforeEach(() => begin())
afterEach(() => pair.world.close())

async function begin(options: WorldOptions = {}): Promise<void> {
  pair = await openPair(undefined, options)
  ;({ msp: noa, customer: mina, relationshipId: id } = pair)
  await pair.world.database.updateTable('invitation').set({ state: 'registered' }).execute()
  customerId = (await findRelationship(noa.store, id))!.customerId
  await settle(noa, mina)
}

async function settle(...devices: TestDevice[]): Promise<void> {
  for (const device of [...devices, ...devices]) {
    pair.world.clock.advance(60_000)
    await device.sync()
  }
}

const formerOn = ({ store }: TestDevice) => readAllRecords(store, formerRelationshipKind)

async function delink(): Promise<void> {
  await decide.on(noa, 'delink-customer', id)
  await settle(noa, mina)
  await decide.on(mina, 'accept-delink', id)
  await settle(mina, noa)
}

describe('A relationship that is over', () => {
  test('[M28][M23] leaves a line on each side: who asked, who accepted, from when to when, what ended', async () => {
    const { addedAt } = (await findRelationship(noa.store, id))!
    expect(await formerOn(noa)).toEqual([])
    await delink()
    const line = {
      from: addedAt,
      to: expect.any(Number),
      managementType: 'jointly',
      event: 'delink-accepted',
      services: ['knox-manage'],
    }
    expect(await formerOn(noa)).toMatchObject([
      {
        ...line,
        partyId: customerId,
        partyName: 'Acme Brewing',
        askedBy: { isOwn: true, person: 'Noa Test' },
        acceptedBy: { isOwn: false, person: expect.stringMatching(/^m•+@/) },
      },
    ])
    expect(await formerOn(mina)).toMatchObject([
      {
        ...line,
        partyId: noa.user.organisationId,
        partyName: 'Northwind',
        askedBy: { isOwn: false, person: expect.stringMatching(/^n•+@/) },
        acceptedBy: { isOwn: true, person: 'Mina Test' },
      },
    ])
    for (const user of [noa.user, mina.user]) {
      const fresh = await pair.world.device(user.id)
      await fresh.sync()
      expect(await formerOn(fresh), 'a new device has it, too').toEqual(await formerOn(user === noa.user ? noa : mina))
    }
  })

  test('[M28] no later name of the company reaches its former MSP, and nothing of its account', async () => {
    const live = LiveDevice.of(noa)
    const { accountDocumentId } = (await findRelationship(mina.store, id))!
    await editField.on(mina, accountDocumentId, 'city', 'MARK-CITY')
    await settle(mina, noa)
    await delink()
    const answers = recordAnswers(noa)
    await live.follow()
    const [account] = [...(await listDocumentIds(mina.store))]
    await editField.on(mina, account!, 'companyName', 'MARK-LATER')
    await settle(mina)
    await live.leave()
    await settle(noa)
    expect(await formerOn(noa)).toMatchObject([{ partyName: 'Acme Brewing' }])
    const held = Buffer.concat(answers).toString('latin1') + (await dumpStore(noa))
    expect(held).not.toContain('MARK-LATER')
    expect(JSON.stringify(await formerOn(noa))).not.toContain('MARK-CITY')
  })

  test('[M28][M7] one that is removed before anybody registered, too: nobody had to accept', async () => {
    const { relationshipId } = await addCustomer.on(noa, { ...acme, workEmail: 'bo@beta.example', companyName: 'Beta' })
    await settle(noa)
    await decide.on(noa, 'remove-customer', relationshipId)
    await settle(noa)
    expect(await formerOn(noa)).toMatchObject([
      { partyName: 'Beta', event: 'customer-removed', askedBy: { isOwn: true, person: 'Noa Test' }, acceptedBy: null },
    ])
  })

  test('[M28][M20] for those who see all customers: a narrowed scope takes it away, a wider one brings it', async () => {
    const nils = await pair.world.device(await pair.world.user(noa.user.organisationId, 'Nils'))
    const live = LiveDevice.of(nils)
    await settle(nils)
    await live.follow()
    await delink()
    await vi.waitFor(async () => expect(await live.inTurn(() => formerOn(nils))).toHaveLength(1))
    const scope = (kind: 'all' | 'only') =>
      runUnitOfWork(pair.world.services, (unit) => changeScope(unit, nils.user.id, { kind, allow: [], deny: [] }))
    await scope('only')
    await vi.waitFor(async () => expect(await live.inTurn(() => formerOn(nils))).toEqual([]))
    await scope('all')
    await vi.waitFor(async () => expect(await live.inTurn(() => formerOn(nils))).toHaveLength(1))
    await live.leave()
  })

  test('[M28][C8][M19] its people have it not while an MSP manages the company alone; added again and gone again, there are two', async () => {
    await delink()
    const shown = await lookUpCustomer(pair.world.services, { userId: noa.user.id }, customerId)
    const request = { customerId, shown, managementType: 'fully' as const, services: [] }
    const { relationshipId } = await requestCustomer.on(noa, request)
    await settle(noa, mina)
    await decide.on(mina, 'accept-request', relationshipId)
    await settle(mina, noa)
    expect(await formerOn(mina)).toEqual([])
    expect(await formerOn(noa)).toHaveLength(1)
    await decide.on(noa, 'convert-customer', relationshipId, { workEmail: mina.user.email, locale: 'en' })
    await settle(noa, mina)
    expect(await formerOn(mina)).toHaveLength(1)
    await decide.on(mina, 'delink-customer', relationshipId)
    await settle(mina, noa)
    await decide.on(noa, 'accept-delink', relationshipId)
    await settle(noa, mina)
    expect(await formerOn(mina)).toHaveLength(2)
    const sorted = (await formerOn(noa)).toSorted((left, right) => left.to - right.to)
    expect(sorted.map(({ askedBy }) => askedBy?.isOwn)).toEqual([true, false])
  })
})

describe.each(backupKeepers)('A backup from before, $name', (keeper) => {
  afterAll(() => keeper.stop())

  test('[M28][SYNC3] has the line once what ended is ended again', { timeout: 120_000 }, async () => {
    await pair.world.close()
    await begin(await keeper.options())
    await decide.on(noa, 'delink-customer', id)
    await settle(noa, mina)
    const putBack = await keeper.backUp(pair.world)
    await decide.on(mina, 'accept-delink', id)
    await settle(mina, noa)
    await putBack()
    for (const device of [noa, mina]) {
      await settle(device)
      expect(await formerOn(device)).toMatchObject([
        { partyName: device === noa ? 'Acme Brewing' : 'Northwind', services: ['knox-manage'] },
      ])
    }
  })
})
