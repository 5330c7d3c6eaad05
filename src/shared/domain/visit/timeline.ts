/** One timeline of an account (H6): what was agreed on, and between that how often somebody was there (H7). */
import type { ConsentStep } from '../document/consent-step.ts'
import type { VisitRecord } from './visit.ts'

/** Visits of one organisation that nothing lies between. */
export interface VisitRun {
  id: string
  organisationName: string
  count: number
  /** When the latest of them ended, ms. */
  at: number
}

export type TimelineEntry = { kind: 'step'; step: ConsentStep } | { kind: 'visits'; run: VisitRun }

type Visit = Pick<VisitRecord, 'id' | 'actor' | 'to'>

/** Both newest first. */
export function withVisits(steps: readonly ConsentStep[], visits: readonly Visit[]): TimelineEntry[] {
  const entries: TimelineEntry[] = []
  let next = 0
  const addUntil = (after: number) => {
    for (; next < visits.length && visits[next]!.to > after; next++) addVisit(entries, visits[next]!)
  }
  for (const step of steps) {
    addUntil(step.receivedAt)
    entries.push({ kind: 'step', step })
  }
  addUntil(-Infinity)
  return entries
}

function addVisit(entries: TimelineEntry[], { id, actor, to }: Visit): void {
  const { organisationName } = actor
  const last = entries.at(-1)
  if (last?.kind === 'visits' && last.run.organisationName === organisationName) last.run.count++
  else entries.push({ kind: 'visits', run: { id, organisationName, count: 1, at: to } })
}
