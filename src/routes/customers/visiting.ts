import { noteVisit } from '#lib/commands/note-visit.ts'
import type { RelationshipId } from '#shared/domain/ids.ts'
import type { ServiceId } from '#shared/domain/service.ts'

/** Work goes on: a visit is lengthened no more often, ms. */
const everyMs = 5 * 60 * 1000

/** Notes a visit now, and again as long as somebody works on the page; for an effect, whose end ends it (H7). */
export function visiting(relationshipId: RelationshipId, service: ServiceId | null): () => void {
  let notedAt = -Infinity
  const note = () => {
    const now = performance.now()
    if (document.visibilityState === 'hidden' || now - notedAt < everyMs) return
    notedAt = now
    // A device without room notes none; it says elsewhere that it is full.
    noteVisit({ relationshipId, service }).catch(() => undefined)
  }
  note()
  const events = ['pointerdown', 'keydown', 'visibilitychange'] as const
  for (const event of events) document.addEventListener(event, note, { passive: true })
  return () => {
    for (const event of events) document.removeEventListener(event, note)
  }
}
