// C8: a company that an MSP manages alone asks it for joint management: offline too, once a week, until it converts. Nothing of
// the account goes along.
import { afterAll, afterEach, describe, expect, test } from 'vitest'
import type { RelationshipId } from '#shared/domain/ids.ts'
import { jointAskPauseMs } from '#shared/domain/request/joint-ask.ts'
import { custodyKind } from '#shared/records/custody.ts'
import { decide } from '#lib/commands/decide.ts'
import { editField } from '#lib/commands/facts/edit-field.ts'
import { decideOnTeam } from '#lib/commands/team/decide-on-team.ts'
import { readAllRecords } from '#lib/local-store/stored-records.ts'
import { backupKeepers } from './backup.ts'
import { askAs, openCompany, settleIn, type Company } from './company.ts'
import { recordAnswers } from './raw-exchange.ts'
import { dumpStore, outboxOf } from './read-world.ts'
import { findRelationship, readAllChanges } from './stored.ts'
import type { TestDevice } from './world.ts'

let company: Company
let id: RelationshipId
afterEach(() => company.world.close())

const settle = (...devices: TestDevice[]) => settleIn(company.world, ...devices)
const custodyOn = async ({ store }: TestDevice) => (await readAllRecords(store, custodyKind))[0]
const rowOf = async ({ store }: TestDevice) => (await findRelationship(store, id))!
const refusalsOf = async (device: TestDevice) => (await outboxOf(device)).flatMap(({ code }) => code ?? [])

async function askJointly(device: TestDevice): Promise<unknown> {
  const { id: customerId, since } = (await custodyOn(device))!
  const input = { customerId, since }
  return decideOnTeam.on(device, { decision: 'ask-joint-management', input }, { name: 'Northwind' })
}

async function mails() {
  const rows = company.world.database.selectFrom('mail').selectAll().where('kind', '=', 'joint-management-asked')
  return (await rows.orderBy('created_at').execute()).map(({ recipient, data }) => ({
    to: recipient,
    data: JSON.parse(data) as { again: boolean; person: string },
  }))
}

/** Mina accepts that Northwind manages the company alone. */
async function begin(options: Parameters<typeof openCompany>[0]): Promise<void> {
  company = await openCompany(options)
  const { customerId, noa, mina } = company
  id = await askAs(noa, customerId, { managementType: 'fully' })
  await settle(noa, mina)
  await decide.on(mina, 'accept-request', id)
  await settle(mina, noa)
  await editField.on(noa, (await rowOf(noa)).accountDocumentId, 'address2', 'MARK-ALONE')
  await settle(noa)
  expect((await outboxOf(noa)).flatMap(({ code }) => code ?? [])).toEqual([])
}

describe.each(backupKeepers)('Asking for joint management, $name', (keeper) => {
  afterAll(() => keeper.stop())

  test(
    '[C8] waits offline, mails the MSP where it wants its answers, shows in its row, reminds once a week, and ends with the conversion',
    { timeout: 120_000 },
    async () => {
      await begin(await keeper.options())
      const { world, noa, mina, sam, customerId } = company
      const kim = await world.device(await world.user(customerId, 'Kim'))
      await settle(kim)
      expect(await askJointly(mina)).toBeNull()
      expect((await outboxOf(mina)).at(-1)).toMatchObject({ state: 'queued' })
      expect((await rowOf(noa)).jointAsk).toBeNull()
      const answers = [recordAnswers(mina), recordAnswers(sam)]
      await settle(mina, kim, noa, sam)
      const asked = (await custodyOn(mina))!.jointAsk!
      expect(asked).toMatchObject({ askedAt: expect.any(Number), remindedAt: null })
      expect([(await custodyOn(kim))!.jointAsk, (await rowOf(noa)).jointAsk]).toEqual([asked, asked])
      expect(await mails()).toMatchObject([
        { to: noa.user.email, data: { again: false, person: expect.stringMatching(/•/) } },
      ])
      const logged = (await readAllChanges(noa.store)).map(({ detail }) => JSON.stringify(detail))
      expect(logged.some((line) => line.includes('joint-management-asked'))).toBe(true)
      expect(await readAllChanges(mina.store)).toEqual([])

      // A colleague who hadn't heard of it, and she herself, within the week.
      expect(await askJointly(kim)).toEqual({ refusal: 'asked-this-week' })
      world.clock.advance(jointAskPauseMs)
      await world.database.updateTable('msp_profile').set({ reply_address: 'desk@northwind.example' }).execute()
      await askJointly(kim)
      await askJointly(mina)
      await settle(kim)
      await mina.sync()
      expect(await refusalsOf(mina)).toEqual(['asked-this-week'])
      await settle(mina, noa)
      expect((await rowOf(noa)).jointAsk).toMatchObject({ askedAt: asked.askedAt, remindedAt: expect.any(Number) })
      expect(await mails()).toMatchObject([{}, { to: 'desk@northwind.example', data: { again: true } }])
      const sent = Buffer.concat(answers.flat()).toString('latin1') + (await dumpStore(mina))
      expect(sent).not.toContain('MARK-ALONE')

      await decide.on(noa, 'convert-customer', id, { workEmail: mina.user.email, locale: 'en' })
      await settle(noa, mina, kim)
      expect((await rowOf(noa)).jointAsk).toBeNull()
      expect(await custodyOn(mina)).toBeUndefined()
      const input = { customerId, since: 1 }
      expect(await decideOnTeam.on(mina, { decision: 'ask-joint-management', input }, { name: '' })).toEqual({
        refusal: 'not-fully-managed',
      })
      expect(await decideOnTeam.on(noa, { decision: 'ask-joint-management', input }, { name: '' })).toEqual({
        refusal: 'not-permitted',
      })
    },
  )
})
