import type { RefusalCode } from '#shared/domain/refusal.ts'
import * as m from '../../../i18n/compiled/messages.js'
import { refusalWords } from './refusal-words.ts'
import { formatSpan } from './time-words.ts'

/** Why a form wasn't taken: what the person entered stays, and they are told when to try again. */
export function failureWords(failure: { code: RefusalCode | 'offline'; retryAfterS?: number }): string {
  if (failure.code === 'offline') return m.form_offline_kept()
  if (failure.code === 'too-many-requests' && failure.retryAfterS !== undefined) {
    return m.form_too_many_in({ time: formatSpan(failure.retryAfterS * 1000) })
  }
  return refusalWords(failure.code)
}
