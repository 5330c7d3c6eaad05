// What sync takes for granted of every kind of record. A kind that joins the registry is held to it by that alone.
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { addCustomer } from '#lib/commands/add-customer.ts'
import { noteVisit } from '#lib/commands/note-visit.ts'
import { changeSetting } from '#lib/commands/setting/change-setting.ts'
import { everything } from '#shared/domain/personal/customer-mark.ts'
import { decide } from '#lib/commands/decide.ts'
import type { GroupId, RoleId } from '#shared/domain/ids.ts'
import { decodePage, encodePage } from '#shared/protocol/columns.ts'
import { wireLimits } from '#shared/protocol/version.ts'
import { kinds, readKinds } from '#shared/records/kinds.ts'
import { columnsOf, readPageRoots, unpackRecords, versionOf } from '#shared/records/record-kind.ts'
import { loadAccess } from '../../server/auth/access.ts'
import { holdAsking } from '../../server/database/repository/requests/asking-msp.ts'
import { insertGroup, insertRole } from '../../server/database/repository/people/role.ts'
import { findFormerRoots, visibleIds } from '../../server/database/reading/visible.ts'
import type { SnapshotReading } from '../../server/records/record-source.ts'
import { sourcesFor, type AnySource } from '../../server/records/sources.ts'
import { seedAssignment, seedDeviceGroup, seedLink, seedProfile, seedUpload } from '../support/devices.ts'
import { seedAlert, seedAsked, seedCondition, seedLocation } from '../support/alerts.ts'
import { seedLicence, seedShare } from '../support/licences.ts'
import { findRelationship, readAllRelationships } from './stored.ts'
import { acme, openPair, type Pair, type TestDevice } from './world.ts'

type Content = { id: string }

let pair: Pair
let readers: Record<'msp' | 'customer' | 'shutOut' | 'stranger', SnapshotReading>

beforeAll(async () => {
  pair = await openPair()
  const { world, msp, customer } = pair
  for (const companyName of ['Zenith', 'Yonder'])
    await addCustomer.on(msp, { ...acme, companyName, workEmail: `a@${companyName}.example` })
  const { organisationId: organisation_id } = msp.user
  await world.user(organisation_id, 'Kim')
  for (const name of ['Helpdesk', 'Sales']) {
    await insertRole(world.database, {
      id: world.ids.randomId() as RoleId,
      organisation_id,
      name,
      permissions: ['view'],
    })
    await insertGroup(world.database, { id: world.ids.randomId() as GroupId, organisation_id, name })
  }
  await msp.sync()
  await world.database.updateTable('relationship').set({ admins_granted_at: 1 }).execute()
  await decide.on(customer, 'delink-customer', pair.relationshipId)
  await customer.sync()
  await decide.on(customer, 'withdraw-delink', pair.relationshipId)
  await customer.sync()
  await msp.sync()
  const gone = await addCustomer.on(msp, { ...acme, companyName: 'Xenon', workEmail: 'x@xenon.example' })
  await msp.sync()
  await decide.on(msp, 'remove-customer', gone.relationshipId)
  await msp.sync()
  const { id: supportedId, services } = (await readAllRelationships(msp.store))[0]!
  await decide.on(msp, 'open-ticket', supportedId, { service: services[0]!, ticketText: 'Remove it, please' })
  await msp.sync()
  await noteVisit.on(msp, { relationshipId: pair.relationshipId, service: 'knox-manage' })
  await msp.tellVisits()
  const { clock, ids } = world
  await changeSetting.on(msp, { setting: 'see-changes', input: { of: everything, seenAt: clock.now() } })
  await changeSetting.on(msp, { setting: 'choose-favourite', input: { of: pair.relationshipId, isFavourite: true } })
  for (const name of ['Gone cold', 'Mine'])
    await changeSetting.on(msp, { setting: 'save-view', input: { id: ids.randomId(), name, query: '?q=a' } })
  await msp.sync()
  const stranger = await world.device(await world.user(await world.organisation('msp', 'Southpaw'), 'Sam'))
  await holdAsking(world.database, { mspId: stranger.user.organisationId, customerId: customer.user.organisationId })
  // Of a company that this MSP manages alone.
  const alone = await addCustomer.on(msp, { ...acme, managementType: 'fully', workEmail: 'al@alone.example' })
  await msp.sync()
  const { customerId } = (await findRelationship(msp.store, alone.relationshipId))!
  const shutOut = await world.device(await world.user(customerId, 'Al'))
  const resellerId = await world.organisation('reseller', 'Partshop')
  const licenceId = await seedLicence(world, organisation_id)
  for (const partyId of [organisation_id, customer.user.organisationId, customerId]) {
    const linkId = await seedLink(world, { resellerId, partyId })
    for (const customerId of partyId === organisation_id ? [] : [partyId]) {
      await seedShare(world, { licenceId, customerId })
      await seedShare(world, { licenceId: await seedLicence(world, customerId), customerId })
    }
    const { devices } = await seedUpload(world, { resellerId, partyId, linkId, count: 3 })
    if (partyId === organisation_id) continue
    const after = await seedProfile(world, partyId)
    await seedDeviceGroup(world, partyId)
    for (const { id } of devices) await seedCondition(world, partyId, id, 'Mail')
    const { id: relationshipId } = (await readAllRelationships(msp.store)).find((row) => row.customerId === partyId)!
    for (const { id: device_id } of devices)
      await seedAssignment(world, {
        ...{ organisation_id: partyId, device_id, before: null, after },
        ...{ relationshipId, at: clock.now() },
      })
    for (const text of ['Hot', 'Cold'])
      await seedAlert(world, { customerId: partyId, mspId: organisation_id, relationshipId, text })
    for (const text of ['Here', 'There']) await seedLocation(world, partyId, text)
    await seedAsked(world, partyId, 'desk@partner.example')
  }
  readers = {
    msp: await readingOf(msp),
    customer: await readingOf(customer),
    shutOut: await readingOf(shutOut),
    stranger: await readingOf(stranger),
  }
})
afterAll(() => pair.world.close())

async function readingOf({ world: { database, clock }, user }: TestDevice): Promise<SnapshotReading> {
  const access = (await loadAccess(database, user.id))!
  return { database, access, now: clock.now(), ids: await visibleIds(database, access), most: Infinity }
}

async function allOf(source: AnySource, reading: SnapshotReading, after = '') {
  const records: Content[] = []
  const places: { last: string; before: number }[] = []
  for await (const page of source.pages(reading, after)) {
    records.push(...(page.records as Content[]))
    places.push({ last: page.last, before: records.length })
  }
  return { records, places }
}

const byId = (records: readonly Content[]) => records.toSorted((left, right) => (left.id < right.id ? -1 : 1))
const holderOf = ({ access }: SnapshotReading) => access

test('[SYNC8] every kind has a source, and every source a kind', () => {
  expect(sourcesFor(readKinds).map(({ kind }) => kind)).toEqual(kinds)
})

describe.each(sourcesFor(readKinds).map((source) => ({ name: source.kind.name, source })))(
  'Of kind $name',
  ({ source }) => {
    test('[SYNC7] pages bring each once, and go on from any place; by its id it is read alike', async () => {
      let seen = 0
      for (const reading of Object.values(readers)) {
        const { records } = await allOf(source, reading)
        seen += records.length
        expect(new Set(records.map(({ id }) => id)).size).toBe(records.length)
        const single = await allOf(source, { ...reading, most: 1 })
        expect(byId(single.records)).toEqual(byId(records))
        for (const { last, before } of single.places) {
          const rest = await allOf(source, reading, last)
          expect(byId(rest.records)).toEqual(byId(single.records.slice(before)))
        }
        const ids = records.map(({ id }) => id)
        expect(byId((await source.read(reading, ids)) as Content[])).toEqual(byId(records))
        if (source.kind.lies === 'packed') expect(records).toEqual(byId(records))
      }
      expect(seen, 'of a kind that nobody here sees nothing is shown').toBeGreaterThan(0)
    })

    test('[SYNC5] another organisation reads none of it by id, and doesn’t hear that it is gone', async () => {
      const others = await Promise.all(
        [readers.msp, readers.customer, readers.shutOut].map((reading) => allOf(source, reading)),
      )
      const { stranger } = readers
      const own = new Set((await allOf(source, stranger)).records.map(({ id }) => id))
      const ids = [...new Set(others.flatMap(({ records }) => records.map(({ id }) => id)))].filter(
        (id) => !own.has(id),
      )
      expect(await source.read(stranger, ids)).toEqual([])
      if (source.mayHaveHad) expect(await source.mayHaveHad(stranger, ids)).toEqual([])
      const roots = others.flatMap(({ records }) =>
        records.map((record) => source.kind.rootOf(record, readers.msp.access)),
      )
      const known = await findFormerRoots(stranger.database, stranger.access, roots)
      expect(roots.filter((root) => root !== '' && known.has(root))).toEqual([])
    })

    test('[SYNC8] they travel in columns, whole and to a reader of fewer groups, and tell their roots unread', async () => {
      for (const reading of Object.values(readers)) {
        const { records } = await allOf(source, reading)
        const page = encodePage(columnsOf(source.kind), records)
        expect(unpackRecords(source.kind, versionOf(source.kind), page)).toEqual(records)
        expect(readPageRoots(source.kind, page, holderOf(reading))).toEqual(
          records.map((record) => ({ id: record.id, root: source.kind.rootOf(record, holderOf(reading)) })),
        )
        for (let version = 1; version < versionOf(source.kind); version++) {
          const part = encodePage(columnsOf(source.kind, version), records)
          expect(decodePage(columnsOf(source.kind, version), part, wireLimits.recordsPerPage)).toHaveLength(
            records.length,
          )
          expect(unpackRecords(source.kind, version, part).map(({ id }: Content) => id)).toEqual(
            records.map(({ id }) => id),
          )
        }
      }
    })
  },
)
