import type { DocumentId } from '#shared/domain/ids.ts'
import { endSitting } from '../../outbox/sitting.ts'
import { defineCommand } from '../define-command.ts'

/** The person is done with a field: what they typed there is one act and goes out. */
export const leaveField = defineCommand(async (device, documentId: DocumentId, field: string): Promise<void> => {
  await endSitting(device, documentId, field)
})
