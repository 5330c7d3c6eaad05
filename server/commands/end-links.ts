/** Links in mails that lead nowhere any more; the journal has it, too, so that a backup gives none of them back (SYNC3). */
import { revokeLinks } from '../database/repository/link.ts'
import type { DeadLinks } from '../database/journal-entries.ts'
import type { UnitOfWork } from '../database/unit-of-work.ts'
import type { Services } from '../services.ts'

interface Context {
  services: Pick<Services, 'revocations'>
  unit: UnitOfWork
}

/** Those to a new password or address that somebody was sent before. */
export async function endLinks(
  context: Context,
  { purpose, subjectId }: { purpose: 'reset-password' | 'change-email' | 'verify-email'; subjectId: string },
): Promise<void> {
  await revokeLinks(context.unit.trx, { purpose, subject_id: subjectId }, context.unit.now)
  noteDeadLinks(context, { purpose, subjectId, state: 'revoked' })
}

/** Of an invitation what became of it says that its links are dead. */
export function noteDeadLinks({ services, unit }: Context, links: Omit<DeadLinks, 'type' | 'at'>): void {
  unit.afterCommit(() => services.revocations.linksDied({ ...links, at: unit.now }))
}
