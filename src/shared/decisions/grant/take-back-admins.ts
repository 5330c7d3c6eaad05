import { defineDecision } from '../define-decision.ts'
import { grantTransition } from './grant-transition.ts'

/** The customer's admins and roles are its own again (C7): at once, and what the MSP's invitations promise with it. However long it waited. */
export const takeBackAdmins = defineDecision('take-back-admins', {
  permission: 'msp-permissions',
  by: ['customer'],
  decide: (state, { now }) => grantTransition(state, { isOn: false, now }),
  event: 'admins-taken-back',
  audit: 'admins-taken-back',
  changesGrant: true,
})
