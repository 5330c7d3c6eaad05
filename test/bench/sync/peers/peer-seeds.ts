/** The peers' documents and edits as files, and the database their servers find. */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { editedCustomers, type Side } from '../customer-values.ts'
import { packList, unpackList, type PackedList } from '../packed-list.ts'
import type { RunWork } from '../plan.ts'
import { openDocumentDatabase } from './document-database.ts'
import { baseState, documentName, editUpdate, mergeStates } from './nested-layout.ts'

const files = { base: 'base.bin', local: 'local.bin', remote: 'remote.bin' } as const

/** The database the peers' servers find. */
export const peerDatabase = 'peers.sqlite'

export function peerFile(seeds: string, name: keyof typeof files): string {
  return join(seeds, files[name])
}

export function seedPeers(seeds: string, n: number): void {
  mkdirSync(seeds, { recursive: true })
  const base = Array.from({ length: n }, (_, index) => [documentName(index), baseState(index)] as const)
  const edited = editedCustomers(n)
  const editsOf = (side: Side): PackedList =>
    edited[side].map((index) => [documentName(index), editUpdate(base[index]![1], index, side)])
  writeFileSync(peerFile(seeds, 'base'), packList(base))
  writeFileSync(peerFile(seeds, 'local'), packList(editsOf('local')))
  writeFileSync(peerFile(seeds, 'remote'), packList(editsOf('remote')))
  const database = openDocumentDatabase(join(seeds, peerDatabase))
  database.inTransaction(() => {
    for (const [name, state] of base) database.write(name, state)
  })
  database.close()
}

export interface PeerSeeds {
  names: string[]
  /** What the client had stored before. */
  stored: Map<string, Uint8Array>
  /** What was edited on it since. */
  queued: Map<string, Uint8Array>
  /** What this client must have in the end: the colleague, who comes first, has only their own edits. */
  wanted: Map<string, Uint8Array>
}

export function readPeerSeeds(seeds: string, work: RunWork, side: Side = 'local'): PeerSeeds {
  const read = (name: keyof typeof files) => unpackList(readFileSync(peerFile(seeds, name)))
  const base = read('base')
  const edits = { local: new Map<string, Uint8Array>(), remote: new Map<string, Uint8Array>() }
  if (work === 'return') for (const made of ['local', 'remote'] as const) edits[made] = new Map(read(made))
  const made = side === 'local' ? [edits.local, edits.remote] : [edits.remote]
  const merged = (name: string, state: Uint8Array) =>
    mergeStates(state, ...made.map((updates) => updates.get(name)).filter((update) => update !== undefined))
  return {
    names: base.map(([name]) => name),
    stored: new Map(work === 'first' ? [] : base),
    queued: edits[side],
    wanted: new Map(base.map(([name, state]) => [name, merged(name, state)])),
  }
}
