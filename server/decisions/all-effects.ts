import type {
  CreationName,
  DecisionInput,
  RelationshipDecisionName,
  TeamDecisionName,
} from '#shared/decisions/registry.ts'
import {
  addGroupSchema,
  addRoleSchema,
  changeGroupSchema,
  changeMspProfileSchema,
  changePersonSchema,
  changeRoleSchema,
  deleteRoleSchema,
  seenAskingMspSchema,
  seenGroupSchema,
  seenPersonSchema,
} from '#shared/decisions/team/team-inputs.ts'
import { createCustomer } from './customer/add-customer.ts'
import { changeContactEffects } from './customer/change-contact.ts'
import { closeCustomerEffects } from './customer/close-customer.ts'
import { convertCustomerEffects } from './customer/convert-customer.ts'
import { removeCustomerEffects } from './customer/remove-customer.ts'
import { acceptDelinkEffects } from './delink/accept-delink.ts'
import { delinkCustomerEffects } from './delink/delink-customer.ts'
import { rejectDelinkEffects } from './delink/reject-delink.ts'
import { remindDelinkEffects } from './delink/remind-delink.ts'
import { withdrawDelinkEffects } from './delink/withdraw-delink.ts'
import type { Creation, Effects } from './effects.ts'
import { grantEffects } from './grant/note-grant.ts'
import {
  acceptRequestEffects,
  askAgainEffects,
  rejectRequestEffects,
  withdrawRequestEffects,
} from './request/answer-request.ts'
import { askJointManagementEffects } from './request/save-joint-ask.ts'
import { blockMspEffects } from './request/save-asking.ts'
import { createRequest } from './request/request-customer.ts'
import { applyForServiceEffects } from './service/apply-for-service.ts'
import { openTicketEffects } from './service/open-ticket.ts'
import { resendInvitationEffects } from './invitation/resend-invitation.ts'
import {
  acceptServiceEffects,
  addServiceEffects,
  rejectServiceEffects,
  withdrawServiceEffects,
} from './service/change-services.ts'
import { invitePersonEffects } from './team/invite-person.ts'
import { resendPersonInvitationEffects } from './team/resend-person-invitation.ts'
import type { TeamEffects } from './team/team-effects.ts'

/** A decision whose transition says everything needs none. */
export const effects: { [Name in RelationshipDecisionName]?: Effects<Name> } = {
  'convert-customer': convertCustomerEffects,
  'change-contact': changeContactEffects,
  'remove-customer': removeCustomerEffects,
  'close-customer': closeCustomerEffects,
  'resend-invitation': resendInvitationEffects,
  'delink-customer': delinkCustomerEffects,
  'remind-delink': remindDelinkEffects,
  'withdraw-delink': withdrawDelinkEffects,
  'accept-delink': acceptDelinkEffects,
  'reject-delink': rejectDelinkEffects,
  'grant-admins': grantEffects,
  'take-back-admins': grantEffects,
  'remind-request': askAgainEffects,
  'renew-request': askAgainEffects,
  'withdraw-request': withdrawRequestEffects,
  'accept-request': acceptRequestEffects,
  'reject-request': rejectRequestEffects,
  'add-service': addServiceEffects,
  'withdraw-service': withdrawServiceEffects,
  'accept-service': acceptServiceEffects,
  'reject-service': rejectServiceEffects,
  'open-ticket': openTicketEffects,
}

export const creations: { [Name in CreationName]: Creation<Name> } = {
  'add-customer': createCustomer,
  'request-customer': createRequest,
}

export const teamEffects: { [Name in TeamDecisionName]: TeamEffects<DecisionInput<Name>> } = {
  'invite-person': invitePersonEffects,
  'resend-person-invitation': resendPersonInvitationEffects,
  'revoke-person-invitation': { input: seenPersonSchema },
  'change-person': { input: changePersonSchema },
  'block-person': { input: seenPersonSchema },
  'reactivate-person': { input: seenPersonSchema },
  'keep-person': { input: seenPersonSchema },
  'remove-person': { input: seenPersonSchema },
  'add-role': { input: addRoleSchema },
  'change-role': { input: changeRoleSchema },
  'delete-role': { input: deleteRoleSchema },
  'add-group': { input: addGroupSchema },
  'change-group': { input: changeGroupSchema },
  'delete-group': { input: seenGroupSchema },
  'change-msp-profile': { input: changeMspProfileSchema },
  'block-msp': blockMspEffects,
  'ask-joint-management': askJointManagementEffects,
  'unblock-msp': { input: seenAskingMspSchema },
  'apply-for-service': applyForServiceEffects,
}
