// M17: what each side could see of an account when it ended is theirs for 30 days: that, for those who may, and not a byte of later.
import { Hono } from 'hono'
import { afterAll, afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { RelationshipId, UserId } from '#shared/domain/ids.ts'
import { exportLifetimeMs, type ExportFormat } from '#shared/domain/former/former-relationship.ts'
import { formerRelationshipKind } from '#shared/records/former-relationship.ts'
import { addCustomer } from '#lib/commands/add-customer.ts'
import { decide } from '#lib/commands/decide.ts'
import { editField } from '#lib/commands/facts/edit-field.ts'
import { editText } from '#lib/commands/facts/edit-text.ts'
import { setTag } from '#lib/commands/facts/set-tag.ts'
import { readAllRecords } from '#lib/local-store/stored-records.ts'
import { changePerson, changeScope } from '../../server/auth/change-access.ts'
import { loadAccess } from '../../server/auth/access.ts'
import { openExport } from '../../server/commands/export/open-export.ts'
import { entriesAtOnce } from '../../server/commands/export/render-export.ts'
import { insertRole } from '../../server/database/repository/people/role.ts'
import { runUnitOfWork } from '../../server/database/unit-of-work.ts'
import { answerError } from '../../server/http/answer-error.ts'
import type { AppEnvironment, HttpServices } from '../../server/http/app-environment.ts'
import { exportRoutes } from '../../server/http/export-routes.ts'
import { prune } from '../../server/jobs/prune.ts'
import { seedAlert, seedLocation } from '../support/alerts.ts'
import { backupKeepers } from './backup.ts'
import { findRelationship, listDocumentIds } from './stored.ts'
import { acme, openPair, type Pair, type TestDevice } from './world.ts'

let pair: Pair
/** Noa, of the MSP; Mina, the customer's super admin. */
let noa: TestDevice
let mina: TestDevice
let id: RelationshipId

afterEach(() => pair.world.close())

async function settle(...devices: TestDevice[]): Promise<void> {
  for (const device of [...devices, ...devices]) {
    pair.world.clock.advance(60_000)
    await device.sync()
  }
}

const lines = async ({ store }: TestDevice) => readAllRecords(store, formerRelationshipKind)

async function begin(options: Parameters<typeof openPair>[1]): Promise<void> {
  pair = await openPair(undefined, options)
  ;({ msp: noa, customer: mina, relationshipId: id } = pair)
  await pair.world.database.updateTable('invitation').set({ state: 'registered' }).execute()
  await settle(noa, mina)
}

async function write(): Promise<void> {
  const { accountDocumentId, mspPrivate, services } = (await findRelationship(noa.store, id))!
  const own = mspPrivate!.documentId
  await editField.on(noa, accountDocumentId, 'address1', '=HYPERLINK("MARK-SHARED")')
  await editField.on(noa, own, 'internalReference', 'MARK-REFERENCE')
  await setTag.on(noa, own, 'MARK-TAG', true)
  await editText.on(noa, own, 'privateNotes', 'MARK-PRIVATE\nsecond line', '')
  await decide.on(noa, 'open-ticket', id, { service: services[0]!, ticketText: 'MARK-TICKET' })
  await settle(noa, mina)
  await editField.on(mina, accountDocumentId, 'city', 'MARK-CITY')
  await settle(mina, noa)
}

async function delink(): Promise<void> {
  await decide.on(noa, 'delink-customer', id)
  await settle(noa, mina)
  await decide.on(mina, 'accept-delink', id)
  await settle(mina, noa)
}

async function later(): Promise<void> {
  const [account] = [...(await listDocumentIds(mina.store))]
  await editField.on(mina, account!, 'companyName', 'MARK-LATER')
  await settle(mina)
  const { database } = pair.world
  await database
    .updateTable('user')
    .set({ first_name: 'MARK-LATER', email: 'mark-later@x.example' })
    .where('id', '=', mina.user.id)
    .execute()
  await database.updateTable('organisation').set({ name: 'MARK-LATER' }).execute()
  await database.updateTable('service_record').set({ status: 'suspended' }).execute()
  await database.updateTable('support_ticket').set({ answer: 'MARK-LATER' }).execute()
}

/** As somebody who has just shown that it is they. */
async function download(device: TestDevice, format: ExportFormat, lineId?: string, { proved = true } = {}) {
  const { world } = pair
  const at = proved ? world.clock.now() : 0
  await world.database.updateTable('session').set({ proved_at: at }).where('user_id', '=', device.user.id).execute()
  const app = new Hono<AppEnvironment>()
  app.onError((error, c) => answerError(world.services, error, c))
  app.route('/api', exportRoutes({ services: world.services } as HttpServices))
  const [line] = await lines(device)
  const response = await app.request('/api/former/export', {
    method: 'POST',
    headers: { cookie: `tandem_session=${device.token}`, 'content-type': 'application/json' },
    body: JSON.stringify({ id: lineId ?? line?.id ?? 'none', format }),
  })
  return { status: response.status, text: await response.text() }
}

const codeOf = ({ text }: { text: string }) => (JSON.parse(text) as { error: { code: string } }).error.code

describe.each(backupKeepers)('The export of what was, on $name', ({ options, stop, backUp }) => {
  beforeEach(async () => begin(await options()))
  afterAll(stop)

  test('[M17][M23] holds what each side could see at that moment, safe in spreadsheets, and nothing of later', async () => {
    await write()
    await delink()
    await later()
    const msp = { csv: await download(noa, 'csv'), json: await download(noa, 'json') }
    const customer = { csv: await download(mina, 'csv'), json: await download(mina, 'json') }
    for (const { status, text } of [msp.csv, msp.json, customer.csv, customer.json]) {
      expect(status).toBe(200)
      expect(text).toContain('MARK-SHARED')
      expect(text).toContain('MARK-CITY')
      expect(text).not.toMatch(/mark-later/i)
    }
    for (const mark of ['MARK-REFERENCE', 'MARK-TAG', 'MARK-PRIVATE', 'MARK-TICKET']) {
      for (const { text } of [msp.csv, msp.json]) expect(text).toContain(mark)
      for (const { text } of [customer.csv, customer.json]) expect(text).not.toContain(mark)
    }
    for (const { text } of [msp.csv, customer.csv]) {
      expect(text).toContain(`"'=HYPERLINK(""MARK-SHARED"")"`)
      expect(text).not.toMatch(/(^|[\r\n,;"])=HYPERLINK/)
    }
    const ofMsp = JSON.parse(msp.json.text) as Exported
    expect(ofMsp).toMatchObject({
      side: 'msp',
      account: { city: 'MARK-CITY', companyName: 'Acme Brewing' },
      own: { internalReference: 'MARK-REFERENCE', privateNotes: 'MARK-PRIVATE\nsecond line', tags: ['MARK-TAG'] },
      services: [{ service: 'knox-manage', status: 'active' }],
      tickets: [{ text: 'MARK-TICKET', state: 'open', answer: '', openedBy: 'Noa Test' }],
    })
    const actorOf = ({ activity }: Exported, city: string) => activity.find(({ after }) => after === city)
    expect(actorOf(ofMsp, 'MARK-CITY')).toMatchObject({ person: expect.stringMatching(/^m•+@/) })
    const ofCustomer = JSON.parse(customer.json.text) as Exported
    expect(ofCustomer.own).toBeUndefined()
    expect(actorOf(ofCustomer, 'MARK-CITY')).toMatchObject({ person: 'Mina Test' })
    expect(ofCustomer.activity.find(({ field }) => field === 'address1')).toMatchObject({
      person: expect.stringMatching(/^n•+@/),
    })
    // The end itself is the last that both saw.
    for (const { activity } of [ofMsp, ofCustomer]) expect(activity.at(-1)).toMatchObject({ event: 'delink-accepted' })
  })

  test('[M17][S2][C8] alerts are in it as each side saw them; where devices were only in the customer’s', async () => {
    const { world } = pair
    const of = { customerId: mina.user.organisationId, mspId: noa.user.organisationId, relationshipId: id }
    const [shared, alone, before] = [
      await seedAlert(world, { ...of, text: '=MARK-SHARED-ALERT' }),
      await seedAlert(world, { ...of, audience: 'msp', text: 'MARK-ALONE' }),
      await seedAlert(world, { customerId: of.customerId, text: 'MARK-BEFORE-MSP' }),
    ]
    await seedLocation(world, of.customerId, 'MARK-PLACE')
    await delink()
    await seedAlert(world, { customerId: of.customerId, text: 'MARK-AFTER' })
    const { database, clock, services } = world
    await database
      .updateTable('alert')
      .set({ received_at: clock.now() })
      .where(
        'id',
        'not in',
        [shared, alone, before].map(({ alert }) => alert.id),
      )
      .execute()
    // They are older than what is kept, but for this.
    await prune(services)
    for (const format of ['csv', 'json'] as const) {
      const [ofMsp, ofCustomer] = [(await download(noa, format)).text, (await download(mina, format)).text]
      const marksIn = (text: string) => [...new Set(text.match(/MARK-[A-Z-]+[A-Z]/g))].toSorted()
      expect(marksIn(ofMsp)).toEqual(['MARK-ALONE', 'MARK-SHARED-ALERT'])
      expect(ofMsp).not.toContain('51.250407')
      expect(marksIn(ofCustomer)).toEqual(['MARK-BEFORE-MSP', 'MARK-PLACE', 'MARK-SHARED-ALERT'])
      expect(ofCustomer).toContain('51.250407')
      for (const text of format === 'csv' ? [ofMsp, ofCustomer] : []) expect(text).toContain(`,'=MARK-SHARED-ALERT`)
    }
    clock.advance(exportLifetimeMs)
    await prune(services)
    expect((await database.selectFrom('alert').select('text').execute()).map(({ text }) => text)).toEqual([
      'MARK-AFTER',
    ])
    expect(await database.selectFrom('device_location').select('id').execute()).toEqual([])
  })

  test('[M17][SYNC5] is for whoever sees the line and may export, and for super admins: nobody else, not unproved, each noted', async () => {
    await write()
    await delink()
    const { world } = pair
    const [line] = await lines(noa)
    const refused = async (device: TestDevice, code = 'not-permitted', given = {}) =>
      expect(codeOf(await download(device, 'json', line!.id, given))).toBe(code)
    await refused(noa, 'prove-again', { proved: false })
    const person = async (organisationId: typeof noa.user.organisationId, name: string, set: object = {}) => {
      const userId: UserId = await world.user(organisationId, name)
      if (Object.keys(set).length > 0) await runUnitOfWork(world.services, (unit) => changePerson(unit, userId, set))
      return world.device(userId)
    }
    const role = {
      id: world.ids.randomId() as never,
      name: 'No export',
      permissions: ['view' as const, 'edit-account' as const],
    }
    await insertRole(world.database, { ...role, organisation_id: noa.user.organisationId })
    await refused(await person(noa.user.organisationId, 'Nils', { role: 'admin', role_id: role.id }))
    const scoped = await person(noa.user.organisationId, 'Nora')
    await runUnitOfWork(world.services, (unit) =>
      changeScope(unit, scoped.user.id, { kind: 'only', allow: [mina.user.organisationId], deny: [] }),
    )
    await refused(scoped)
    await refused(await person(mina.user.organisationId, 'Max', { role: 'admin' }))
    await refused(await world.device(await world.user(await world.organisation('msp', 'Southpaw'), 'Sam')))
    const blocked = await person(noa.user.organisationId, 'Bea')
    await runUnitOfWork(world.services, (unit) => changePerson(unit, blocked.user.id, { status: 'blocked' }))
    await refused(blocked, 'signed-out')
    expect(
      await world.database.selectFrom('audit_entry').selectAll().where('event', '=', 'export-downloaded').execute(),
    ).toEqual([])
    expect((await download(noa, 'csv')).status).toBe(200)
    const noted = await world.database
      .selectFrom('audit_entry')
      .selectAll()
      .where('event', '=', 'export-downloaded')
      .execute()
    expect(noted).toMatchObject([{ user_id: noa.user.id, organisation_id: noa.user.organisationId }])
    // While somebody manages the company alone, its people have nothing of its account.
    await world.database
      .updateTable('relationship')
      .set({ status: 'active', management_type: 'fully' })
      .where('id', '=', id)
      .execute()
    await refused(mina)
  })

  test('[M17] the line says until when; then it is gone, pruned or not', async () => {
    await delink()
    const { clock, database, services } = pair.world
    const [{ to, exportUntil } = { to: 0, exportUntil: 0 }] = await lines(noa)
    expect(exportUntil).toBe(to + exportLifetimeMs)
    clock.advance(exportUntil! - clock.now() - 1)
    await prune(services)
    expect((await download(noa, 'json')).status).toBe(200)
    clock.advance(1)
    for (const device of [noa, mina]) expect(codeOf(await download(device, 'json'))).toBe('export-gone')
    await prune(services)
    expect(await database.selectFrom('account_export').select('id').execute()).toEqual([])
    const fresh = await pair.world.device(noa.user.id)
    await fresh.sync()
    expect(await lines(fresh)).toMatchObject([{ exportUntil: null }])
  })

  test('[M17] a long log comes in pieces, all of it, and stops where whoever reads it may no longer', async () => {
    await write()
    await delink()
    const { database } = pair.world
    const [sample] = await database.selectFrom('change').selectAll().where('document_id', 'is not', null).execute()
    const count = entriesAtOnce * 2 + 3
    const rows = Array.from({ length: count }, (_, n) => ({
      ...sample!,
      id: `made${String(n).padStart(18, '0')}` as never,
      received_at: 5 + (n % 3),
      detail: JSON.stringify({ type: 'field', field: 'zip', before: '', after: `n${n};`, unseen: false }),
    }))
    for (let at = 0; at < count; at += 100)
      await database
        .insertInto('change')
        .values(rows.slice(at, at + 100))
        .execute()
    const { activity } = JSON.parse((await download(noa, 'json')).text) as Exported
    expect(new Set(activity.map(({ after }) => after)).size).toBeGreaterThanOrEqual(count)
    const access = (await loadAccess(database, noa.user.id))!
    const { id: sessionId } = await database
      .selectFrom('session')
      .select('id')
      .where('user_id', '=', noa.user.id)
      .executeTakeFirstOrThrow()
    const [line] = await lines(noa)
    const asked = { id: line!.id, format: 'csv' } as const
    const pieces = await openExport(pair.world.services, { access, sessionId }, asked)
    for (let piece = 0; piece < 2; piece++) expect((await pieces.next()).done).toBe(false)
    await database.updateTable('user').set({ status: 'blocked' }).where('id', '=', noa.user.id).execute()
    await expect(pieces.next()).rejects.toMatchObject({ code: 'signed-out' })
  })

  test('[M17][M7] of one that is removed the MSP has one, who was never there none; a customer’s own log of before is in its own', async () => {
    const { relationshipId } = await addCustomer.on(noa, { ...acme, workEmail: 'bo@beta.example', companyName: 'Beta' })
    await settle(noa)
    await decide.on(noa, 'remove-customer', relationshipId)
    await settle(noa)
    const marked = await pair.world.database.selectFrom('account_export').select(['side']).execute()
    expect(marked).toEqual([{ side: 'msp' }])
    expect(JSON.parse((await download(noa, 'json')).text)).toMatchObject({ account: { companyName: 'Beta' } })
  })

  test('[M17][SYNC3] a delink that a backup has undone is marked again for what is left of its 30 days', async () => {
    await write()
    const restore = await backUp(pair.world)
    const restoreLater = await backUp(pair.world)
    await delink()
    const [{ exportUntil } = { exportUntil: 0 }] = await lines(noa)
    pair.world.clock.advance(exportLifetimeMs / 2)
    await restore()
    const marked = await pair.world.database.selectFrom('account_export').selectAll().execute()
    expect(marked.map(({ side }) => side).toSorted()).toEqual(['customer', 'msp'])
    for (const { until_at } of marked) expect(Math.abs(until_at - exportUntil!)).toBeLessThan(60_000)
    await settle(noa, mina)
    expect((await download(noa, 'json')).text).toContain('MARK-PRIVATE')
    pair.world.clock.advance(exportLifetimeMs)
    await restoreLater()
    expect(await pair.world.database.selectFrom('account_export').select('id').execute()).toEqual([])
  })
})

interface Exported {
  own?: object
  activity: { person: string; field?: string; after?: string; event?: string }[]
}
