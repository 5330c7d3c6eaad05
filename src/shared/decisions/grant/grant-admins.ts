import { defineDecision } from '../define-decision.ts'
import { grantTransition } from './grant-transition.ts'

/** The customer lets its MSP manage its admins and roles (C7), never its super admins. */
export const grantAdmins = defineDecision('grant-admins', {
  permission: 'msp-permissions',
  by: ['customer'],
  decide: (state, { now }) => grantTransition(state, { isOn: true, now }),
  event: 'admins-granted',
  consent: true,
  audit: 'admins-granted',
  changesGrant: true,
})
