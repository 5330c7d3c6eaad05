// H3: a departed MSP's change of the notes can be taken back: the server says what they were before and after it.
import { afterEach, expect, test } from 'vitest'
import type { ChangeId } from '#shared/domain/ids.ts'
import { decide } from '#lib/commands/decide.ts'
import { editText } from '#lib/commands/facts/edit-text.ts'
import { loadAccess } from '../../server/auth/access.ts'
import { readTextBefore } from '../../server/commands/read-text-before.ts'
import { settleIn } from './company.ts'
import { accountIdOf, privateIdOf } from './read-world.ts'
import { findAccount, readAllChanges } from './stored.ts'
import { openPair, type Pair, type TestDevice } from './world.ts'

let pair: Pair
afterEach(() => pair.world.close())

const readAs = async ({ user, world }: TestDevice, id: ChangeId) =>
  readTextBefore(world.database, (await loadAccess(world.database, user.id))!, id)

async function textChanges(device: TestDevice): Promise<ChangeId[]> {
  const changes = (await readAllChanges(device.store)).filter(({ detail }) => detail.type === 'text')
  return changes.toSorted((left, right) => left.receivedAt - right.receivedAt).map(({ id }) => id)
}

test('[H3][DOC6] each step of a text whose document is closed, whoever wrote it and wherever; nobody else reads one, and none of an open or private one', async () => {
  pair = await openPair()
  const { world, msp, customer, relationshipId } = pair
  const settle = () => settleIn(world, customer, msp)
  const [accountId, privateId] = [await accountIdOf(pair), await privateIdOf(pair)]
  const versions = ['Door at the back. ', 'Door at the back. Ring twice. ', 'Ring twice. ', 'Ring twice. Ask for Jo.']
  let before = ''
  for (const [place, text] of versions.entries()) {
    const device = place % 2 === 0 ? customer : msp
    before = await editText.on(device, accountId, 'notes', text, before)
    await settle()
  }
  await editText.on(msp, privateId, 'privateNotes', 'MARK-PRIVATE', '')
  await settle()
  const [first] = await textChanges(customer)
  const ownOfMsp = (await textChanges(msp)).at(-1)!
  await expect(readAs(customer, first!)).rejects.toMatchObject({ code: 'not-found' })

  await decide.on(customer, 'delink-customer', relationshipId)
  await settle()
  await decide.on(msp, 'accept-delink', relationshipId)
  await settle()
  const ids = await textChanges(customer)
  expect(ids).toHaveLength(versions.length)
  for (const [place, id] of ids.entries())
    expect(await readAs(customer, id)).toEqual({ before: versions[place - 1] ?? '', after: versions[place] })
  // What is over is the MSP's no more, and its own was never anybody else's.
  await expect(readAs(msp, ids[0]!)).rejects.toMatchObject({ code: 'not-found' })
  await expect(readAs(customer, ownOfMsp)).rejects.toMatchObject({ code: 'not-found' })
  const stranger = await world.device(await world.user(await world.organisation('customer', 'Else'), 'Eve'))
  await expect(readAs(stranger, ids[0]!)).rejects.toMatchObject({ code: 'not-found' })
  expect((await findAccount(customer.store, customer.user.organisationId))!.documentId).not.toBe(accountId)
})
