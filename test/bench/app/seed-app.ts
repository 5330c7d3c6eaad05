/** A server's data folder with N customers, kept in the machine's temporary folder: making 50,000 takes minutes. */
import { createHash } from 'node:crypto'
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { root } from '../sync/processes/server-process.ts'
import { readPeople, writePeople, type Person } from '../sync/tandem/people.ts'
import { addEverybody } from '../sync/tandem/seed-tandem.ts'
import { makeCustomer } from './customers.ts'

/** Sessions in a seed end some day. */
const keptMs = 7 * 24 * 60 * 60 * 1000
const folderOfSeeds = join(tmpdir(), 'tandem-bench-app')

/** What shapes the data: a change there makes it anew. */
const sources = [
  'server/database',
  'server/commands',
  'server/decisions',
  'src/shared/document',
  'src/shared/domain',
  'test/bench/app/customers.ts',
  'test/bench/sync/customer-values.ts',
  'test/bench/sync/tandem/seed-tandem.ts',
]

function hashOfSources(): string {
  const hash = createHash('sha256')
  const add = (path: string) => {
    if (statSync(path).isDirectory()) for (const name of readdirSync(path).toSorted()) add(join(path, name))
    else hash.update(path.slice(root.length)).update(readFileSync(path))
  }
  for (const source of sources) add(join(root, source))
  return hash.digest('hex').slice(0, 12)
}

async function keep(n: number, told: (line: string) => void): Promise<string> {
  const name = `${n}-`
  const kept = join(folderOfSeeds, name + hashOfSources())
  if (existsSync(kept) && Date.now() - statSync(kept).mtimeMs < keptMs) return kept
  mkdirSync(folderOfSeeds, { recursive: true })
  for (const old of readdirSync(folderOfSeeds))
    if (old.startsWith(name)) rmSync(join(folderOfSeeds, old), { recursive: true })
  told(`seeding ${n} customers …`)
  const draft = `${kept}.${process.pid}.draft`
  mkdirSync(draft)
  writePeople(draft, await addEverybody(join(draft, 'data'), n, makeCustomer(n)))
  renameSync(draft, kept)
  return kept
}

export interface SeededServer {
  dataFolder: string
  /** Signed in, has not synced yet. */
  person: Person
}

/** A copy of its own, which the server may change. */
export async function copySeed(n: number, to: string, told: (line: string) => void): Promise<SeededServer> {
  const kept = await keep(n, told)
  const dataFolder = join(to, `data-${n}`)
  cpSync(join(kept, 'data'), dataFolder, { recursive: true })
  return { dataFolder, person: readPeople(kept)[0] }
}
