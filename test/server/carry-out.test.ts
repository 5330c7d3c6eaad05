// The server decides what the table says, in every state that can be stored, and saves just that.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { RelationshipDecision } from '#shared/decisions/define-decision.ts'
import { allDecisions } from '#shared/decisions/registry.ts'
import type { RelationshipState } from '#shared/decisions/relationship-state.ts'
import type { RelationshipRecord } from '#shared/domain/customer-record.ts'
import type { ItemId, StoreId, UserId } from '#shared/domain/ids.ts'
import { isManaging } from '#shared/domain/relationship.ts'
import { Refusal } from '#shared/domain/refusal.ts'
import type { SignedInUser } from '#shared/domain/user.ts'
import { loadAccess, type Access } from '../../server/auth/access.ts'
import { getRelationship } from '../../server/database/repository/relationship.ts'
import { runUnitOfWork, type UnitOfWork } from '../../server/database/unit-of-work.ts'
import { carryOut } from '../../server/decisions/carry-out.ts'
import { readState } from '../../server/decisions/read-state.ts'
import { decisionTable, fieldsOf, tableNow, type TableRow } from '../support/decision-table.ts'
import { acmeForm, linkIn, Tandem } from '../support/tandem.ts'

const registerForm = { firstName: 'Jo', lastName: 'Park', password: 'another long password', locale: 'en' }

let tandem: Tandem
let record: RelationshipRecord
let people: Record<'msp' | 'customer', Access>
beforeAll(async () => {
  tandem = await Tandem.start()
  const msp = await tandem.setUp()
  await msp.addCustomer()
  const link = linkIn((await tandem.mails(acmeForm.workEmail))[0], '/register')
  const response = await tandem.person().post('/api/invitation/register', { link, ...registerForm })
  const { user } = (await response.json()) as { user: SignedInUser }
  record = (await msp.relationships())[0]!
  const access = (id: UserId) => loadAccess(tandem.services.database, id)
  people = { msp: (await access(msp.user!.id))!, customer: (await access(user.id))! }
})
afterAll(() => tandem[Symbol.asyncDispose]())

/** A state that rows can hold, and in which that side can see the relationship at all. */
function isStored({ state, moment }: TableRow): boolean {
  const { status, managementType, registered, invitation } = state
  if (!isManaging({ status }) || invitation === null) return false
  return moment.side === 'msp' || (managementType === 'jointly' && registered)
}

async function store({ trx }: UnitOfWork, state: RelationshipState): Promise<void> {
  const { status, managementType, version, delink, adminsGrantedAt, services, askedServices, invitation, registered } =
    state
  const delinkColumns = {
    delink_requested_at: delink?.requestedAt ?? null,
    delink_reminded_at: delink?.remindedAt ?? null,
    delink_reminded_count: delink?.remindedCount ?? 0,
  }
  const serviceColumns = {
    services: JSON.stringify(services),
    asked_services: askedServices && JSON.stringify(askedServices.services),
    services_asked_at: askedServices?.askedAt ?? null,
  }
  const columns = { ...delinkColumns, ...serviceColumns, admins_granted_at: adminsGrantedAt }
  const row = { status, management_type: managementType, version, ...columns }
  await trx.updateTable('relationship').set(row).where('id', '=', record.id).execute()
  const { state: invited, expiresAt, remindedAt = null, remindedCount = 0 } = invitation!
  await trx
    .updateTable('invitation')
    .set({ state: invited, expires_at: expiresAt, reminded_at: remindedAt, reminded_count: remindedCount })
    .execute()
  if (!registered)
    await trx.updateTable('user').set({ status: 'blocked' }).where('id', '=', people.customer.userId).execute()
}

class Undone extends Error {}

/** What the decision comes to, of which nothing stays. */
async function carriedOut(decision: RelationshipDecision, { state, moment, version }: TableRow): Promise<object> {
  const { services } = tandem
  let result: object = {}
  await runUnitOfWork({ ...services, clock: { now: () => tableNow } }, async (unit) => {
    await store(unit, state)
    const ids = { storeId: services.ids.randomId() as StoreId, itemId: services.ids.randomId() as ItemId }
    const context = { services, unit, access: people[moment.side], ...ids, stamp: tableNow, waitedMs: 0 }
    try {
      await carryOut(context, decision.name, { relationshipId: record.id, version, ...fieldsOf[decision.name] })
      const row = await getRelationship(unit.trx, record.id)
      const { version: saved, ...after } = (await readState(unit.trx, row)).state
      result = { after, isRaised: saved > version }
    } catch (error) {
      if (!(error instanceof Refusal)) throw error
      result = { refusal: error.code }
    }
    throw new Undone()
  }).catch((error: unknown) => {
    if (!(error instanceof Undone)) throw error
  })
  return result
}

describe.each(allDecisions.filter((decision) => decision.about === 'relationship'))('$name', (decision) => {
  it('[PUSH2][M16] is decided as its table says, and only that is saved; the version rises but for reminders', async () => {
    for (const row of decisionTable(decision).filter(isStored)) {
      const label = JSON.stringify([row.state, row.moment.side, row.version])
      if ('refusal' in row.outcome) {
        expect(await carriedOut(decision, row), label).toEqual(row.outcome)
        continue
      }
      const { patch } = row.outcome
      // It says nothing of the state, only of mails, and asks after the address besides: that has tests of its own.
      if (decision.name === 'resend-invitation') continue
      // Whoever is blocked at the company is somebody of its own, too: that has a test of its own.
      if (decision.name === 'close-customer' && !row.state.registered) continue
      const { status, managementType, delink, adminsGrantedAt, services, askedServices } = { ...row.state, ...patch }
      expect(await carriedOut(decision, row), label).toMatchObject({
        after: {
          status,
          managementType,
          delink: delink && { remindedCount: 0, ...delink },
          // It ends with the relationship.
          adminsGrantedAt: isManaging({ status }) ? adminsGrantedAt : null,
          services,
          askedServices: isManaging({ status }) ? askedServices : null,
        },
        isRaised: !decision.reminder && !decision.aside,
      })
    }
  })
})
