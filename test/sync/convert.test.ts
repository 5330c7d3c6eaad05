// M14: a fully managed customer is shared from the conversion on. Nothing of what was before reaches its people, and nothing
// that anybody of the MSP has under way is lost.
import { cp, rm } from 'node:fs/promises'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { documentIdsOf } from '#shared/domain/id-families.ts'
import type { DocumentId, OrganisationId, RelationshipId } from '#shared/domain/ids.ts'
import { protocolVersion } from '#shared/protocol/version.ts'
import { readKinds } from '#shared/records/kinds.ts'
import { addCustomer } from '#lib/commands/add-customer.ts'
import { decide } from '#lib/commands/decide.ts'
import { editField } from '#lib/commands/facts/edit-field.ts'
import { editText } from '#lib/commands/facts/edit-text.ts'
import { setTag } from '#lib/commands/facts/set-tag.ts'
import { undoChange } from '#lib/commands/facts/undo-change.ts'
import { writeMeta } from '#lib/local-store/local-store.ts'
import { readDocumentView } from '#lib/queries/documents/read-document-view.ts'
import { exchange } from '#lib/sync/exchange.ts'
import { loadAccess } from '../../server/auth/access.ts'
import { findFormerlyVisible } from '../../server/database/reading/visible.ts'
import { LiveDevice } from './live-device.ts'
import { commandItem, editItem, helloOf, outcomeOf, post, recordAnswers } from './raw-exchange.ts'
import { countRows, dumpStore, localValues, outboxOf, outboxStates, serverValues } from './read-world.ts'
import { findRelationship, listDocumentIds, readAllChanges, readAllRelationships } from './stored.ts'
import { acme, World, type TestDevice } from './world.ts'

const invitation = { workEmail: acme.workEmail, locale: 'en' } as const

let world: World
/** Two people of one MSP, each with a tablet. */
let noa: TestDevice
let nils: TestDevice
let relationshipId: RelationshipId
let customerId: OrganisationId
/** The account's document before and after. */
let alone: DocumentId
let shared: DocumentId

beforeEach(async () => {
  world = await World.open()
  const mspId = await world.organisation('msp', 'Northwind')
  noa = await world.device(await world.user(mspId, 'Noa'))
  nils = await world.device(await world.user(mspId, 'Nils'))
  relationshipId = (await addCustomer.on(noa, { ...acme, managementType: 'fully' })).relationshipId
  await settle(noa, nils)
  customerId = (await rowOn(noa)).customerId
  ;({ account: alone, shared } = documentIdsOf(relationshipId))
})
afterEach(() => world.close())

const rowOn = async ({ store }: TestDevice) => (await findRelationship(store, relationshipId))!

/** In turn, each a minute later, until everybody has what everybody sent. */
async function settle(...devices: TestDevice[]): Promise<void> {
  for (const device of [...devices, ...devices]) {
    world.clock.advance(60_000)
    await device.sync()
  }
}

async function convert(device: TestDevice, fields: Parameters<typeof decide>[2] = invitation): Promise<void> {
  await decide.on(device, 'convert-customer', relationshipId, fields as typeof invitation)
  await device.sync()
}

const person = async (name = 'Mina') => world.device(await world.user(customerId, name))

const refusals = async (device: TestDevice) =>
  (await outboxStates(device)).filter((state) => state.startsWith('refused'))

const eventsOn = async ({ store }: TestDevice) =>
  (await readAllChanges(store)).flatMap(({ detail }) => (detail.type === 'decision' ? [detail.event] : [])).toSorted()

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

describe('What was done before', () => {
  const planted = {
    value: 'MARK-OVERWRITTEN-VALUE',
    text: 'MARK-DELETED-TEXT',
    reference: 'MARK-REFERENCE',
    tag: 'mark-tag',
    privateNotes: 'MARK-PRIVATE-NOTES',
    waiting: 'MARK-OVERWRITTEN-BEFORE-IT-WAS-SENT',
    oldAddress: 'mark-former-contact@acme.example',
  }

  test('[M14][SYNC5][C8] is in no byte to the customer, by no way, also not by an undo, a delink or the MSP’s late work', async () => {
    const [early, live] = [await person('Early'), LiveDevice.of(await person('Lena'))]
    const answers = [recordAnswers(early), live.sent]
    await early.sync()
    await live.follow()
    const { mspPrivate } = documentIdsOf(relationshipId)
    await world.database.updateTable('relationship').set({ work_email: planted.oldAddress }).execute()
    await world.database
      .updateTable('user')
      .set({ status: 'blocked' })
      .where('organisation_id', '=', customerId)
      .execute()
    await editField.on(noa, alone, 'website', planted.value)
    await editText.on(noa, alone, 'notes', `kept ${planted.text} kept`, '')
    await editField.on(noa, mspPrivate, 'internalReference', planted.reference)
    await setTag.on(noa, mspPrivate, planted.tag, true)
    await editText.on(noa, mspPrivate, 'privateNotes', planted.privateNotes, '')
    await settle(noa, nils)
    await editField.on(nils, alone, 'phone', planted.waiting)
    await nils.sync()
    await editField.on(noa, alone, 'website', 'kept.example')
    await editText.on(noa, alone, 'notes', 'kept kept', `kept ${planted.text} kept`)
    await settle(noa, nils)
    await editField.on(noa, alone, 'phone', '+49 1')
    await editText.on(nils, alone, 'notes', 'kept kept and typed offline', 'kept kept')
    await editField.on(nils, alone, 'website', 'late.example')
    await noa.sync()
    await convert(noa)
    await world.database
      .updateTable('user')
      .set({ status: 'active' })
      .where('organisation_id', '=', customerId)
      .execute()

    const late = await person('Late')
    answers.push(recordAnswers(late))
    await settle(late, nils, noa, early)
    await live.follow()
    // The MSP takes back what stands in its own log, which restores a value of then: not one that is marked.
    const before = (await readAllChanges(noa.store)).find(
      ({ documentId, detail }) => documentId === alone && detail.type === 'field' && detail.after === planted.value,
    )!
    expect(await undoChange.on(noa, before.id, { evenIfChanged: true })).toEqual({ done: true })
    await settle(noa, late, early)
    await writeMeta(late.store, { cursor: null })
    await settle(late)
    await decide.on(late, 'delink-customer', relationshipId)
    await settle(late, noa)
    await decide.on(noa, 'accept-delink', relationshipId)
    await settle(noa, late, early)
    await writeMeta(late.store, { cursor: null })
    await late.sync()

    const sent = Buffer.concat(answers.flat()).toString('latin1')
    const held = (await Promise.all([late, early, live.device].map((device) => dumpStore(device)))).join('')
    const mails = JSON.stringify(await world.database.selectFrom('mail').selectAll().execute())
    expect(sent).toContain('kept kept and typed offline')
    const raw = (id: string) => Buffer.from(id, 'base64url').toString('latin1')
    for (const mark of [...Object.values(planted), before.id]) {
      expect(sent, mark).not.toContain(mark)
      expect(held, mark).not.toContain(mark)
      if (mark !== planted.oldAddress) expect(mails, mark).not.toContain(mark)
    }
    expect(sent, 'not even that there was another document').not.toContain(raw(alone))
    await live.leave()
  })

  test('[M14][C8] is not asked for: a crafted edit, undo or hello of the customer finds nothing of it', async () => {
    await editField.on(noa, alone, 'phone', planted.value)
    await noa.sync()
    await editField.on(noa, alone, 'phone', '+49 1')
    await noa.sync()
    const change = (await readAllChanges(noa.store)).find(
      ({ detail }) => detail.type === 'field' && detail.after === planted.value,
    )!
    await convert(noa)
    const customer = await person()
    const answers = recordAnswers(customer)
    await customer.sync()
    // The value that stood there before the change it claims to undo.
    await editField.on(customer, shared, 'phone', '')
    const made = (await outboxOf(customer)).at(-1)!
    const body = made.body.kind === 'edit' ? made.body : null
    const { clientId, update } = body!
    const crafted = [alone, documentIdsOf(relationshipId).mspPrivate].map((id, place) =>
      editItem(customer, 50 + place, id, { clientId, update }),
    )
    const claim = editItem(customer, 60, shared, { clientId, update, undoes: change.id })
    const answered = await post(customer, [await helloOf(customer), ...crafted, claim])
    expect(answered.answers.map(outcomeOf)).toEqual(['not-permitted', 'not-permitted', 'accepted'])
    const logged = await world.database
      .selectFrom('change')
      .select('undoes')
      .where('document_id', '=', shared)
      .execute()
    expect(logged).toEqual([{ undoes: null }])
    expect(Buffer.concat(answers).toString('latin1')).not.toContain(planted.value)
    const access = (await loadAccess(world.database, customer.user.id))!
    const named = [alone, shared, documentIdsOf(relationshipId).mspPrivate]
    expect(await findFormerlyVisible(world.database, access, 'document', named)).toEqual([shared])
  })
})

describe('What waits elsewhere at a conversion', () => {
  test('[M14][PUSH4][H1] goes on in the new document: both sides’ text once, in its place, and the later edit holds', async () => {
    await editText.on(noa, alone, 'notes', 'one two three', '')
    await settle(noa, nils)
    // Nils is away and types, removes, sets; two hours later Noa sets one of them again, and converts.
    await editText.on(nils, alone, 'notes', 'one two and a half three', 'one two three')
    await editText.on(nils, alone, 'notes', 'one two and a half', 'one two and a half three')
    await editField.on(nils, alone, 'phone', 'of Nils, earlier')
    await editField.on(nils, alone, 'website', 'nils.example')
    await editField.on(nils, documentIdsOf(relationshipId).mspPrivate, 'internalReference', 'of Nils')
    world.clock.advance(2 * 60 * 60_000)
    await editField.on(noa, alone, 'phone', 'of Noa, later')
    await editText.on(noa, alone, 'notes', 'zero one two three', 'one two three')
    await noa.sync()
    await convert(noa)
    const customer = await person()
    await customer.sync()
    world.clock.advance(60_000)
    await editText.on(customer, shared, 'notes', 'zero one two three, we say', 'zero one two three')
    await customer.sync()
    await settle(nils, customer, noa)
    for (const device of [noa, nils, customer]) {
      expect(await localValues(device, shared)).toMatchObject({
        notes: 'zero one two and a half, we say',
        phone: 'of Noa, later',
        website: 'nils.example',
      })
      expect(await refusals(device)).toEqual([])
    }
    expect((await serverValues(world, documentIdsOf(relationshipId).mspPrivate))['internalReference']).toBe('of Nils')
    expect(new Set(await outboxStates(nils))).toEqual(new Set(['settled']))
  })

  test('[M14][PUSH1] also what was on its way when its answer was lost: it arrives once, whichever came first', async () => {
    for (const [text, isFirst] of [
      ['before', true],
      ['after', false],
    ] as const) {
      await editText.on(nils, (await rowOn(nils)).accountDocumentId, 'notes', `${text} `, '')
      if (!isFirst) await convert(noa)
      nils.fault = 'answer-lost'
      await expect(nils.exchange()).rejects.toThrow('wire')
      await settle(nils, noa)
      const { accountDocumentId } = await rowOn(noa)
      expect(await localValues(noa, accountDocumentId)).toMatchObject({ notes: `${text} ` })
      expect(await localValues(nils, accountDocumentId)).toMatchObject({ notes: `${text} ` })
      await editText.on(noa, accountDocumentId, 'notes', '', `${text} `)
      await settle(noa, nils)
    }
    expect(await refusals(nils)).toEqual([])
  })

  test('[M14][SYNC3] what was taken before is not made again when it is asked about once more', async () => {
    await editText.on(nils, alone, 'notes', 'once ', '')
    await settle(nils, noa)
    await convert(noa)
    await writeMeta(nils.store, { cursor: null })
    const transport = { isOffline: () => false, follow: () => null as never, exchange: send(nils) }
    await exchange(nils, transport, () => undefined)
    // Something new comes before the server has answered.
    await addCustomer.on(noa, { ...acme, companyName: 'Beta', workEmail: 'b@beta.example' })
    await noa.sync()
    await exchange(nils, transport, () => undefined, { withoutItems: true })
    expect(await localValues(nils, shared)).toMatchObject({ notes: 'once ' })
    await settle(nils, noa)
    for (const device of [nils, noa]) expect(await localValues(device, shared)).toMatchObject({ notes: 'once ' })
    expect(new Set(await outboxStates(nils))).toEqual(new Set(['settled']))
  })

  test('[M14] goes on wherever news are cut: page by page of one entry', async () => {
    await editText.on(noa, alone, 'notes', 'left right', '')
    await settle(noa, nils)
    await editText.on(nils, alone, 'notes', 'left middle right', 'left right')
    await convert(noa)
    const transport = { isOffline: () => false, follow: () => null as never, exchange: send(nils) }
    for (let round = 0; round < 3; round++) {
      const result = await exchange(nils, transport, () => undefined, { page: 1, withoutItems: round === 0 })
      expect(result.outcome).toBe('done')
    }
    await settle(nils, noa)
    expect(await localValues(noa, shared)).toMatchObject({ notes: 'left middle right' })
  })

  test('[M14][FA7] a person who is typing goes on: also in the field that was opened on the former document', async () => {
    const live = LiveDevice.of(nils)
    await live.follow()
    await editText.on(nils, alone, 'notes', 'half a sen', '', undefined, { typing: true })
    await convert(noa)
    await vi.waitFor(async () => expect((await rowOn(nils)).accountDocumentId).toBe(shared), { timeout: 2000 })
    expect(await live.inTurn(() => localValues(nils, shared))).toMatchObject({ notes: 'half a sen' })
    // Its page may hear a moment later that it shows another document.
    const shown = await live.inTurn(() => readDocumentView(nils, alone))
    expect(shown?.values).toMatchObject({ notes: 'half a sen' })
    const stored = await live.inTurn(() =>
      editText.on(nils, alone, 'notes', 'half a sentence', 'half a sen', undefined, { typing: true }),
    )
    expect(stored).toBe('half a sentence')
    await editField.on(nils, alone, 'phone', '+49 3')
    await live.leave()
    await settle(nils, noa)
    expect(await localValues(noa, shared)).toMatchObject({ notes: 'half a sentence', phone: '+49 3' })
    expect(await refusals(nils)).toEqual([])
  })

  test('[M14][H3] an older line is undone in the new document, offline too; the MSP sees what it undid, the customer an edit', async () => {
    await editField.on(noa, alone, 'phone', 'old')
    await settle(noa)
    await editField.on(noa, alone, 'phone', 'new')
    await settle(noa, nils)
    const line = (await readAllChanges(nils.store)).find(
      ({ detail }) => detail.type === 'field' && detail.after === 'new',
    )!
    await convert(noa)
    const customer = await person()
    await settle(customer, nils)
    expect(await undoChange.on(nils, line.id)).toEqual({ done: true })
    await settle(nils, noa, customer)
    for (const device of [noa, nils, customer]) {
      expect(await localValues(device, shared)).toMatchObject({ phone: 'old' })
      const made = (await readAllChanges(device.store)).find(({ documentId }) => documentId === shared)
      expect(made?.undoes).toBe(device === customer ? null : line.id)
    }
    const anew = [await world.device(noa.user.id), await world.device(customer.user.id)]
    for (const device of anew) await device.sync()
    const undoes = await Promise.all(
      anew.map(
        async ({ store }) => (await readAllChanges(store)).find(({ documentId }) => documentId === shared)?.undoes,
      ),
    )
    expect(undoes).toEqual([line.id, null])
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

/** The device's own wire. */
function send(device: TestDevice) {
  return async (body: Uint8Array) => {
    const response = await device.request(body)
    const bytes = new Uint8Array(await response.arrayBuffer())
    const stream = async function* () {
      yield bytes
    }
    return { ok: true as const, body: stream() }
  }
}
