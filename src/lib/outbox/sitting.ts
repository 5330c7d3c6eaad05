/**
 * A sitting is one person at one field, until they leave it, rest, or leave the page. What they type in it is stored
 * at once and is one act for everybody else: it waits here until the sitting is over (PUSH4).
 */
import { elapsedMs } from '#shared/domain/clock.ts'
import type { DocumentId } from '#shared/domain/ids.ts'
import type { Intent } from '#shared/domain/document/intent.ts'
import type { Device } from '../local-store/device.ts'
import type { OutboxItem } from '../local-store/outbox-item.ts'
import { storing } from '../local-store/storing.ts'
import { findReplacement } from './replaced-documents.ts'

/** Rest this long ends a sitting, also one that nobody ended: a tab that crashed, a reload in the middle of it. */
export const restMs = 10_000

/** Whether the sitting goes on, ms: how much longer unless more is typed; 0 for over. A clock that was set back ends it. */
export function sittingLeftMs(item: OutboxItem, now: number): number {
  if (!item.typing || item.state !== 'queued') return 0
  return Math.max(0, restMs - elapsedMs(item.editedAt, now))
}

/** The person has left the field: what they typed there goes out. */
export async function endSitting({ store }: Device, documentId: DocumentId, field: string): Promise<void> {
  const isOver = ({ typing, body }: OutboxItem) =>
    typing === true && body.kind === 'edit' && body.intents.some((intent: Intent) => intent.field === field)
  // Begun anew since the field was entered: what was typed there has moved.
  const replacement = await findReplacement(store, documentId)
  const ids = replacement ? [documentId, replacement.id] : [documentId]
  await storing(() => store.outbox.where('documentIds').anyOf(ids).and(isOver).modify({ typing: false }))
}
