/** The organisation's audit log, from the server: no device keeps it. */
import type { AuditQuestion } from '#shared/protocol/sign-in-requests.ts'
import { ask } from './ask-server.ts'
import { proof } from './person/proof.svelte.ts'

export const auditLog = {
  read: (question: AuditQuestion) => ask((all) => all.auditAnswerSchema, 'POST', '/api/audit', question),
  exportAll: (event: string | null) =>
    proof.withProof(() => ask((all) => all.auditExportAnswerSchema, 'POST', '/api/audit/export', { event })),
}
