/**
 * A customer is asked once a day by one MSP, whatever becomes of the question meanwhile, and not at all by one that it has
 * blocked (M10, C12): whoever can't be asked any more is said to be so in the words that LOOK UP has for it, whatever the reason.
 */
import { Refusal } from '#shared/domain/refusal.ts'
import { requestPauseMs } from '#shared/domain/request/management-request.ts'
import { findAskable } from '../../commands/look-up-customer.ts'
import { findOrganisation } from '../../database/repository/organisation.ts'
import { holdAsking, saveAsking, type Asking } from '../../database/repository/requests/asking-msp.ts'
import type { Relationship } from '../../database/repository/relationship.ts'
import type { UnitOfWork } from '../../database/unit-of-work.ts'

export function askingOf({ msp_id: mspId, customer_id: customerId }: Pick<Relationship, 'msp_id' | 'customer_id'>) {
  return { mspId, customerId }
}

/** Throws Refusal: customer-not-found, asked-today. */
export async function noteAsked(unit: UnitOfWork, asking: Asking): Promise<void> {
  const { asked_at } = await holdAsking(unit.trx, asking)
  if (!(await findAskable(unit.trx, asking))) throw new Refusal('customer-not-found')
  if (asked_at !== null && unit.now < asked_at + requestPauseMs) throw new Refusal('asked-today')
  const msp = await findOrganisation(unit.trx, asking.mspId)
  await saveAsking(unit, asking, { asked_at: unit.now, msp_name: msp?.name ?? '' })
}

/** A yes ends what was counted: whoever parts again may ask at once. */
export async function noteAccepted(unit: UnitOfWork, asking: Asking): Promise<void> {
  await holdAsking(unit.trx, asking)
  await saveAsking(unit, asking, { asked_at: null, rejected_at: null })
}

export async function noteRejected(unit: UnitOfWork, asking: Asking): Promise<void> {
  await holdAsking(unit.trx, asking)
  await saveAsking(unit, asking, { rejected_at: unit.now })
}
