/** What one's side could see of an account at the end (M17), from the server: no device keeps it. */
import type { ExportFormat } from '#shared/domain/former/former-relationship.ts'
import { askFile } from './ask-server.ts'
import { proof } from './person/proof.svelte.ts'

export const formerExport = {
  download: (id: string, format: ExportFormat) => proof.withProof(() => askFile('/api/former/export', { id, format })),
}
