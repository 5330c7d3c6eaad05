/** How each system is started, asked and checked. */
import { cpSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { checkEngineDatabase, engineDatabase, type Engine } from './engines/engine-seeds.ts'
import { checkPeerDatabase } from './peers/check-stored.ts'
import { peerDatabase } from './peers/peer-seeds.ts'
import type { RunWork, System } from './plan.ts'
import type { ServerCommand } from './processes/server-process.ts'
import { checkTandem } from './tandem/check-tandem.ts'
import { tandemFolder } from './tandem/seed-files.ts'

const here = (file: string) => fileURLToPath(new URL(file, import.meta.url))

export interface Contestant {
  /** Puts the data into `folder`; what the server is started with. */
  prepare(seeds: string, folder: string, work: RunWork, profile: string | null): ServerCommand
  /** The client's program. */
  client(work: RunWork): string
  /** After the server has stopped: what is wrong with its data. */
  check(folder: string, seeds: string, n: number, work: RunWork): string[]
  /** How long after the work it may still put off writing, ms. */
  settleMs: number
}

/** As `npm start` sets it: room for what an edit makes and drops, and little enough that the processor's caches hold it. */
const youngSpace = ['--min-semi-space-size=4', '--max-semi-space-size=4']

/** As `npm start` sets it: glibc would give each of Node's threads a heap of its own, and none of them gives back what it had. */
const oneArena = { MALLOC_ARENA_MAX: '1' }

/** As `npm start` sets it, and so for everybody: code that an earlier start compiled is not compiled again. */
const compileCache = { NODE_COMPILE_CACHE: 'node_modules/.cache/tandem' }

const tandem: Contestant = {
  prepare: (seeds, folder, _work, profile) => {
    cpSync(join(seeds, tandemFolder), folder, { recursive: true })
    const profiling = profile === null ? [] : ['--cpu-prof', `--cpu-prof-dir=${profile}`]
    return {
      args: [...youngSpace, ...profiling, '--import', here('tandem/extra-fields.ts'), 'server/main.ts'],
      env: { ...compileCache, ...oneArena, NODE_ENV: 'production', HOST: '127.0.0.1', PORT: '0', TANDEM_DATA: folder },
    }
  },
  client: (work) => here(work === 'live' ? 'tandem/tandem-live.ts' : 'tandem/tandem-client.ts'),
  check: (folder, _seeds, n, work) => checkTandem(folder, n, work),
  settleMs: 200,
}

function peer(name: 'hocuspocus' | 'y-websocket', settleMs: number): Contestant {
  const database = (folder: string) => join(folder, 'documents.sqlite')
  return {
    prepare: (seeds, folder) => {
      cpSync(join(seeds, peerDatabase), database(folder))
      return {
        args: [here(`peers/${name}-server.ts`)],
        env: { ...compileCache, NODE_ENV: 'production', BENCH_DATABASE: database(folder) },
      }
    },
    client: (work) => here(`peers/${name}-${work === 'live' ? 'live' : 'client'}.ts`),
    check: (folder, seeds, _n, work) => checkPeerDatabase(database(folder), seeds, work),
    settleMs,
  }
}

/** `program`: of its server and its client. */
function engine(name: Engine, program: { server: string; client: string }, settleMs: number): Contestant {
  const database = (folder: string) => join(folder, engineDatabase(name))
  return {
    prepare: (seeds, folder) => {
      cpSync(join(seeds, engineDatabase(name)), database(folder))
      return {
        args: [here(`engines/${program.server}`)],
        env: { ...compileCache, NODE_ENV: 'production', BENCH_DATABASE: database(folder) },
      }
    },
    client: () => here(`engines/${program.client}`),
    check: (folder, _seeds, n, work) => checkEngineDatabase(name, database(folder), n, work),
    settleMs,
  }
}

const rawGzip: Contestant = {
  prepare: (seeds, _folder, work) => ({
    args: [here('raw/raw-server.ts')],
    env: { ...compileCache, NODE_ENV: 'production', BENCH_SEEDS: seeds, BENCH_WORK: work },
  }),
  client: () => here('raw/raw-client.ts'),
  check: () => [],
  settleMs: 200,
}

/** Hocuspocus stores two seconds after the last edit, by default. */
const hocuspocus = peer('hocuspocus', 3000)

export const contestants: Record<System, Contestant> = {
  tandem,
  'hocuspocus-all': hocuspocus,
  'hocuspocus-64': hocuspocus,
  'y-websocket-64': peer('y-websocket', 200),
  rxdb: engine('rxdb', { server: 'rxdb-server.ts', client: 'rxdb-client.js' }, 200),
  tinybase: engine('tinybase', { server: 'tinybase-server.js', client: 'tinybase-client.js' }, 1000),
  'raw-gzip': rawGzip,
}
