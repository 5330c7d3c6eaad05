import type { FormerEvent } from '#shared/domain/former/former-relationship.ts'
import { maskEmail } from '#shared/domain/organisation.ts'
import { fullName } from '#shared/domain/text/person-name.ts'
import type { ChangeActor } from '../commands/record-change.ts'
import { partyNames } from '../commands/recipients.ts'
import { findDelinkRequest, noteFormer } from '../database/repository/customer/former-relationship.ts'
import { readAccountFacts } from '../database/repository/document.ts'
import type { Relationship } from '../database/repository/relationship.ts'
import { findUser } from '../database/repository/user.ts'
import type { UnitOfWork } from '../database/unit-of-work.ts'

/** A relationship is over: each side keeps a line of it, as it was until now (M28). */
export async function noteEnd(
  unit: UnitOfWork,
  ended: Relationship,
  { event, actor }: { event: FormerEvent; actor: ChangeActor },
): Promise<void> {
  const { trx, now } = unit
  const names = await partyNames(trx, ended)
  const { companyName = '' } = await readAccountFacts(trx, ended.account_document_id)
  const isAnswered = event === 'delink-accepted'
  const asked = isAnswered ? await askerOf(unit, ended) : event === 'customer-released' ? null : actor
  await noteFormer(unit, {
    id: unit.ids.randomId(),
    relationship_id: ended.id,
    msp_id: ended.msp_id,
    customer_id: ended.customer_id,
    msp_name: names.mspName,
    customer_name: companyName || names.companyName,
    management_type: ended.management_type,
    services: ended.services,
    event,
    from_at: ended.added_at,
    to_at: now,
    ...columnsOf('asked', asked && (await personOf(unit, asked))),
    ...columnsOf('accepted', isAnswered ? await personOf(unit, actor) : null),
  })
}

async function askerOf({ trx }: UnitOfWork, { id }: Relationship): Promise<ChangeActor | null> {
  const asked = await findDelinkRequest(trx, id)
  return asked ? { userId: asked.actor_user_id, organisationId: asked.actor_organisation_id } : null
}

async function personOf({ trx }: UnitOfWork, { userId, organisationId }: ChangeActor) {
  const user = userId ? await findUser(trx, userId) : undefined
  return {
    by: organisationId,
    name: user ? fullName(user.first_name, user.last_name) : '',
    masked: user ? maskEmail(user.email) : '',
  }
}

type Person = Awaited<ReturnType<typeof personOf>>

function columnsOf<Part extends 'asked' | 'accepted'>(part: Part, person: Person | null) {
  return {
    [`${part}_by`]: person?.by ?? null,
    [`${part}_name`]: person?.name ?? null,
    [`${part}_masked`]: person?.masked ?? null,
  } as Record<`${Part}_by`, Person['by'] | null> & Record<`${Part}_name` | `${Part}_masked`, string | null>
}
