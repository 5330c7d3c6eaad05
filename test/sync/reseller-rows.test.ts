// R1: which row a reseller has of an MSP and its customer, by how it added them: before, during and after management.
import { afterAll, afterEach, describe, expect, test } from 'vitest'
import { decide } from '#lib/commands/decide.ts'
import { decideOnDevices } from '#lib/commands/decide-on-devices.ts'
import { sendUpload } from '#lib/commands/uploads/send-upload.ts'
import { readAllRecords } from '#lib/local-store/stored-records.ts'
import type { OrganisationId, ResellerLinkId } from '#shared/domain/ids.ts'
import { resellerRow } from '#shared/domain/reseller/reseller-row.ts'
import { resellerLinkKind } from '#shared/records/devices/reseller-link.ts'
import { backupKeepers } from './backup.ts'
import { askAs, openCompany, settleIn, type Company } from './company.ts'
import type { TestDevice } from './world.ts'

let now: Company
afterEach(() => now.world.close())

async function reseller(name: string): Promise<TestDevice> {
  const { world } = now
  return world.device(await world.user(await world.organisation('reseller', name), 'Rosa'))
}

async function add(device: TestDevice, partyId: OrganisationId, reference: string): Promise<void> {
  const input = { linkId: now.world.ids.randomId() as ResellerLinkId, partyId, reference }
  await decideOnDevices.on(device, { decision: 'add-reseller-customer', input }, { of: null, name: partyId })
}

/** As the list shows them: its name and ID, whose place an MSP takes, the reference, uploads and devices. */
const rowsOf = async ({ store }: TestDevice) =>
  (await readAllRecords(store, resellerLinkKind))
    .map(resellerRow)
    .map((row) => [row.name, row.shownId, row.isMsp ? 'MSP' : '', row.ownName ?? '', row.reference, row.devices])

describe.each(backupKeepers)('Three resellers, $name', (keeper) => {
  afterAll(() => keeper.stop())

  test('[R1] by MSP ID it is the MSP throughout; by Customer ID the company, and while it is managed its MSP; who added nobody lists nobody', async () => {
    now = await openCompany(await keeper.options())
    const { world, mina, noa, customerId } = now
    const mspId = noa.user.organisationId
    const company = mina.user.organisationName
    const [byMsp, byCompany, byNone] = [await reseller('Meadow'), await reseller('Copper'), await reseller('Nether')]
    const all = async () => {
      await settleIn(world, byMsp, byCompany, byNone)
      return [await rowsOf(byMsp), await rowsOf(byCompany), await rowsOf(byNone)]
    }
    await add(byMsp, mspId, 'M-1')
    await add(byCompany, customerId, 'C-1')
    const rows = [{ row: 2, imei: '', meid: '', serial: 'R52N30ABCDE', model: '', orderNumber: '', orderDate: '' }]
    const target = { partyId: customerId, linkId: null, name: '', rows: rows.map((each) => ({ ...each, party: '' })) }
    await sendUpload.on(byCompany, { targets: [target], orderNumber: 'PO-1', orderDate: '2026-11-02' })
    const atMsp = [['Northwind', mspId, 'MSP', '', 'M-1', 0]]
    const itself = [[company, customerId, '', '', 'C-1', 1]]
    const managed = [['Northwind', mspId, 'MSP', company, 'C-1', 1]]
    expect(await all(), 'before').toEqual([atMsp, itself, []])

    const relationshipId = await askAs(noa, customerId)
    await settleIn(world, noa, mina)
    expect(await all(), 'asked only').toEqual([atMsp, itself, []])
    await decide.on(mina, 'accept-request', relationshipId)
    await settleIn(world, mina, noa)
    expect(await all(), 'while it is managed').toEqual([atMsp, managed, []])

    await decide.on(noa, 'delink-customer', relationshipId)
    await settleIn(world, noa, mina)
    expect(await all(), 'until the delink is answered').toEqual([atMsp, managed, []])
    await decide.on(mina, 'accept-delink', relationshipId)
    await settleIn(world, mina, noa)
    expect(await all(), 'after').toEqual([atMsp, itself, []])
  })
})
