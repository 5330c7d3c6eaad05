import type { DocumentValues } from '#shared/document/document-values.ts'
import { editedCustomers, type Side } from '../customer-values.ts'
import type { RunWork } from '../plan.ts'
import { findWrong } from './layout.ts'

/** What is wrong with somebody's accounts after this work, at most a few lines; empty when all is as it must be. */
export function findWrongCustomers(
  n: number,
  work: RunWork,
  readAccount: (index: number) => DocumentValues | undefined,
): string[] {
  const edited = editedCustomers(n)
  const sets = { local: new Set(edited.local), remote: new Set(edited.remote) }
  const sidesOf = (index: number): Side[] =>
    work === 'return' ? (['local', 'remote'] as const).filter((side) => sets[side].has(index)) : []
  const problems: string[] = []
  for (let index = 0; index < n && problems.length < 5; index++) {
    const problem = findWrong(readAccount(index), index, sidesOf(index))
    if (problem) problems.push(problem)
  }
  return problems
}
