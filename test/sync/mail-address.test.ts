import { afterEach, expect, test } from 'vitest'
import { editField } from '#lib/commands/facts/edit-field.ts'
import { addCustomer } from '#lib/commands/add-customer.ts'
import { decide } from '#lib/commands/decide.ts'
import { acme, openPair, type Pair } from './world.ts'
import { findRelationship } from './stored.ts'

let pair: Pair | undefined
afterEach(async () => {
  await pair?.world.close()
  pair = undefined
})

test('[DOC8] the invited address is copied at the decision: edits of the contact never redirect an invitation', async () => {
  pair = await openPair()
  const { world, msp } = pair
  const form = { ...acme, companyName: 'Zenith', workEmail: 'owner@zenith.example' }
  const { relationshipId } = await addCustomer.on(msp, form)
  await msp.sync()
  const invitations = world.database.selectFrom('invitation').where('relationship_id', '=', relationshipId)
  await world.database
    .updateTable('invitation')
    .set({ state: 'sent', sent_at: world.clock.now() })
    .where('relationship_id', '=', relationshipId)
    .execute()
  const { accountDocumentId } = (await findRelationship(msp.store, relationshipId))!
  await editField.on(msp, accountDocumentId, 'contactFirstName', 'Somebody')
  await editField.on(msp, accountDocumentId, 'contactLastName', 'Else')
  await decide.on(msp, 'resend-invitation', relationshipId)
  await msp.sync()
  const mails = await world.database
    .selectFrom('mail')
    .select(['kind', 'recipient'])
    .where('invitation_id', 'in', invitations.select('id'))
    .execute()
  expect(mails.map(({ recipient }) => recipient)).toEqual(['owner@zenith.example', 'owner@zenith.example'])
  expect(await invitations.select(['email', 'first_name']).executeTakeFirst()).toEqual({
    email: 'owner@zenith.example',
    first_name: 'Mina',
  })
})
