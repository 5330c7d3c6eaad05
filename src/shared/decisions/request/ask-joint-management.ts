import { consentPermission } from '../../domain/access/permission.ts'
import type { OrganisationId } from '../../domain/ids.ts'
import { jointAskableAt } from '../../domain/request/joint-ask.ts'
import { defineTeamDecision } from '../team/team.ts'

/** Who manages the company alone, and since when, as whoever asks saw it (PUSH2). */
export interface AskJointManagementInput {
  customerId: OrganisationId
  since: number
}

/** `Ask for joint management` (C8): the MSP answers by converting, or not at all; asked again it is reminded, once a week. */
export const askJointManagement = defineTeamDecision('ask-joint-management', {
  by: ['customer'],
  permission: consentPermission,
  audit: 'joint-management-asked',
  // It gives nobody anything.
  proof: false,
  subjectOf: ({ customerId }: AskJointManagementInput) => ({ kind: 'custody', id: customerId }),
  decide({ custodies }, { now }, { customerId, since }) {
    const custody = custodies.find(({ id }) => id === customerId)
    if (!custody) return { refusal: 'not-fully-managed' }
    const { jointAsk } = custody
    if (now < jointAskableAt(jointAsk)) return { refusal: 'asked-this-week' }
    if (custody.since !== since) return { refusal: 'stale-decision' }
    const asked = jointAsk ? { ...jointAsk, remindedAt: now } : { askedAt: now, remindedAt: null }
    return { changes: [{ kind: 'custody', id: customerId, patch: { jointAsk: asked } }] }
  },
})
