// H3: a departed MSP's change of the notes can be taken back: the server says what they were before and after it.
import { describe, expect, onTestFinished, test } from 'vitest'
import type { ChangeId } from '#shared/domain/ids.ts'
import { decide } from '#lib/commands/decide.ts'
import { editText } from '#lib/commands/facts/edit-text.ts'
import { loadAccess } from '../../server/auth/access.ts'
import { changeScope } from '../../server/auth/change-access.ts'
import { readTextBefore } from '../../server/commands/read-text-before.ts'
import { runUnitOfWork } from '../../server/database/unit-of-work.ts'
import { settleIn } from './company.ts'
import { alone, convert, customerId, nils, noa, settle, withConversion, world } from './conversion.ts'
import { accountIdOf, privateIdOf } from './read-world.ts'
import { findAccount, readAllChanges } from './stored.ts'
import { openPair, type TestDevice } from './world.ts'

const readAs = async ({ user, world }: TestDevice, id: ChangeId) =>
  readTextBefore(world.database, (await loadAccess(world.database, user.id))!, id)

async function textChanges(device: TestDevice): Promise<ChangeId[]> {
  const changes = (await readAllChanges(device.store)).filter(({ detail }) => detail.type === 'text')
  return changes.toSorted((left, right) => left.receivedAt - right.receivedAt).map(({ id }) => id)
}

test('[H3][DOC6] each step of a text whose document is closed, whoever wrote it and wherever; nobody else reads one, and none of an open or private one', async () => {
  const pair = await openPair()
  const { world, msp, customer, relationshipId } = pair
  onTestFinished(() => world.close())
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

describe('Of an account that its MSP alone had', () => {
  withConversion()

  test('[H3][M20][SYNC4] a colleague reads back what a text was while its customer is theirs to see, and not a moment longer', async () => {
    await editText.on(noa, alone, 'notes', 'Door at the back.', '')
    await settle(noa, nils)
    await convert(noa)
    const [id] = await textChanges(noa)
    const told = { before: '', after: 'Door at the back.' }
    for (const device of [noa, nils]) expect(await readAs(device, id!)).toEqual(told)
    const without = { kind: 'but', allow: [], deny: [customerId] } as const
    await runUnitOfWork(world.services, (unit) => changeScope(unit, nils.user.id, without))
    await expect(readAs(nils, id!)).rejects.toMatchObject({ code: 'not-found' })
    expect(await readAs(noa, id!)).toEqual(told)
  })
})
