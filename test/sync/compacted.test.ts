// A document that was edited for years is compacted (DOC9): nothing of anybody's work is lost, and nobody notices.
import { afterAll, afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import * as Y from 'yjs'
import type { DocumentValues } from '#shared/document/document-values.ts'
import type { ChangeId, DocumentId } from '#shared/domain/ids.ts'
import { editField } from '#lib/commands/facts/edit-field.ts'
import { editText } from '#lib/commands/facts/edit-text.ts'
import { undoChange } from '#lib/commands/facts/undo-change.ts'
import { writeMeta } from '#lib/local-store/local-store.ts'
import { readDocumentView } from '#lib/queries/documents/read-document-view.ts'
import { loadAccess } from '../../server/auth/access.ts'
import { readTextBefore } from '../../server/commands/read-text-before.ts'
import { providers, stopProviders } from '../contracts/providers.ts'
import { backupKeepers } from './backup.ts'
import { LiveDevice } from './live-device.ts'
import { accountIdOf, localValues, outboxStates, privateIdOf, serverValues } from './read-world.ts'
import { findDocument, readAllChanges } from './stored.ts'
import { openPair, type Pair, type TestDevice, type WorldOptions } from './world.ts'

afterAll(stopProviders)

/** Pieces of one side: some edits, and the document is compacted. */
const structsToCompact = 12

let pair: Pair
let accountId: DocumentId

async function open(options: WorldOptions): Promise<void> {
  pair = await openPair(undefined, { ...options, structsToCompact })
  accountId = await accountIdOf(pair)
}

async function settle(...devices: TestDevice[]): Promise<void> {
  for (const device of [...devices, ...devices]) {
    pair.world.clock.advance(60_000)
    await device.sync()
  }
}

const timesCompacted = async (id = accountId) =>
  (
    await pair.world.database
      .selectFrom('former_document_state')
      .select('seq')
      .where('document_id', '=', id)
      .orderBy('seq')
      .execute()
  ).length

/** Signs typed one before the other, none of which joins another, until the document was compacted once more. */
async function editUntilCompacted(device: TestDevice, id = accountId, field = 'notes'): Promise<void> {
  const before = await timesCompacted(id)
  for (let edit = 0; (await timesCompacted(id)) === before; edit++) {
    if (edit > 2 * structsToCompact) throw new Error('never compacted')
    const seen = (await localValues(device, id))[field] ?? ''
    await editText.on(device, id, field, (seen.startsWith('·') ? '•' : '·') + seen, seen)
    await device.sync()
  }
}

/** Without the signs that came in by `editUntilCompacted`. */
async function valuesOn(device: TestDevice, id = accountId): Promise<DocumentValues> {
  const values = await localValues(device, id)
  return Object.fromEntries(Object.entries(values).map(([field, value]) => [field, value.replaceAll(/[·•]/g, '')]))
}

async function expectAccepted(...devices: TestDevice[]): Promise<void> {
  for (const device of devices) expect(new Set(await outboxStates(device))).toEqual(new Set(['settled']))
}

async function lineOf(device: TestDevice, text: string): Promise<ChangeId> {
  const line = (await readAllChanges(device.store)).find(({ detail }) => JSON.stringify(detail).includes(text))
  return line!.id
}

/** The server's answers to what this device asks it for directly. */
function answering({ user, world }: TestDevice): void {
  vi.stubGlobal('fetch', async (_url: string, { body }: RequestInit) => {
    const { id } = JSON.parse(body as string) as { id: ChangeId }
    const access = (await loadAccess(world.database, user.id))!
    return Response.json(await readTextBefore(world.database, access, id))
  })
}

describe.each(providers)('On $name', (provider) => {
  beforeEach(async () => {
    const { databaseUrl } = await provider.provide()
    await open(databaseUrl === null ? {} : { databaseUrl, nodes: 2 })
  })
  afterEach(async () => {
    vi.unstubAllGlobals()
    await pair.world.close()
  })

  test('[FB3][DOC9] it stays small however long both sides go on, and both have all of it and the whole log', async () => {
    const { world, msp, customer } = pair
    await editText.on(customer, accountId, 'notes', 'Door at the back.', '')
    await settle(customer, msp)
    for (let round = 0; round < 3; round++) {
      await editUntilCompacted(round % 2 === 0 ? msp : customer)
      await settle(msp, customer)
    }
    const { state } = await world.database
      .selectFrom('document')
      .select('state')
      .where('id', '=', accountId)
      .executeTakeFirstOrThrow()
    expect(state.length).toBeLessThan(2000)
    const anew = await world.device(customer.user.id)
    await anew.sync()
    const values = await serverValues(world, accountId)
    expect(values['notes']).toMatch(/^[·•]+Door at the back\.$/)
    for (const device of [msp, customer, anew]) expect(await localValues(device, accountId)).toEqual(values)
    const idsOn = async (device: TestDevice) => (await readAllChanges(device.store)).map(({ id }) => id).toSorted()
    expect(await idsOn(customer)).toEqual(await idsOn(anew))
    await expectAccepted(msp, customer)
  })

  test.each([
    ['as news', false],
    ['with a snapshot', true],
  ])(
    '[FB3][DOC9][PUSH4] what waits elsewhere goes on in its place, and the later edit of a field holds: it comes %s',
    async (_how, inSnapshot) => {
      const { msp, customer } = pair
      await editText.on(customer, accountId, 'notes', 'one two three', '')
      await settle(customer, msp)
      // Mina is away, and types, removes, sets.
      await editText.on(customer, accountId, 'notes', 'one two and a half three', 'one two three')
      await editText.on(customer, accountId, 'notes', 'one two and a half', 'one two and a half three')
      await editField.on(customer, accountId, 'phone', 'earlier')
      pair.world.clock.advance(60_000)
      await editField.on(msp, accountId, 'phone', 'later')
      await editText.on(msp, accountId, 'notes', 'zero one two three', 'one two three')
      await editUntilCompacted(msp)
      await editUntilCompacted(msp)
      if (inSnapshot) await writeMeta(customer.store, { cursor: null })
      await settle(customer, msp)
      for (const device of [msp, customer])
        expect(await valuesOn(device)).toMatchObject({ notes: 'zero one two and a half', phone: 'later' })
      await expectAccepted(msp, customer)
    },
  )

  test('[FB3][DOC9][PUSH1] what was on its way when its answer was lost arrives once, before and after', async () => {
    const { msp, customer } = pair
    await editText.on(msp, accountId, 'notes', 'Door. ', '')
    await settle(msp, customer)
    for (const isBefore of [true, false]) {
      const seen = (await localValues(customer, accountId))['notes']!
      await editText.on(customer, accountId, 'notes', `${seen}typed `, seen)
      if (!isBefore) await editUntilCompacted(msp)
      customer.fault = 'answer-lost'
      await expect(customer.exchange()).rejects.toThrow('wire')
      if (isBefore) await editUntilCompacted(msp)
      await settle(customer, msp)
      for (const device of [msp, customer]) expect((await valuesOn(device))['notes']).toBe('Door. typed ')
      const now = (await localValues(msp, accountId))['notes']!
      await editText.on(msp, accountId, 'notes', 'Door. ', now)
      await settle(msp, customer)
    }
    await expectAccepted(msp, customer)
  })

  test('[FB3][DOC9][FA7] whoever is typing goes on, on the live lane', async () => {
    const { msp, customer } = pair
    const live = LiveDevice.of(customer)
    await editText.on(msp, accountId, 'notes', 'Ring twice.', '')
    await settle(msp)
    await live.follow()
    const typed = 'Ring twice. Half a sen'
    await editText.on(customer, accountId, 'notes', typed, 'Ring twice.', undefined, { typing: true })
    await editUntilCompacted(msp)
    const { seq } = (await findDocument(msp.store, accountId))!
    await vi.waitFor(async () => expect((await findDocument(customer.store, accountId))?.seq).toBe(seq), {
      timeout: 3000,
    })
    const shown = await live.inTurn(() => readDocumentView(customer, accountId))
    const notes = shown!.values['notes']!
    expect(notes).toContain(typed)
    await live.inTurn(() => editText.on(customer, accountId, 'notes', `${notes}tence`, notes))
    await live.leave()
    await settle(customer, msp)
    expect(await valuesOn(msp)).toMatchObject({ notes: 'Ring twice. Half a sentence' })
    await expectAccepted(msp, customer)
  })

  test('[FB3][DOC9][H3] what was done before can still be undone: a field as ever, a text with the server’s word of it', async () => {
    const { msp, customer } = pair
    const privateId = await privateIdOf(pair)
    await editField.on(msp, accountId, 'phone', '+49 1')
    await settle(msp)
    await editField.on(msp, accountId, 'phone', '+49 2')
    await editText.on(msp, accountId, 'notes', 'Ring twice. ', '')
    await settle(msp, customer)
    await editText.on(customer, accountId, 'notes', 'Ring twice. Ask for Jo.', 'Ring twice. ')
    await editText.on(msp, privateId, 'privateNotes', 'Pays late.', '')
    await settle(customer, msp)
    await editUntilCompacted(msp)
    await editUntilCompacted(msp, privateId, 'privateNotes')
    await settle(msp, customer)
    answering(msp)

    expect(await undoChange.on(msp, await lineOf(msp, '+49 2'))).toEqual({ done: true })
    // Its characters are gone, so the person sees all three texts first.
    const undone = async (line: ChangeId) => {
      const asked = await undoChange.on(msp, line)
      expect(await undoChange.on(msp, line, { evenIfChanged: true })).toEqual({ done: true })
      await settle(msp, customer)
      return asked
    }
    expect(await undone(await lineOf(msp, 'Pays late.'))).toMatchObject({ before: '', after: 'Pays late.' })
    expect(await localValues(msp, privateId)).toMatchObject({ privateNotes: '' })
    const askForJo = await lineOf(msp, 'Ask for Jo.')
    expect(await undone(askForJo)).toMatchObject({
      reason: 'changed-since',
      before: 'Ring twice. ',
      after: 'Ring twice. Ask for Jo.',
    })
    for (const device of [msp, customer])
      expect(await localValues(device, accountId)).toMatchObject({ phone: '+49 1', notes: 'Ring twice. ' })
    expect(await undoChange.on(msp, askForJo)).toMatchObject({ reason: 'nothing-left' })
    await expectAccepted(msp, customer)

    vi.stubGlobal('fetch', () => Promise.reject(new TypeError('Failed to fetch')))
    await editText.on(msp, accountId, 'notes', 'New.', 'Ring twice. ')
    await settle(msp)
    await editUntilCompacted(msp)
    expect(await undoChange.on(msp, await lineOf(msp, 'New.'))).toEqual({ done: false, reason: 'needs-connection' })
  })

  test('[FB3][DOC9][M20] what a text was before is told to whoever may read its line, and to nobody else', async () => {
    const { world, msp, customer } = pair
    const privateId = await privateIdOf(pair)
    await editText.on(msp, privateId, 'privateNotes', 'MARK-PRIVATE', '')
    await settle(msp)
    await editUntilCompacted(msp, privateId, 'privateNotes')
    const id = await lineOf(msp, 'MARK-PRIVATE')
    const readAs = async ({ user }: TestDevice) =>
      readTextBefore(world.database, (await loadAccess(world.database, user.id))!, id)
    expect(await readAs(msp)).toEqual({ before: '', after: 'MARK-PRIVATE' })
    await expect(readAs(customer)).rejects.toMatchObject({ code: 'not-found' })
  })

  test('[DOC9] the server corrects under another client id from then on: clocks of before mean one thing', async () => {
    const { world, msp } = pair
    const read = () =>
      world.database
        .selectFrom('document')
        .select(['server_client_id', 'state'])
        .where('id', '=', accountId)
        .executeTakeFirstOrThrow()
    const before = await read()
    await editUntilCompacted(msp)
    const after = await read()
    expect(after.server_client_id).not.toBe(before.server_client_id)
    const clients = [...Y.decodeStateVector(Y.encodeStateVectorFromUpdate(after.state)).keys()]
    expect(clients).toEqual([after.server_client_id])
  })

  test('[DOC9] a client id of before writes no more: its edits are made again under another, and clocks mean one thing', async () => {
    const { msp, customer } = pair
    await editField.on(customer, accountId, 'phone', '+49 1')
    await settle(customer, msp)
    const writer = await customer.store.writers.get(accountId)
    await editUntilCompacted(msp)
    await settle(customer)
    await editField.on(customer, accountId, 'phone', '+49 2')
    await settle(customer, msp)
    expect(await customer.store.writers.get(accountId)).not.toEqual(writer)
    expect(await valuesOn(msp)).toMatchObject({ phone: '+49 2' })
    await expectAccepted(msp, customer)
  })
})

describe.each(backupKeepers)('Restored, on $name', (keeper) => {
  afterEach(() => pair.world.close())
  afterAll(() => keeper.stop())

  test('[FB3][DOC9][SYNC3] a backup of before it was compacted takes nothing that was typed since', async () => {
    await open(await keeper.options())
    const { world, msp, customer } = pair
    await editText.on(customer, accountId, 'notes', 'Door at the back. ', '')
    await settle(customer, msp)
    const putBack = await keeper.backUp(world)
    await editUntilCompacted(msp)
    await settle(customer)
    const seen = (await localValues(customer, accountId))['notes']!
    await editText.on(customer, accountId, 'notes', `${seen}Ring twice.`, seen)
    await editField.on(customer, accountId, 'phone', '+49 7')
    await settle(customer, msp)
    const values = await localValues(customer, accountId)
    expect(values['notes']).toMatch(/[·•]Door at the back\. Ring twice\.$/)
    await putBack()
    await settle(msp, customer, msp)
    expect(await serverValues(world, accountId)).toEqual(values)
    for (const device of [msp, customer]) expect(await localValues(device, accountId)).toEqual(values)
    expect((await findDocument(msp.store, accountId))!.seq).toBe((await findDocument(customer.store, accountId))!.seq)
    await expectAccepted(msp, customer)
  })
})
