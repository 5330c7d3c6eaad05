import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { DocumentId } from '#shared/domain/ids.ts'
import { addCustomer } from '#lib/commands/add-customer.ts'
import { decide } from '#lib/commands/decide.ts'
import { editField } from '#lib/commands/facts/edit-field.ts'
import { editText } from '#lib/commands/facts/edit-text.ts'
import { setTag } from '#lib/commands/facts/set-tag.ts'
import { writeMeta } from '#lib/local-store/local-store.ts'
import { recordAnswers } from './raw-exchange.ts'
import { accountIdOf, privateIdOf } from './read-world.ts'
import { acme, openPair, type Pair, type TestDevice } from './world.ts'
import { listDocumentIds, readAllChanges, readAllRelationships } from './stored.ts'

const reference = 'SECRET-REFERENCE-17'
const tag = 'secret-tag'
const privateNotes = 'SECRET private notes'
const secrets = [reference, tag, privateNotes, 'internalReference', 'privateNotes']

let pair: Pair
let accountId: DocumentId
beforeEach(async () => {
  pair = await openPair()
  accountId = await accountIdOf(pair)
})
afterEach(() => pair.world.close())

function textOf(answers: readonly Uint8Array[]): string {
  return Buffer.concat(answers).toString('utf8')
}

/** Everything the MSP can do to its own facts, with syncs of both sides between. */
async function keepSecrets(customer: TestDevice): Promise<void> {
  const { msp, world } = pair
  const privateId = await privateIdOf(pair)
  const steps = [
    () => editField.on(msp, privateId, 'internalReference', reference),
    () => setTag.on(msp, privateId, tag, true),
    () => editText.on(msp, privateId, 'privateNotes', privateNotes, ''),
    () => editField.on(msp, accountId, 'phone', 'shared with the customer'),
    () => setTag.on(msp, privateId, tag, false),
    () => editField.on(msp, privateId, 'internalReference', `${reference}-b`),
  ]
  for (const step of steps) {
    await step()
    world.clock.advance(60_000)
    await msp.sync()
    await customer.sync()
  }
}

async function fromTheStart(device: TestDevice): Promise<void> {
  await writeMeta(device.store, { cursor: null })
  await device.sync()
}

describe('What the MSP keeps to itself', () => {
  test('[SYNC5][DOC1][C3] is in no byte the customer gets: news, snapshot, after a refusal, after the delink', async () => {
    const { msp, customer, relationshipId } = pair
    const answers = recordAnswers(customer)
    await keepSecrets(customer)
    await fromTheStart(customer)
    await decide.on(msp, 'delink-customer', relationshipId)
    await msp.sync()
    await customer.sync()
    await decide.on(customer, 'accept-delink', relationshipId)
    await customer.sync()
    await fromTheStart(customer)
    const text = textOf(answers)
    expect(text).toContain('shared with the customer')
    for (const secret of secrets) expect(text).not.toContain(secret)
    expect(await listDocumentIds(customer.store)).not.toContain(await pairPrivateId())
  })

  async function pairPrivateId(): Promise<DocumentId> {
    const row = await pair.world.database
      .selectFrom('relationship')
      .select('private_document_id')
      .executeTakeFirstOrThrow()
    return row.private_document_id
  }

  test('[SYNC5] is in every byte its own people need', async () => {
    const colleague = await pair.world.device(await pair.world.user(pair.msp.user.organisationId, 'Nils'))
    const answers = recordAnswers(colleague)
    await keepSecrets(colleague)
    const text = textOf(answers)
    for (const secret of [reference, tag, privateNotes]) expect(text).toContain(secret)
  })

  test('[SYNC5] its ids are told to nobody else: the customer learns of no document it can’t read', async () => {
    const answers = recordAnswers(pair.customer)
    const privateId = await privateIdOf(pair)
    await keepSecrets(pair.customer)
    await fromTheStart(pair.customer)
    expect(textOf(answers)).not.toContain(privateId)
  })
})

describe('People across organisations', () => {
  test('[M23][H2] are an organisation and a masked email to the other side, by name to their own', async () => {
    const { world, msp, customer } = pair
    const recorded = { msp: recordAnswers(msp), customer: recordAnswers(customer) }
    await editField.on(msp, accountId, 'phone', '+49 1')
    await msp.sync()
    await customer.sync()
    world.clock.advance(60_000)
    await editField.on(customer, accountId, 'website', 'acme.example')
    await customer.sync()
    await msp.sync()
    await fromTheStart(msp)
    await fromTheStart(customer)
    for (const [mine, theirs] of [
      [msp, customer],
      [customer, msp],
    ] as const) {
      const text = textOf(mine === msp ? recorded.msp : recorded.customer)
      expect(text).not.toContain(theirs.user.email)
      expect(text).not.toContain(theirs.user.id)
      expect(text).not.toContain(`${theirs.user.firstName} ${theirs.user.lastName}`)
      const actors = (await readAllChanges(mine.store))
        .filter(({ detail }) => detail.type === 'field')
        .map(({ actor }) => actor)
      expect(actors).toContainEqual({
        organisationId: theirs.user.organisationId,
        organisationName: theirs === msp ? 'Northwind' : 'Acme Brewing',
        userId: null,
        person: `${theirs.user.email[0]}•••@people.example`,
      })
      expect(actors).toContainEqual(
        expect.objectContaining({
          userId: mine.user.id,
          person: `${mine.user.firstName} Test`,
        }),
      )
    }
  })

  test('[FA22] the contact whom an MSP has named is named to it, live and from the start; others are not', async () => {
    const { world, msp, customer } = pair
    await world.database.updateTable('relationship').set({ work_email: customer.user.email.toUpperCase() }).execute()
    const personIn = async () => {
      const changes = (await readAllChanges(msp.store)).filter(({ detail }) => detail.type === 'field')
      return changes
        .filter(({ actor }) => actor.organisationId === customer.user.organisationId)
        .map(({ actor }) => [actor.person, actor.userId])
    }
    await editField.on(customer, accountId, 'website', 'acme.example')
    await customer.sync()
    await msp.sync()
    const named = [`${customer.user.firstName} ${customer.user.lastName}`, null]
    expect(await personIn()).toContainEqual(named)
    await fromTheStart(msp)
    expect(await personIn()).toContainEqual(named)

    const colleague = await world.device(await world.user(customer.user.organisationId, 'Cora'))
    await colleague.sync()
    world.clock.advance(60_000)
    await editField.on(colleague, accountId, 'website', 'other.example')
    await colleague.sync()
    await msp.sync()
    expect(await personIn()).toContainEqual(['c•••@people.example', null])
  })

  test('[M23] a colleague is told by name', async () => {
    const { world, msp } = pair
    const colleague = await world.device(await world.user(msp.user.organisationId, 'Nils'))
    await editField.on(msp, accountId, 'phone', '+49 1')
    await msp.sync()
    await colleague.sync()
    const [change] = (await readAllChanges(colleague.store)).filter(({ detail }) => detail.type === 'field')
    expect(change).toMatchObject({ actor: { userId: msp.user.id, person: 'Noa Test' } })
  })
})

describe('Other organisations', () => {
  test('[SYNC5] get no byte of it: another MSP, another customer of the same MSP, a fully managed customer', async () => {
    const { world, msp, customer } = pair
    await addCustomer.on(msp, {
      ...acme,
      companyName: 'Beta Corp',
      workEmail: 'b@beta.example',
      contactFirstName: 'Bea',
    })
    await addCustomer.on(msp, {
      ...acme,
      companyName: 'Gamma Ltd',
      workEmail: 'g@gamma.example',
      managementType: 'fully',
    })
    await msp.sync()
    const records = await readAllRelationships(msp.store)
    const customerOf = (name: string) => records.find((record) => record.facts.companyName === name)!.customerId
    const [beta, gamma] = [customerOf('Beta Corp'), customerOf('Gamma Ltd')]
    const others = {
      southwind: await world.device(await world.user(await world.organisation('msp', 'Southwind'), 'Uma')),
      beta: await world.device(await world.user(beta, 'Bea')),
      gamma: await world.device(await world.user(gamma, 'Gil')),
    }
    const recorded = Object.entries(others).map(([name, device]) => ({ name, device, answers: recordAnswers(device) }))
    await keepSecrets(customer)
    for (const { device } of recorded) {
      await device.sync()
      await fromTheStart(device)
    }
    const foreign = [
      'Acme Brewing',
      'mina@acme.example',
      'shared with the customer',
      accountId,
      pair.relationshipId,
      ...secrets,
    ]
    for (const { name, answers } of recorded)
      for (const marker of foreign) expect(textOf(answers), name).not.toContain(marker)
    const [southwind, betas, gammas] = recorded.map(({ answers }) => textOf(answers))
    expect(betas).toContain('Beta Corp')
    for (const text of [southwind, gammas]) expect(text).not.toContain('Corp')
    expect(gammas, 'a fully managed customer has no access, not even to its own').not.toContain('Gamma')
  })
})
