/** Seeded data, kept between runs of the benchmark: making 50,000 customers takes minutes. */
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { seedEngines } from './engines/engine-seeds.ts'
import { installEngines } from './engines/install-engines.ts'
import { seedPeers } from './peers/peer-seeds.ts'
import { engines, type System } from './plan.ts'
import { root } from './processes/server-process.ts'
import { seedTandem } from './tandem/seed-tandem.ts'

/** Sessions in a seed end some day. */
const keptMs = 7 * 24 * 60 * 60 * 1000

/** What shapes the data of each family: a change there makes it anew. */
const sources = {
  peers: ['test/bench/sync/peers', 'test/bench/sync/customer-values.ts'],
  engines: [
    'test/bench/sync/engines/package-lock.json',
    'test/bench/sync/engines/engine-seeds.ts',
    'test/bench/sync/engines/tinybase-seeds.js',
    'test/bench/sync/engines/flat-customer.ts',
    'test/bench/sync/customer-values.ts',
  ],
  tandem: [
    'server/database',
    'server/commands',
    'server/decisions',
    'src/shared',
    'test/bench/sync/tandem',
    'test/bench/sync/customer-values.ts',
  ],
} as const
type Family = keyof typeof sources

const makers: Record<Family, (folder: string, n: number) => void | Promise<void>> = {
  peers: seedPeers,
  engines: seedEngines,
  tandem: seedTandem,
}

function hashOf(family: Family): string {
  const hash = createHash('sha256')
  const add = (path: string) => {
    if (statSync(path).isDirectory()) for (const name of readdirSync(path).toSorted()) add(join(path, name))
    else hash.update(path).update(readFileSync(path))
  }
  for (const source of sources[family]) add(join(root, source))
  return hash.digest('hex').slice(0, 12)
}

/** The folder with everything that `system` needs for N documents; made now if it isn't there. */
export async function seedsFor(
  system: System,
  n: number,
  folder: string,
  told: (line: string) => void,
): Promise<string> {
  const family: Family = system === 'tandem' ? 'tandem' : engines.includes(system) ? 'engines' : 'peers'
  if (family === 'engines') installEngines(told)
  const name = `${family}-${n}-`
  const seeds = join(folder, name + hashOf(family))
  if (existsSync(seeds) && Date.now() - statSync(seeds).mtimeMs < keptMs) return seeds
  mkdirSync(folder, { recursive: true })
  for (const old of readdirSync(folder)) if (old.startsWith(name)) rmSync(join(folder, old), { recursive: true })
  told(`seeding ${n} documents for ${family} …`)
  const draft = `${seeds}.${process.pid}.draft`
  mkdirSync(draft)
  await makers[family](draft, n)
  renameSync(draft, seeds)
  return seeds
}
