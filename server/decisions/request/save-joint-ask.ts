/** A fully managed company asks for joint management (C8): its MSP is mailed, and sees it in its list until it converts. */
import type { z } from 'zod'
import type { DecisionInput } from '#shared/decisions/registry.ts'
import { askJointManagementSchema } from '#shared/decisions/team/team-inputs.ts'
import type { TeamChange } from '#shared/decisions/team/team.ts'
import { custodyKind } from '#shared/records/custody.ts'
import { relationshipKind } from '#shared/records/relationship.ts'
import { recordDecision } from '../../commands/record-change.ts'
import { mspRecipients, partyNames, personFor } from '../../commands/recipients.ts'
import { findMspProfile } from '../../database/repository/msp-profile.ts'
import {
  findManagingRelationship,
  saveRelationship,
  type Relationship,
} from '../../database/repository/relationship.ts'
import { queueMail } from '../../mail/queue.ts'
import { actorOf } from '../enact.ts'
import type { TeamContext, TeamEffects } from '../team/team-effects.ts'

type CustodyChange = Extract<TeamChange, { kind: 'custody' }>

export const askJointManagementEffects: TeamEffects<DecisionInput<'ask-joint-management'>> = {
  input: askJointManagementSchema as z.ZodType<DecisionInput<'ask-joint-management'>>,
  async lockFirst({ unit, access }) {
    await findManagingRelationship(unit.trx, access.organisationId, { lock: true })
  },
}

export async function saveJointAsk(context: TeamContext, { id: customerId, patch }: CustodyChange): Promise<void> {
  const { unit, access, itemId } = context
  const managing = (await findManagingRelationship(unit.trx, customerId, { lock: true }))!
  const again = managing.joint_asked_at !== null
  const relationship = await saveRelationship(unit.trx, managing, {
    joint_asked_at: patch.jointAsk?.askedAt ?? null,
    joint_reminded_at: patch.jointAsk?.remindedAt ?? null,
  })
  const event = again ? 'joint-management-reminded' : 'joint-management-asked'
  await recordDecision(unit, { event, relationship, actor: actorOf(access), itemId })
  unit.publish({ organisationId: customerId, collection: custodyKind.name, key: customerId, root: '' })
  unit.publish({ organisationId: managing.msp_id, collection: relationshipKind.name, key: managing.id })
  await mailAsk(context, relationship, again)
}

/** To where the MSP wants its answers (M26); where it has said nothing, to whoever answers for it. */
async function mailAsk(context: TeamContext, relationship: Relationship, again: boolean): Promise<void> {
  const { unit, access, itemId } = context
  const profile = await findMspProfile(unit.trx, relationship.msp_id)
  const people = await mspRecipients(unit.trx, relationship)
  const [first] = people
  const recipients = profile?.replyAddress
    ? [{ email: profile.replyAddress, locale: first?.locale ?? access.locale }]
    : people
  const data = {
    ...(await partyNames(unit.trx, relationship)),
    customerId: relationship.customer_id,
    reader: 'msp' as const,
    person: personFor(access, 'customer', 'msp'),
    again,
  }
  const asking = { organisationId: access.organisationId, userId: access.userId, within: relationship.id }
  for (const { email, locale } of recipients) {
    await queueMail(context, {
      kind: 'joint-management-asked',
      organisationId: relationship.msp_id,
      to: email,
      locale,
      data,
      decisionId: itemId,
      asking,
    })
  }
}
