import type { ActivityLineView } from './activity-line.ts'

export interface ActivityDay {
  heading: string
  lines: ActivityLineView[]
}

/** Each day once: lines come by when they arrived, whenever they were made. What waits has no day yet. */
export function groupByDay(
  lines: readonly ActivityLineView[],
  words: { day: (ms: number) => string; waiting: string },
): ActivityDay[] {
  const days = new Map<string, ActivityDay>()
  for (const line of lines) {
    const heading = line.waiting ? words.waiting : words.day(line.receivedAt)
    const day = days.get(heading) ?? { heading, lines: [] }
    day.lines.push(line)
    days.set(heading, day)
  }
  return [...days.values()]
}
