/** `npm run bench:sync`: Tandem, its peers and raw HTTP at the same work, from one run. See README.md beside this. */
import { mkdtempSync, readdirSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { measureBareCommit } from './sync/bare-commit.ts'
import { measureAll, type Group } from './sync/measure-all.ts'
import { systems, works, type Link, type Row, type System, type Work } from './sync/plan.ts'
import { printTables } from './sync/report.ts'
import { root } from './sync/processes/server-process.ts'

const usage = `Use: npm run bench:sync -- [options]
  --n 10000             numbers of documents; without it 10,000, and up to 50,000 where growth is the question
  --work first,return   of ${works.join(', ')}
  --system tandem       of ${systems.join(', ')}
  --rtt 0,100           round trips, ms
  --kbps 0,5000         rates, kbit/s; 0 is none; a rate goes with the longest round trip
  --runs 3              the median of so many
  --limit 300           longest time for one run, s
  --quiet 14            longest wait for other work on the machine to pause before each run, s
  --json FILE           write the rows there too
  --profile             write CPU profiles of the Tandem server`

function readList<Word extends string>(text: string | undefined, words: readonly Word[]): Word[] {
  if (text === undefined) return [...words]
  return text.split(',').map((given) => {
    const word = words.find((candidate) => candidate === given.trim())
    if (!word) throw new Error(`unknown: ${given}`)
    return word
  })
}

function readNumbers(text: string): number[] {
  return text.split(',').map((given) => {
    const number = Number(given)
    if (given.trim() === '' || !Number.isInteger(number) || number < 0) throw new Error(`not a number: ${given}`)
    return number
  })
}

function readLinks(rtts: readonly number[], rates: readonly number[]): Link[] {
  const longest = Math.max(...rtts)
  return rates.flatMap((kbps) =>
    rtts.filter((rttMs) => kbps === 0 || rttMs === longest).map((rttMs) => ({ rttMs, kbps })),
  )
}

function readOptions() {
  const { values } = parseArgs({
    options: {
      n: { type: 'string' },
      work: { type: 'string' },
      system: { type: 'string' },
      rtt: { type: 'string', default: '0,100' },
      kbps: { type: 'string', default: '0,5000' },
      runs: { type: 'string', default: '3' },
      limit: { type: 'string', default: '300' },
      quiet: { type: 'string', default: '14' },
      json: { type: 'string' },
      profile: { type: 'boolean', default: false },
    },
  })
  return {
    works: readList(values.work, works),
    systems: readList(values.system, systems),
    ns: values.n === undefined ? null : readNumbers(values.n),
    links: readLinks(readNumbers(values.rtt), readNumbers(values.kbps)),
    runs: Math.max(1, readNumbers(values.runs)[0]!),
    limitS: readNumbers(values.limit)[0]!,
    quietMs: readNumbers(values.quiet)[0]! * 1000,
    json: values.json,
    profile: values.profile,
  }
}

type Options = ReturnType<typeof readOptions>

/** What the slow links add is seen with one exchange; the rest is measured on the first link only, unless N is given. */
function planGroups({ works: asked, systems: all, ns, links }: Options): Group[] {
  const firstLink = links.slice(0, 1)
  const group = (of: readonly Work[], usual: number[], on: Link[], by: readonly System[] = all): Group => ({
    works: asked.filter((work) => of.includes(work)),
    ns: ns ?? usual,
    links: on,
    systems: all.filter((system) => by.includes(system)),
  })
  const groups = [group(['first', 'first-rows', 'return'], [10_000], links)]
  // How Tandem's own time grows; the peers need minutes for it.
  if (ns === null) groups.push(group(['return'], [50_000], firstLink, ['tandem', 'raw-gzip']))
  return [...groups, group(['nochange'], [1_000, 50_000], firstLink), group(['live'], [50_000], firstLink)]
}

async function main(options: Options): Promise<number> {
  const profile = options.profile ? mkdtempSync(join(tmpdir(), 'tandem-profile-')) : null
  const rows: Row[] = []
  const { failures } = await measureAll(planGroups(options), {
    runs: options.runs,
    limitS: options.limitS,
    seedsFolder: join(root, 'test/artefacts/bench'),
    profile,
    quietMs: options.quietMs,
    told: (line) => console.error(line),
    finished: (column) => {
      rows.push(...column)
      if (options.json !== undefined) writeFileSync(options.json, `${JSON.stringify({ rows }, null, 2)}\n`)
    },
  })
  console.log(`\n${printTables(rows)}`)
  if (options.works.includes('live')) {
    const { p50Ms, p95Ms, cpuMs } = await measureBareCommit(tmpdir())
    const took = `p50 ${p50Ms.toFixed(1)} ms, p95 ${p95Ms.toFixed(1)} ms, ${cpuMs.toFixed(2)} ms of processor time`
    console.log(`\n  a commit of SQLite alone on this disk: ${took}`)
  }
  if (profile !== null)
    console.log(
      `\nCPU profiles of the Tandem server:\n${readdirSync(profile)
        .map((file) => `  ${join(profile, file)}`)
        .join('\n')}`,
    )
  for (const failure of failures) console.log(`failed: ${failure}`)
  return failures.length === 0 ? 0 : 1
}

let options: Options
try {
  options = readOptions()
} catch (error) {
  console.error(`${error instanceof Error ? error.message : String(error)}\n${usage}`)
  process.exit(2)
}
process.exitCode = await main(options)
