/** Which of a person's values were overwritten by somebody who hadn't seen them (H1). Pure. */
import type { ChangeRecord } from '#shared/domain/document/change-record.ts'
import type { OverwrittenValue } from '#shared/domain/document/overwritten-value.ts'
import type { ChangeId, UserId } from '#shared/domain/ids.ts'

/**
 * `entries` of one document, oldest first; only values that nobody has changed since are still worth showing.
 * `enteredOffline`: what this device knows of a value that was entered here.
 */
export function findOverwritten(
  entries: readonly ChangeRecord[],
  values: Readonly<Record<string, string>>,
  userId: UserId,
  dismissed: ReadonlySet<ChangeId>,
  enteredOffline: (field: string, value: string) => boolean = () => false,
): OverwrittenValue[] {
  const lastWriter = new Map<string, ChangeRecord>()
  const found = new Map<string, OverwrittenValue>()
  for (const entry of entries) {
    const { detail } = entry
    if (detail.type === 'field') {
      const before = lastWriter.get(detail.field)
      found.delete(detail.field)
      const mine = before?.actor.userId === userId && entry.actor.userId !== userId ? before : null
      if (detail.unseen && mine)
        found.set(detail.field, {
          changeId: entry.id,
          field: detail.field,
          lost: detail.before,
          kept: detail.after,
          by: entry.actor,
          at: entry.at,
          offline: wasMadeOffline(mine) || enteredOffline(detail.field, detail.before),
        })
      lastWriter.set(detail.field, entry)
    }
    if (detail.type === 'field-lost' && entry.actor.userId === userId) {
      const winner = lastWriter.get(detail.field)
      found.set(detail.field, {
        changeId: entry.id,
        field: detail.field,
        lost: detail.lost,
        kept: detail.kept,
        by: winner?.actor ?? entry.actor,
        at: winner?.at ?? entry.at,
        offline: wasMadeOffline(entry) || enteredOffline(detail.field, detail.lost),
      })
    }
  }
  return [...found.values()].filter(
    ({ changeId, field, kept, lost }) => !dismissed.has(changeId) && (values[field] ?? '') === kept && lost !== kept,
  )
}

/** Shorter delays are an ordinary slow connection. */
const offlineAfterMs = 30_000

function wasMadeOffline({ at, receivedAt }: ChangeRecord): boolean {
  return receivedAt - at > offlineAfterMs
}
