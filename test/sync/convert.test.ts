// M14: a fully managed customer is shared from the conversion on, once, and refused where it can’t be.
import { cp, rm } from 'node:fs/promises'
import { describe, expect, test, vi } from 'vitest'
import { protocolVersion } from '#shared/protocol/version.ts'
import { readKinds } from '#shared/records/kinds.ts'
import { addCustomer } from '#lib/commands/add-customer.ts'
import { decide } from '#lib/commands/decide.ts'
import { editField } from '#lib/commands/facts/edit-field.ts'
import { editText } from '#lib/commands/facts/edit-text.ts'
import { writeMeta } from '#lib/local-store/local-store.ts'
import { LiveDevice } from './live-device.ts'
import { commandItem, helloOf, outcomeOf, post } from './raw-exchange.ts'
import { countRows, dumpStore, localValues, outboxOf, serverValues } from './read-world.ts'
import { findRelationship, listDocumentIds, readAllChanges, readAllRelationships } from './stored.ts'
import { acme, type TestDevice } from './world.ts'
import {
  alone,
  convert,
  eventsOn,
  invitation,
  nils,
  noa,
  person,
  refusals,
  relationshipId,
  rowOn,
  settle,
  shared,
  withConversion,
  world,
} from './conversion.ts'

withConversion()

describe('A conversion', () => {
  test('[M14][DOC6] shares the account as it is, and history from then on; the MSP keeps all of it', async () => {
    await editField.on(noa, alone, 'phone', 'first')
    await settle(noa)
    await editField.on(noa, alone, 'phone', 'second')
    await editText.on(noa, alone, 'notes', 'as agreed', '')
    await settle(noa)
    await convert(noa)
    expect(await rowOn(noa)).toMatchObject({
      managementType: 'jointly',
      status: 'active',
      convertedAt: world.clock.now(),
      accountDocumentId: shared,
      invitation: { state: 'waiting', email: acme.workEmail, firstName: 'Mina', lastName: 'Cho' },
    })
    const customer = await person()
    await settle(customer, nils)
    expect([...(await listDocumentIds(customer.store))]).toEqual([shared])
    expect(await localValues(customer, shared)).toMatchObject({ phone: 'second', notes: 'as agreed' })
    expect(await eventsOn(customer)).toEqual(['customer-converted'])
    expect(await readAllChanges(customer.store)).toHaveLength(1)
    expect((await readAllRelationships(customer.store))[0]).toMatchObject({ mspPrivate: null })

    for (const device of [noa, nils]) {
      expect(await localValues(device, shared)).toMatchObject({ phone: 'second', notes: 'as agreed' })
      expect((await readAllChanges(device.store)).filter(({ documentId }) => documentId === alone)).toHaveLength(3)
      expect(await listDocumentIds(device.store)).not.toContain(alone)
      expect(await eventsOn(device)).toEqual(['customer-added', 'customer-converted'])
    }
    await editField.on(customer, shared, 'website', 'acme.example')
    await settle(customer, noa)
    expect(await localValues(noa, shared)).toMatchObject({ website: 'acme.example' })
    expect(await readAllChanges(customer.store)).toHaveLength(2)
  })

  test('[M14][FA3] shows nothing as done before the server has decided', async () => {
    await decide.on(noa, 'convert-customer', relationshipId, invitation)
    expect((await outboxOf(noa)).at(-1)).toMatchObject({ state: 'queued', predictions: [{ patch: {} }] })
    expect(await rowOn(noa)).toMatchObject({ managementType: 'fully', convertedAt: null })
  })

  test('[M14][SYNC4] gives somebody who was there already the account, live and after being away, and nobody else anything anew', async () => {
    const live = LiveDevice.of(await person())
    const away = await person('Max')
    await Promise.all([live.follow(), away.sync()])
    expect([...(await listDocumentIds(away.store))]).toEqual([])
    const versions = async () =>
      new Map(
        (await world.database.selectFrom('user').select(['id', 'access_version']).execute()).map((row) => [
          row.id,
          row.access_version,
        ]),
      )
    const before = await versions()
    await convert(noa)
    const held = () => live.inTurn(async () => [...(await listDocumentIds(live.device.store))])
    await vi.waitFor(async () => expect(await held()).toEqual([shared]), { timeout: 2000, interval: 20 })
    await away.sync()
    expect([...(await listDocumentIds(away.store))]).toEqual([shared])
    const raised = [...(await versions())].filter(([id, version]) => before.get(id) !== version).map(([id]) => id)
    expect(raised.toSorted()).toEqual([live.device.user.id, away.user.id].toSorted())
    expect(await countRows(world, 'invitation'), 'who is there needs no invitation').toBe(0)
    await live.leave()
  })

  test('[M14][C8][SYNC4] gives back, too, what somebody saw before they were fully managed', async () => {
    const beta = await addCustomer.on(noa, { ...acme, companyName: 'Beta', workEmail: 'b@beta.example' })
    await noa.sync()
    const { customerId: betaId } = (await findRelationship(noa.store, beta.relationshipId))!
    const bea = await world.device(await world.user(betaId, 'Bea'))
    await bea.sync()
    const before = await eventsOn(bea)
    expect(before).toContain('customer-added')
    // As an existing customer would be once it is added as fully managed (M10).
    await world.database
      .updateTable('relationship')
      .set({ management_type: 'fully' })
      .where('id', '=', beta.relationshipId)
      .execute()
    await world.database.updateTable('user').set({ access_version: 2 }).where('id', '=', bea.user.id).execute()
    await bea.sync()
    expect([await eventsOn(bea), [...(await listDocumentIds(bea.store))]]).toEqual([[], []])
    await decide.on(noa, 'convert-customer', beta.relationshipId, { workEmail: 'b@beta.example', locale: 'en' })
    await settle(noa, bea)
    expect(await eventsOn(bea)).toEqual([...before, 'customer-converted'].toSorted())
  })

  test('[M14] then a delink: the customer keeps what it saw, the MSP nothing', async () => {
    await convert(noa)
    const customer = await person()
    await customer.sync()
    await world.database.updateTable('invitation').set({ state: 'registered' }).execute()
    // A device that got all of it in one page, another that got it piece by piece.
    const anew = await world.device(noa.user.id)
    await settle(anew, noa)
    await editField.on(customer, shared, 'phone', 'shared')
    await settle(customer, noa, anew)
    await decide.on(customer, 'delink-customer', relationshipId)
    await settle(customer, noa, anew)
    await decide.on(noa, 'accept-delink', relationshipId)
    await settle(noa, anew, nils, customer)
    for (const device of [noa, anew, nils]) {
      expect([...(await listDocumentIds(device.store))]).toEqual([])
      expect(await dumpStore(device, ['outbox', 'meta', 'former-relationship'])).not.toContain('Acme')
    }
    const [own] = [...(await listDocumentIds(customer.store))]
    expect(await localValues(customer, own!)).toMatchObject({ phone: 'shared', companyName: 'Acme Brewing' })
  })

  test('[M14][SYNC4] then a delink in the same millisecond: what was shared goes from the customer’s device, too', async () => {
    await convert(noa)
    const customer = await person()
    await customer.sync()
    await world.database.updateTable('invitation').set({ state: 'registered' }).execute()
    await decide.on(customer, 'delink-customer', relationshipId)
    await customer.sync()
    await noa.sync()
    await decide.on(noa, 'accept-delink', relationshipId)
    await noa.sync()
    await customer.sync()
    const held = [...(await listDocumentIds(customer.store))]
    expect(held).toHaveLength(1)
    expect(held).not.toContain(shared)
  })
})

describe('Decided once', () => {
  test('[M14][PUSH2] of two tablets that convert at once one takes effect; the other is told', async () => {
    await decide.on(noa, 'convert-customer', relationshipId, invitation)
    await decide.on(nils, 'convert-customer', relationshipId, invitation)
    await settle(noa, nils)
    expect(await refusals(noa)).toEqual([])
    expect(await refusals(nils)).toEqual(['refused: already-jointly'])
    expect([await countRows(world, 'invitation'), await countRows(world, 'document')]).toEqual([1, 3])
    expect((await eventsOn(nils)).filter((event) => event === 'customer-converted')).toHaveLength(1)
  })

  test('[M14][PUSH1] however often it arrives', async () => {
    await decide.on(noa, 'convert-customer', relationshipId, invitation)
    noa.fault = 'answer-lost'
    await expect(noa.exchange()).rejects.toThrow('wire')
    noa.fault = 'duplicated'
    await noa.sync()
    await noa.request(noa.sent.at(-1)!)
    await writeMeta(noa.store, { cursor: null })
    await settle(noa)
    // The mail that it was added (M8), and the invitation.
    expect([await countRows(world, 'invitation'), await countRows(world, 'mail')]).toEqual([1, 2])
    expect(await refusals(noa)).toEqual([])
  })

  test('[M14][SYNC3] a server that lost it decides it again, and what was typed on the shared account since is there', async () => {
    await editText.on(noa, alone, 'notes', 'one ', '')
    await settle(noa, nils)
    await world.stopServer()
    const copy = `${world.folder}-backup`
    await cp(world.folder, copy, { recursive: true })
    await world.startServer()
    await convert(noa)
    await editText.on(noa, shared, 'notes', 'one two ', 'one ')
    await editField.on(noa, shared, 'phone', 'since')
    await settle(noa, nils)
    await world.stopServer()
    await rm(world.folder, { recursive: true })
    await cp(copy, world.folder, { recursive: true })
    await rm(copy, { recursive: true })
    await world.startServer()
    await settle(noa, nils)
    expect(await rowOn(nils)).toMatchObject({ managementType: 'jointly', accountDocumentId: shared })
    expect(await serverValues(world, shared)).toMatchObject({ notes: 'one two ', phone: 'since' })
    for (const device of [noa, nils])
      expect(await localValues(device, shared)).toMatchObject({ notes: 'one two ', phone: 'since' })
    expect([await refusals(noa), await refusals(nils)]).toEqual([[], []])
    expect(await countRows(world, 'invitation')).toBe(1)
  })
})

describe('Refused', () => {
  const codeOf = async (device: TestDevice) => {
    const item = (await outboxOf(device)).findLast(({ body }) => body.kind === 'command')
    return [item?.state, item?.code, item?.fieldErrors]
  }

  test('[M14][FA15] an address of somebody registered elsewhere, or of several companies: nothing is converted, and another does', async () => {
    const elsewhere = await world.organisation('customer', 'Elsewhere')
    await world.user(elsewhere, 'Uma')
    await world.database
      .updateTable('user')
      .set({ email: 'uma@x.example' })
      .where('organisation_id', '=', elsewhere)
      .execute()
    await addCustomer.on(noa, { ...acme, companyName: 'Twin', managementType: 'fully' })
    await addCustomer.on(noa, { ...acme, companyName: 'Invited', workEmail: 'invited@x.example' })
    await settle(noa)
    const tries = [
      [acme.workEmail, 'email-shared', { workEmail: 'email-shared' }],
      ['uma@x.example', 'email-taken', { workEmail: 'email-taken' }],
      [nils.user.email, 'email-taken', { workEmail: 'email-taken' }],
      ['invited@x.example', 'email-shared', { workEmail: 'email-shared' }],
      ['no address', 'invalid-input', { workEmail: 'email' }],
    ] as const
    for (const [workEmail, code, fields] of tries) {
      await convert(noa, { workEmail, locale: 'en' })
      expect(await codeOf(noa), workEmail).toEqual(['refused', code, fields])
      expect(await rowOn(noa)).toMatchObject({ managementType: 'fully', accountDocumentId: alone, convertedAt: null })
    }
    expect(await countRows(world, 'invitation')).toBe(1)
    await convert(noa, { workEmail: 'Mina.Cho@Acme.example', locale: 'de' })
    expect(await rowOn(noa)).toMatchObject({
      managementType: 'jointly',
      workEmail: 'mina.cho@acme.example',
      invitation: { email: 'mina.cho@acme.example' },
    })
    const mail = await world.database
      .selectFrom('mail')
      .selectAll()
      .where('recipient', '=', 'mina.cho@acme.example')
      .execute()
    expect(mail.map(({ kind, locale }) => [kind, locale])).toEqual([['invitation', 'de']])
  })

  test('[M14] another MSP’s customers are nobody’s business: their contact may be invited', async () => {
    const other = await world.device(await world.user(await world.organisation('msp', 'Southwind'), 'Sol'))
    await addCustomer.on(other, { ...acme, companyName: 'Theirs', managementType: 'fully' })
    await other.sync()
    await convert(noa)
    expect(await rowOn(noa)).toMatchObject({ managementType: 'jointly' })
  })

  test('[M14] jointly → fully, in every crafted push, by the code that says to delink first and add again', async () => {
    await convert(noa)
    const { version } = await rowOn(noa)
    const input = { relationshipId, version, ...invitation }
    const items = [
      commandItem(noa, 100, 'convert-customer', input),
      commandItem(noa, 101, 'convert-customer', { ...input, managementType: 'fully' }),
      commandItem(noa, 102, 'convert-customer', { ...input, version: version - 1 }),
    ]
    const { answers } = await post(noa, [await helloOf(noa), ...items])
    expect(answers.map(outcomeOf)).toEqual(['already-jointly', 'already-jointly', 'already-jointly'])
    expect(await rowOn(noa)).toMatchObject({ managementType: 'jointly' })
  })

  test('[M14] whoever may not add customers, does not see this one, or stands on the other side', async () => {
    const mspId = noa.user.organisationId
    const role = { id: world.ids.randomId() as never, organisation_id: mspId, name: 'Editors', version: 1 }
    await world.database
      .insertInto('role')
      .values({ ...role, permissions: JSON.stringify(['view', 'edit-account', 'delink-customer']) })
      .execute()
    await world.database
      .updateTable('user')
      .set({ role: 'admin', role_id: role.id })
      .where('id', '=', nils.user.id)
      .execute()
    await convert(nils)
    expect(await codeOf(nils)).toMatchObject(['refused', 'not-permitted', {}])
    const stranger = await world.device(await world.user(await world.organisation('msp', 'Southwind'), 'Sol'))
    const customer = await person()
    for (const device of [stranger, customer]) {
      await device.sync()
      const item = commandItem(device, 1, 'convert-customer', { relationshipId, version: 1, ...invitation })
      const { answers } = await post(device, [await helloOf(device), item])
      expect(answers.map(outcomeOf)).toEqual(['not-permitted'])
    }
    expect(await countRows(world, 'invitation')).toBe(0)
  })
})

test('[M14][SYNC8] an older app reads the row without the new column, and one of the first release is told to update', async () => {
  await convert(noa)
  const older = await post(noa, [await helloOf(noa, { cursor: null, kinds: { ...readKinds, relationship: 1 } })])
  const row = older.frames.find((frame) => frame.type === 'relationship')
  expect(row?.type === 'relationship' && row.record).toMatchObject({ managementType: 'jointly', convertedAt: null })
  const first = await post(noa, [await helloOf(noa, { protocol: protocolVersion - 1 })])
  expect(first).toMatchObject({ code: 'update-needed' })
})
