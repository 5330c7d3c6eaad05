/** Reminders of one invitation, or of one delink request: so many, so often (M7, M16). */
export const remindersAtMost = 3
const remindEveryMs = 60 * 60 * 1000

/** From when on somebody may be reminded once more. */
export function nextReminderAt({ remindedAt }: { remindedAt: number | null }): number {
  return remindedAt === null ? 0 : remindedAt + remindEveryMs
}

/** Why one more reminder of the same request may not go out now; null when it may. */
export function reminderRefusal(
  { count, lastAt }: { count: number; lastAt: number | null },
  now: number,
): 'reminded-enough' | 'reminded-recently' | null {
  if (count >= remindersAtMost) return 'reminded-enough'
  return now < nextReminderAt({ remindedAt: lastAt }) ? 'reminded-recently' : null
}
