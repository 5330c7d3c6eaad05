import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { DocumentId } from '#shared/domain/ids.ts'
import { consentLifetimeMs } from '#shared/decisions/registry.ts'
import { decide } from '#lib/commands/decide.ts'
import { addCustomer } from '#lib/commands/add-customer.ts'
import { editField } from '#lib/commands/facts/edit-field.ts'
import { readDocumentView } from '#lib/queries/documents/read-document-view.ts'
import { editText } from '#lib/commands/facts/edit-text.ts'
import { cancelItem } from '#lib/commands/waiting/cancel-item.ts'
import { discardItem } from '#lib/commands/waiting/discard-item.ts'
import { reopenAsDraft } from '#lib/commands/waiting/reopen-as-draft.ts'
import { retryItem } from '#lib/commands/waiting/retry-item.ts'
import { undoChange } from '#lib/commands/facts/undo-change.ts'
import {
  accountIdOf,
  countRows,
  dumpStore,
  localValues,
  outboxOf,
  outboxStates,
  privateIdOf,
  serverValues,
  receivedIds,
} from './read-world.ts'
import { acme, openPair, type Pair, type TestDevice } from './world.ts'
import { findAccount, findRelationship, listDocumentIds, readAllChanges, readAllRelationships } from './stored.ts'

let pair: Pair
let accountId: DocumentId
beforeEach(async () => {
  pair = await openPair()
  accountId = await accountIdOf(pair)
})
afterEach(() => pair.world.close())

async function statusOn({ store }: TestDevice): Promise<string | undefined> {
  return (await findRelationship(store, pair.relationshipId))?.status
}

async function refusals(device: TestDevice): Promise<string[]> {
  return (await outboxStates(device)).filter((state) => state.startsWith('refused'))
}

async function askToDelink(): Promise<void> {
  const { msp, customer, relationshipId } = pair
  await decide.on(msp, 'delink-customer', relationshipId)
  await msp.sync()
  await customer.sync()
}

describe('A decision is bound to what the person saw', () => {
  test('[PUSH2][H5] an answer to a request that was withdrawn and asked anew is stale', async () => {
    const { msp, customer, relationshipId } = pair
    await askToDelink()
    await decide.on(customer, 'accept-delink', relationshipId)
    await decide.on(msp, 'withdraw-delink', relationshipId)
    await msp.sync()
    await decide.on(msp, 'delink-customer', relationshipId)
    await msp.sync()
    await customer.sync()
    expect(await refusals(customer)).toEqual(['refused: stale-decision'])
    expect(await statusOn(customer)).toBe('delink-requested-by-msp')
    expect(await statusOn(msp)).toBe('delink-requested-by-msp')
  })

  test('[H5][FA3] a stale answer is not tried again unseen; given anew it answers what is asked now', async () => {
    const { msp, customer, relationshipId } = pair
    await askToDelink()
    await decide.on(customer, 'reject-delink', relationshipId)
    await decide.on(msp, 'withdraw-delink', relationshipId)
    await msp.sync()
    await decide.on(msp, 'delink-customer', relationshipId)
    await msp.sync()
    await customer.sync()
    const refused = (await outboxOf(customer)).find((item) => item.state === 'refused')
    await retryItem.on(customer, refused!.id)
    await customer.sync()
    expect(await refusals(customer)).toEqual(['refused: stale-decision'])
    expect(await statusOn(customer)).toBe('delink-requested-by-msp')
    await discardItem.on(customer, refused!.id)
    await decide.on(customer, 'reject-delink', relationshipId)
    await customer.sync()
    expect(await refusals(customer)).toEqual([])
    expect(await statusOn(customer)).toBe('active')
  })

  test('[M18] both sides ask offline: the second is told that they already asked, nothing ends', async () => {
    const { msp, customer, relationshipId } = pair
    await decide.on(msp, 'delink-customer', relationshipId)
    await decide.on(customer, 'delink-customer', relationshipId)
    await msp.sync()
    await customer.sync()
    expect(await refusals(customer)).toEqual(['refused: they-already-asked'])
    expect(await statusOn(customer)).toBe('delink-requested-by-msp')
  })

  test('[H5] a consent that waited longer than a day asks again; one that waited a day counts', async () => {
    const { world, customer, relationshipId } = pair
    await askToDelink()
    await decide.on(customer, 'reject-delink', relationshipId)
    world.clock.advance(consentLifetimeMs + 1)
    await customer.sync()
    expect(await refusals(customer)).toEqual(['refused: consent-too-old'])
    expect(await statusOn(customer)).toBe('delink-requested-by-msp')
    await decide.on(customer, 'reject-delink', relationshipId)
    world.clock.advance(consentLifetimeMs)
    await customer.sync()
    expect(await statusOn(customer)).toBe('active')
  })

  test('[H5] the same decision twice while it waits is one', async () => {
    const { msp, relationshipId } = pair
    await decide.on(msp, 'delink-customer', relationshipId)
    await decide.on(msp, 'delink-customer', relationshipId)
    expect(await outboxStates(msp)).toEqual(['settled', 'queued'])
  })
})

describe('What a decision will come to', () => {
  const foretold = async (device: TestDevice) => (await outboxOf(device)).at(-1)!.predictions.map(({ patch }) => patch)

  test('[H5] is foretold by the rule that decides it, of what still waits as well', async () => {
    const { world, msp, relationshipId } = pair
    await world.database.updateTable('invitation').set({ state: 'registered' }).execute()
    // It knows that somebody has registered, who could answer.
    const tablet = await world.device(msp.user.id)
    await tablet.sync()
    await decide.on(tablet, 'delink-customer', relationshipId)
    const delink = { requestedAt: world.clock.now(), remindedAt: null }
    expect(await foretold(tablet)).toEqual([{ status: 'delink-requested-by-msp', delink }])
    await decide.on(tablet, 'withdraw-delink', relationshipId)
    expect(await foretold(tablet)).toEqual([{ status: 'active', delink: null }])
  })

  test('[H5][M18] nothing shows of what the state refuses, gives or takes access by, or only reminds of', async () => {
    const { msp, customer, relationshipId } = pair
    await askToDelink()
    await decide.on(customer, 'delink-customer', relationshipId)
    expect(await foretold(customer)).toEqual([{}])
    await decide.on(customer, 'accept-delink', relationshipId)
    expect(await foretold(customer)).toEqual([{}])
    await decide.on(msp, 'remind-delink', relationshipId)
    expect(await foretold(msp)).toEqual([{}])
  })
})

describe('What depends on a refused creation', () => {
  test('[PUSH2][H5] is held with it, blocks nothing else, and goes back into the form together', async () => {
    const { world, msp, customer } = pair
    await world.database
      .updateTable('user')
      .set({ email: 'taken@zenith.example' })
      .where('id', '=', customer.user.id)
      .execute()
    await addCustomer.on(msp, { ...acme, companyName: 'Zenith', workEmail: 'taken@zenith.example' })
    const creation = (await outboxOf(msp)).at(-1)!
    const [newId, privateId] = creation.documentIds as [DocumentId, DocumentId]
    await editField.on(msp, newId, 'phone', '+49 2')
    await editField.on(msp, privateId, 'internalReference', 'Z-1')
    await editText.on(msp, newId, 'notes', 'typed while it waited', '')
    await editField.on(msp, accountId, 'phone', 'of Acme')
    await msp.sync()
    expect(await refusals(msp)).toEqual([
      'refused: email-taken',
      ...Array.from({ length: 3 }, () => 'refused: depends-on-refused'),
    ])
    expect((await outboxOf(msp)).find((item) => item.id === creation.id)?.fieldErrors).toEqual({
      workEmail: 'email-taken',
    })
    expect((await serverValues(world, accountId))['phone']).toBe('of Acme')
    expect([await countRows(world, 'relationship'), await countRows(world, 'document')]).toEqual([1, 2])

    await reopenAsDraft.on(msp, creation.id)
    const draft = await msp.store.drafts.get('add-customer')
    expect(draft?.value).toMatchObject({
      companyName: 'Zenith',
      workEmail: 'taken@zenith.example',
      phone: '+49 2',
      internalReference: 'Z-1',
    })
    expect(await refusals(msp), 'the form has no notes: they stay to be copied').toEqual([
      'refused: depends-on-refused',
    ])
    const kept = (await outboxOf(msp)).find((item) => item.state === 'refused')
    expect(JSON.stringify(kept?.body)).toContain('typed while it waited')
    await addCustomer.on(msp, { ...(draft?.value as typeof acme), workEmail: 'zoe@zenith.example' })
    await msp.sync()
    expect((await readAllRelationships(msp.store)).map((record) => record.facts.companyName).toSorted()).toEqual([
      'Acme Brewing',
      'Zenith',
    ])
  })
})

describe('What waits and was never sent', () => {
  test('[FA8] a decision is cancelled, and what it predicted with it', async () => {
    const { world, msp, relationshipId } = pair
    await decide.on(msp, 'delink-customer', relationshipId)
    const item = (await outboxOf(msp)).at(-1)!
    expect(await cancelItem.on(msp, item.id)).toBe(true)
    await msp.sync()
    expect([await statusOn(msp), await countRows(world, 'relationship')]).toEqual(['active', 1])
    expect(await outboxStates(msp)).toEqual(['settled'])
  })

  test('[FA8] what was tried may have arrived: it is not cancelled, and says so', async () => {
    const { msp, relationshipId } = pair
    await decide.on(msp, 'delink-customer', relationshipId)
    msp.fault = 'answer-lost'
    await expect(msp.exchange()).rejects.toThrow('wire')
    expect(await cancelItem.on(msp, (await outboxOf(msp)).at(-1)!.id)).toBe(false)
    await msp.sync()
    expect(await statusOn(msp)).toBe('delink-requested-by-msp')
  })

  async function queueZenith() {
    const { msp } = pair
    await addCustomer.on(msp, { ...acme, companyName: 'Zenith', workEmail: 'wrong@zenith.example' })
    const creation = (await outboxOf(msp)).at(-1)!
    const [newId] = creation.documentIds as [DocumentId, DocumentId]
    await editField.on(msp, newId, 'phone', '+49 2')
    await editText.on(msp, newId, 'notes', 'typed while it waited', '')
    return creation
  }

  test('[FA8] a new customer is cancelled with everything that was done to it', async () => {
    const { world, msp } = pair
    const creation = await queueZenith()
    expect(await cancelItem.on(msp, creation.id)).toBe(true)
    expect(await outboxStates(msp)).toEqual(['settled'])
    await msp.sync()
    expect(await countRows(world, 'relationship')).toBe(1)
    expect(await localValues(pair.customer, accountId)).toMatchObject({ companyName: acme.companyName })
  })

  test('[FA8] a new customer goes back into its form; what has no place there stays to be copied', async () => {
    const { world, msp } = pair
    const creation = await queueZenith()
    expect(await reopenAsDraft.on(msp, creation.id)).toBe(true)
    const draft = await msp.store.drafts.get('add-customer')
    expect(draft?.value).toMatchObject({ companyName: 'Zenith', workEmail: 'wrong@zenith.example', phone: '+49 2' })
    expect(await outboxStates(msp)).toEqual(['settled', 'refused: depends-on-refused'])
    await addCustomer.on(msp, { ...(draft?.value as typeof acme), workEmail: 'zoe@zenith.example' })
    await msp.sync()
    expect(await countRows(world, 'relationship')).toBe(2)
  })

  test('[FA8] a form that holds another customer is not overwritten', async () => {
    const { msp } = pair
    const creation = await queueZenith()
    const other = { ...acme, companyName: 'Half typed' }
    await msp.store.drafts.put({ key: 'add-customer', value: other, savedAt: 0 })
    expect(await reopenAsDraft.on(msp, creation.id)).toBe(false)
    expect((await msp.store.drafts.get('add-customer'))?.value).toEqual(other)
    expect(await outboxStates(msp)).toEqual(['settled', 'queued', 'queued', 'queued'])
  })
})

describe('When the other side accepted the delink meanwhile', () => {
  async function endIt(): Promise<void> {
    const { customer, relationshipId } = pair
    await askToDelink()
    await decide.on(customer, 'accept-delink', relationshipId)
    await customer.sync()
  }

  test('[PUSH2][PUSH4] the MSP’s unsent edits are refused with their text kept', async () => {
    const { world, msp } = pair
    const privateId = await privateIdOf(pair)
    await editField.on(msp, accountId, 'phone', 'typed offline')
    await editText.on(msp, accountId, 'notes', 'also offline', '')
    await editField.on(msp, privateId, 'internalReference', 'K-99')
    const before = await serverValues(world, accountId)
    await endItWithout(msp)
    await msp.sync()
    const refused = (await outboxOf(msp)).filter((item) => item.state === 'refused')
    expect(refused.map((item) => item.code)).toEqual(['relationship-ended', 'relationship-ended', 'relationship-ended'])
    expect(JSON.stringify(refused.map((item) => item.body))).toMatch(/typed offline.*also offline.*K-99/)
    expect(await serverValues(world, accountId)).toEqual(before)
  })

  test('[PUSH4][DEV4] what is refused keeps what its person typed, and nothing of what stood there before', async () => {
    const { world, msp, customer } = pair
    await editField.on(customer, accountId, 'phone', 'of the customer')
    await editText.on(customer, accountId, 'notes', 'their own notes', '')
    await customer.sync()
    await msp.sync()
    await editField.on(msp, accountId, 'phone', 'typed offline')
    world.clock.advance(20_000)
    await editText.on(msp, accountId, 'notes', '12345', 'their own notes')
    await endItWithout(msp)
    await msp.sync()
    const left = await dumpStore(msp)
    for (const typed of ['typed offline', '12345']) expect(left).toContain(typed)
    for (const theirs of ['of the customer', 'their own', 'own notes']) expect(left).not.toContain(theirs)
  })

  /** Another device of the MSP asked, so that this one's work is still waiting when it ends. */
  async function endItWithout(waiting: TestDevice): Promise<void> {
    const { world, customer, relationshipId } = pair
    const other = await world.device(waiting.user.id)
    await other.sync()
    await decide.on(other, 'delink-customer', relationshipId)
    await other.sync()
    await customer.sync()
    await decide.on(customer, 'accept-delink', relationshipId)
    await customer.sync()
  }

  test('[M17][SYNC4] the MSP’s copies go at its next contact; the customer keeps its values and its history', async () => {
    const { world, msp, customer } = pair
    await editField.on(msp, accountId, 'phone', '+49 1')
    await msp.sync()
    await endIt()
    await msp.sync()
    expect(await receivedIds(msp)).toEqual([[], [], [], []])
    expect(await msp.store.pages.count()).toBe(0)
    const account = await findAccount(customer.store, customer.user.organisationId)
    expect(account).toMatchObject({ relationshipId: null })
    expect(account!.documentId).not.toBe(accountId)
    expect(await localValues(customer, account!.documentId)).toMatchObject({
      companyName: 'Acme Brewing',
      phone: '+49 1',
    })
    expect((await listDocumentIds(customer.store)).size).toBe(1)
    const events = (await readAllChanges(customer.store)).map(({ detail }) =>
      detail.type === 'decision' ? detail.event : detail.type,
    )
    expect(events).toEqual(expect.arrayContaining(['field', 'customer-added', 'delink-requested', 'delink-accepted']))
    await editField.on(customer, account!.documentId, 'phone', '+49 9')
    await customer.sync()
    expect((await serverValues(world, account!.documentId))['phone']).toBe('+49 9')
  })

  test('[M17][SYNC4] nothing that was taken stays on the MSP’s device either: no form, no value it had seen', async () => {
    const { world, msp, customer } = pair
    await editField.on(customer, accountId, 'phone', 'seen by the MSP')
    await customer.sync()
    await msp.sync()
    world.clock.advance(60_000)
    await editField.on(msp, accountId, 'phone', 'typed by the MSP')
    await msp.sync()
    await endIt()
    await msp.sync()
    // But for the line that says with whom it was (M28).
    const left = await dumpStore(msp, ['former-relationship'])
    for (const marker of [acme.companyName, acme.workEmail, 'seen by the MSP', 'typed by the MSP'])
      expect(left).not.toContain(marker)
  })

  test('[DOC6][DEV1] who is in a field meanwhile goes on in the customer’s own document: neither a value nor a text is lost', async () => {
    const { world, customer } = pair
    const seen = await editText.on(customer, accountId, 'notes', 'one ', '')
    await customer.sync()
    await endIt()
    // The page that is open still names the document of before.
    await editField.on(customer, accountId, 'phone', '+49 MEANWHILE')
    await editText.on(customer, accountId, 'notes', 'one two', seen)
    await customer.sync()
    const { documentId } = (await findAccount(customer.store, customer.user.organisationId))!
    expect(await serverValues(world, documentId)).toMatchObject({ phone: '+49 MEANWHILE', notes: 'one two' })
    expect((await readDocumentView(customer, accountId))?.values['phone']).toBe('+49 MEANWHILE')
  })

  test('[DOC6] what is undone afterwards is undone in the customer’s own document', async () => {
    const { world, msp, customer } = pair
    await editField.on(customer, accountId, 'phone', '+49 1')
    await customer.sync()
    await msp.sync()
    world.clock.advance(60_000)
    await editField.on(msp, accountId, 'phone', 'by the MSP')
    await msp.sync()
    await endIt()
    const change = (await readAllChanges(customer.store)).find(
      ({ detail }) => detail.type === 'field' && detail.after === 'by the MSP',
    )
    expect(await undoChange.on(customer, change!.id)).toEqual({ done: true })
    await customer.sync()
    const { documentId } = (await findAccount(customer.store, customer.user.organisationId))!
    expect((await serverValues(world, documentId))['phone']).toBe('+49 1')
  })
})
