import type { RefusalCode } from '#shared/domain/refusal.ts'
import { refusals } from '../../../i18n/compiled/words/refusals.js'
import { knownWords } from './known-words.ts'

/** What happened and what to do, in the person's language. */
export const refusalWords = knownWords<RefusalCode | 'offline'>(refusals)
