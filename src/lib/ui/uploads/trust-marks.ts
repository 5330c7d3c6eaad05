import ShieldCheck from '@lucide/svelte/icons/shield-check'
import ShieldOff from '@lucide/svelte/icons/shield-off'
import ShieldQuestion from '@lucide/svelte/icons/shield-question-mark'
import * as m from '../../../i18n/compiled/messages.js'

/** How trust in a reseller looks and what it is called. */
export const trustMarks = {
  trusted: { icon: ShieldCheck, colour: 'text-success', words: m.reseller_trusted },
  none: { icon: ShieldQuestion, colour: 'text-warning', words: m.reseller_not_verified },
  'taken-back': { icon: ShieldOff, colour: 'text-muted', words: m.reseller_trust_taken },
}
