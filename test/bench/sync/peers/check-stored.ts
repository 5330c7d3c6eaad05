/** Whether a peer's client or server holds, in the end, what everybody must have. */
import type { RunWork } from '../plan.ts'
import { openDocumentDatabase } from './document-database.ts'
import { contentOf, mergeStates, openState, vectorOf } from './nested-layout.ts'
import { readPeerSeeds } from './peer-seeds.ts'

function isSame(left: Uint8Array, right: Uint8Array): boolean {
  return vectorOf(left) === vectorOf(right) && contentOf(openState(left)) === contentOf(openState(right))
}

/** At most a few lines; empty when all is right. */
export function checkStored(
  wanted: ReadonlyMap<string, Uint8Array>,
  stored: { get(name: string): Uint8Array | undefined },
): string[] {
  const problems: string[] = []
  for (const [name, state] of wanted) {
    const found = stored.get(name)
    if (!found) problems.push(`${name} is missing`)
    else if (!isSame(found, state)) problems.push(`${name} differs`)
    if (problems.length === 5) return problems
  }
  return problems
}

/** The same for the database of a server that has stopped. */
export function checkPeerDatabase(file: string, seeds: string, work: RunWork): string[] {
  if (work === 'live') return []
  const database = openDocumentDatabase(file, { readOnly: true })
  const stored = {
    get: (name: string) => {
      const parts = database.read(name)
      return parts.length === 0 ? undefined : mergeStates(...parts)
    },
  }
  const problems = checkStored(readPeerSeeds(seeds, work).wanted, stored)
  database.close()
  return problems
}
