import type { AuditEvent } from '#shared/domain/audit-entry.ts'
import { audits } from '../../../i18n/compiled/words/audits.js'
import { knownWords } from './known-words.ts'

/** What happened, as a line of the audit log says it. */
export const auditWords = knownWords<AuditEvent>(audits)
