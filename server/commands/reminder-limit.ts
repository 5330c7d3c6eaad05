import { Refusal } from '#shared/domain/refusal.ts'
import { nextReminderAt, remindersAtMost } from '#shared/domain/relationship.ts'

/** Whether one more reminder of the same request may go out. Throws Refusal: reminded-recently, reminded-enough. */
export function requireReminderLeft(reminded: { count: number; lastAt: number | null }, now: number): void {
  if (reminded.count >= remindersAtMost) throw new Refusal('reminded-enough')
  if (now < nextReminderAt({ remindedAt: reminded.lastAt })) throw new Refusal('reminded-recently')
}
