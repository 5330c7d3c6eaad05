/**
 * When an edit was made, by the server's reckoning (DOC3): receive time less the time it waited on the
 * device, both ends by the device's own clock, so that a wrong clock can't cheat. Held between now and what
 * the server knows to be earlier: what the device says that it had seen, its last edit of the same document, and the
 * beginning of the person and of the document, whatever the device says. Edits of other documents hold nothing back:
 * work that was numbered anew comes behind younger work on them.
 */
export interface StampInput {
  /** Server clock, ms. */
  now: number
  /** Device clock, ms. */
  sentAt: number
  editedAt: number
  /** Server commit time of the feed number the device had seen; 0 when unknown. */
  baseAt: number
  /** The device's last stamp in this document. */
  lastStamp: number
  /** When the person and the document began, the later of the two. */
  notBefore: number
}

export function stampEdit({ now, sentAt, editedAt, baseAt, lastStamp, notBefore }: StampInput): number {
  const waited = Math.max(0, sentAt - editedAt)
  const claimed = Number.isFinite(waited) ? now - waited : now
  const floor = Math.min(now, Math.max(baseAt, lastStamp, notBefore))
  return Math.min(now, Math.max(claimed, floor))
}
