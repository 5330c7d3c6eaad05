/** `npm run bench:app`: the built app in Chromium on a slow processor, against its goals. See README.md beside this. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { loadavg, tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { RunningServer } from '../support/server.ts'
import { addDevices } from './app/add-devices.ts'
import { measureBulkPull, measureTypingMeanwhile } from './app/bulk-pull.ts'
import { measureColdStart } from './app/cold-start.ts'
import { measureDevices } from './app/device-work.ts'
import { printFigures, reporter, type Figure } from './app/figure.ts'
import { fillTablet } from './app/first-sync.ts'
import { measureLighthouse } from './app/lighthouse-score.ts'
import { measureListWork } from './app/list-work.ts'
import { measurePeers } from './app/measure-peers.ts'
import { measureRoutes } from './app/route-sizes.ts'
import { copySeed } from './app/seed-app.ts'
import { measureSlowStart } from './app/slow-start.ts'

const parts = ['js', 'online', 'peers', 'pull', 'typing', 'start', 'list', 'devices'] as const
type Part = (typeof parts)[number]

const usage = `Use: npm run bench:app -- [options]
  --n 50000             customers for start and list
  --pull-n 10000        customers for pull, typing and peers
  --only start,list     of ${parts.join(', ')}
  --cpu 1,4             how many times slower the browser's main thread is made
  --runs 3              cold starts and peers' runs, of which the median counts
  --peers-full          no extrapolation; y-indexeddb then takes minutes
  --json FILE           write the figures there too`

function readOptions() {
  const { values } = parseArgs({
    options: {
      n: { type: 'string', default: '50000' },
      'pull-n': { type: 'string', default: '10000' },
      only: { type: 'string', default: parts.join() },
      cpu: { type: 'string', default: '1,4' },
      runs: { type: 'string', default: '3' },
      'peers-full': { type: 'boolean', default: false },
      json: { type: 'string' },
    },
  })
  const readNumber = (text: string) => {
    const number = Number(text)
    if (!Number.isInteger(number) || number < 1) throw new Error(`not a number: ${text}`)
    return number
  }
  const only = values.only.split(',').map((given) => {
    const part = parts.find((candidate) => candidate === given)
    if (!part) throw new Error(`unknown: ${given}`)
    return part
  })
  return {
    n: readNumber(values.n),
    pullN: readNumber(values['pull-n']),
    parts: new Set<Part>(only),
    cpus: values.cpu.split(',').map(readNumber),
    runs: readNumber(values.runs),
    peersFull: values['peers-full'],
    json: values.json,
  }
}

type Options = ReturnType<typeof readOptions>

const told = (line: string) => console.error(line)

async function main(options: Options): Promise<void> {
  const { n, pullN, cpus, runs } = options
  const startedAt = new Date()
  const figures: Figure[] = []
  const report = reporter(figures, told)
  const temporary = mkdtempSync(join(tmpdir(), 'tandem-bench-app-'))
  const asked = (...wanted: Part[]) => wanted.some((part) => options.parts.has(part))
  try {
    if (asked('js')) measureRoutes(report)
    if (asked('online')) {
      await withServer(join(temporary, 'data-empty'), async (server) => {
        await measureSlowStart(server.origin, report)
        await measureLighthouse(server.origin, report)
      })
    }
    if (asked('peers')) await measurePeers({ n: pullN, runs, cpus, full: options.peersFull }, report)
    if (asked('pull', 'typing')) {
      const { dataFolder, person } = await copySeed(pullN, temporary, told)
      await withServer(dataFolder, async (server) => {
        const pull = { origin: server.origin, person, n: pullN, cpus }
        if (asked('pull')) await measureBulkPull(pull, report)
        if (asked('typing')) await measureTypingMeanwhile(pull, report)
      })
    }
    if (asked('start', 'list', 'devices')) {
      const { dataFolder, person } = await copySeed(n, temporary, told)
      const devices = asked('devices') ? 2 * n : 0
      if (devices > 0) await addDevices(dataFolder, devices, told)
      await withServer(dataFolder, async (server) => {
        const tablet = await fillTablet(server.origin, person, { n, devices }, report)
        await server.stop()
        try {
          if (asked('start')) await measureColdStart(tablet, server.origin, { n, runs, cpus }, report)
          if (asked('list')) await measureListWork(tablet, server.origin, { n, cpus }, report)
          if (devices > 0) await measureDevices(tablet, server.origin, { n, devices, runs }, report)
        } finally {
          await tablet.remove()
        }
      })
    }
  } finally {
    rmSync(temporary, { recursive: true, force: true, maxRetries: 5 })
    console.log(`\n${printFigures(figures)}`)
    if (options.json !== undefined) {
      const run = { startedAt: startedAt.toISOString(), n, pullN, loadAtEnd: loadavg() }
      writeFileSync(options.json, `${JSON.stringify({ ...run, figures }, null, 2)}\n`)
    }
  }
}

async function withServer(dataFolder: string, work: (server: RunningServer) => Promise<void>): Promise<void> {
  const server = await RunningServer.start({ dataFolder })
  try {
    await work(server)
  } finally {
    await server.remove()
  }
}

let options: Options
try {
  options = readOptions()
} catch (error) {
  console.error(`${error instanceof Error ? error.message : String(error)}\n${usage}`)
  process.exit(2)
}
await main(options)
