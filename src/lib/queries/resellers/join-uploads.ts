/** An upload is many items and one thing for people: one line of the outbox, with how much of it has arrived (H5, R5). */
import { partIn, partsByUpload, rowsIn } from '#shared/decisions/reseller/upload-parts.ts'
import type { ItemId } from '#shared/domain/ids.ts'
import type { OutboxItem } from '../../local-store/outbox-item.ts'
import type { OutboxLine } from '../outbox-view.svelte.ts'

/** `lines`: one for each of these items. */
export function joinUploads(items: readonly OutboxItem[], lines: readonly OutboxLine[]): OutboxLine[] {
  const uploads = partsByUpload(items)
  if (uploads.size === 0) return [...lines]
  const lineOf = new Map<ItemId, OutboxLine>(lines.map((line) => [line.id, line]))
  const begun = new Set<string>()
  return items.flatMap((item) => {
    const part = partIn(item.body)
    if (!part) return [lineOf.get(item.id)!]
    if (begun.has(part.uploadId)) return []
    begun.add(part.uploadId)
    const parts = uploads.get(part.uploadId)!
    return [joined(parts.map(({ item: each, part: of }) => ({ line: lineOf.get(each.id)!, part: of })))]
  })
}

function joined(
  parts: readonly { line: OutboxLine; part: Parameters<typeof rowsIn>[0] & { rows: number; part: number } }[],
): OutboxLine {
  const of = (state: OutboxLine['state']) => parts.find(({ line }) => line.state === state)
  const shown = of('refused') ?? of('sent') ?? of('queued') ?? parts[0]!
  const { rows: total } = parts[0]!.part
  const left = parts.filter(({ line }) => line.state !== 'accepted').reduce((sum, { part }) => sum + rowsIn(part), 0)
  const isWhole = parts[0]!.part.part === 1 && parts.every(({ line }) => line.canCancel)
  return {
    ...shown.line,
    // Whoever lets the first go lets go what depends on it.
    id: isWhole ? parts[0]!.line.id : shown.line.id,
    canCancel: isWhole,
    progress: { done: total - left, total },
  }
}
