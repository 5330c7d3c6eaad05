/** The peers' documents and edits as files, and the databases their servers find. */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { editedCustomers, type Side } from '../customer-values.ts'
import { packList, unpackList, type PackedList } from '../packed-list.ts'
import type { RunWork } from '../plan.ts'
import { openDocumentDatabase } from './document-database.ts'
import { baseState, documentName, editUpdate, mergeStates } from './nested-layout.ts'

const files = { base: 'base.bin', local: 'local.bin', remote: 'remote.bin' } as const

/** The peers' database as this work finds it. */
export function peerDatabase(work: RunWork): string {
  return work === 'return' ? 'peers-return.sqlite' : 'peers-first.sqlite'
}

export function peerFile(seeds: string, name: keyof typeof files): string {
  return join(seeds, files[name])
}

export function seedPeers(seeds: string, n: number): void {
  mkdirSync(seeds, { recursive: true })
  const base = Array.from({ length: n }, (_, index) => [documentName(index), baseState(index)] as const)
  const edited = editedCustomers(n)
  const editsOf = (side: Side): PackedList =>
    edited[side].map((index) => [documentName(index), editUpdate(base[index]![1], index, side)])
  const remote = editsOf('remote')
  writeFileSync(peerFile(seeds, 'base'), packList(base))
  writeFileSync(peerFile(seeds, 'local'), packList(editsOf('local')))
  writeFileSync(peerFile(seeds, 'remote'), packList(remote))
  writeDatabase(join(seeds, peerDatabase('first')), base, [])
  writeDatabase(join(seeds, peerDatabase('return')), base, remote)
}

function writeDatabase(file: string, base: PackedList, remote: PackedList): void {
  const database = openDocumentDatabase(file)
  const later = new Map(remote)
  database.inTransaction(() => {
    for (const [name, state] of base) {
      const update = later.get(name)
      database.write(name, update ? mergeStates(state, update) : state)
    }
  })
  database.close()
}

export interface PeerSeeds {
  names: string[]
  /** What the client had stored before. */
  stored: Map<string, Uint8Array>
  /** What was edited on it since. */
  queued: Map<string, Uint8Array>
  /** What everybody must have in the end. */
  wanted: Map<string, Uint8Array>
}

export function readPeerSeeds(seeds: string, work: RunWork): PeerSeeds {
  const read = (name: keyof typeof files) => unpackList(readFileSync(peerFile(seeds, name)))
  const base = read('base')
  const local = new Map(work === 'return' ? read('local') : [])
  const remote = new Map(work === 'return' ? read('remote') : [])
  const merged = (name: string, state: Uint8Array) =>
    mergeStates(state, ...[local.get(name), remote.get(name)].filter((update) => update !== undefined))
  return {
    names: base.map(([name]) => name),
    stored: new Map(work === 'first' ? [] : base),
    queued: local,
    wanted: new Map(base.map(([name, state]) => [name, merged(name, state)])),
  }
}
