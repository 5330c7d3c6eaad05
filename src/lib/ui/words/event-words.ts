import type { DecisionEvent } from '#shared/decisions/registry.ts'
import { events } from '../../../i18n/compiled/words/events.js'
import { knownWords } from './known-words.ts'

/** What somebody did, to be read after their name: "Acme asked for a delink". */
export const eventWords = knownWords<DecisionEvent>(events)
