const seatEvents: ReadonlySet<string> = new Set([
  'licence-registered',
  'licence-changed',
  'licence-deleted',
  'seats-assigned',
  'seats-given-back',
])

/** Whether a line of a log counts seats, not devices. */
export function isAboutSeats(event: string): boolean {
  return seatEvents.has(event)
}
