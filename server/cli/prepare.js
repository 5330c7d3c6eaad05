// Runs before `npm start` and `npm test`: installs packages when the lock file changed and builds the
// client when its sources changed, so that a fresh clone needs one command. Built-ins only, because
// nothing is installed yet, and plain JavaScript, because the Node that runs it may be the system's 20.
import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, statSync } from 'node:fs'
import { utimesSync, writeFileSync } from 'node:fs'
import { hostname } from 'node:os'
import { delimiter, dirname, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { sourceHash } from './source-hash.js'

const root = resolve(dirname(fileURLToPath(import.meta.url)), '../..')
const stamps = join(root, 'node_modules/.cache/tandem')
const bundledNode = join(root, 'node_modules/node/bin/node')
const shell = join(root, 'build/200.html')
// Not in node_modules: `npm ci` empties that while we hold the lock.
const lock = join(root, '.svelte-kit/prepare.lock')
const lockIsStaleAfterMs = 20_000

/** A failure the person can act on: shown as one line, without a stack. */
class Refusal extends Error {}

const help = `Installs the packages when the lock file changed and builds the app when its sources changed.

  node server/cli/prepare.js [--build]

  --build   builds also when nothing changed`

const given = process.argv.slice(2)
const unknown = given.find((argument) => !['--build', '--help', '-h'].includes(argument))
if (unknown !== undefined) {
  console.error(`tandem: ${unknown} is no option of this command; --help says which there are.`)
  process.exitCode = 2
} else if (given.includes('--help') || given.includes('-h')) {
  console.log(help)
} else {
  try {
    await prepare({ alwaysBuild: given.includes('--build') })
  } catch (error) {
    const { code, path, message } = /** @type {NodeJS.ErrnoException} */ (error)
    const mayNotWrite = path !== undefined && ['EACCES', 'EPERM', 'EROFS', 'ENOSPC'].includes(code ?? '')
    if (!(error instanceof Refusal) && !mayNotWrite) throw error
    console.error(`tandem: ${mayNotWrite ? `${path} could not be written (${code}).` : message}`)
    process.exitCode = 1
  }
}

/** @param {{ alwaysBuild: boolean }} options */
async function prepare({ alwaysBuild }) {
  if (isInstalled() && isBuilt() && !alwaysBuild) return
  await withLock(async () => {
    // Asked again: whoever held the lock before us may have done the work.
    if (!isInstalled()) await install()
    if (!isBuilt() || alwaysBuild) await build({ verbose: alwaysBuild })
  })
}

function isInstalled() {
  if (!existsSync(bundledNode)) return false
  const wanted = installationHash()
  if (readStamp('installed') === wanted) return true
  if (!lockFileMatchesDisk()) return false
  writeStamp('installed', wanted)
  return true
}

function isBuilt() {
  return existsSync(shell) && readStamp('built') === sourceHash(root)
}

function installationHash() {
  const lockFile = readFileSync(join(root, 'package-lock.json'))
  return createHash('sha256').update(lockFile).update(`${process.platform} ${process.arch}`).digest('hex')
}

/** Somebody ran `npm install` or `npm ci` themselves: npm's own record says whether it was this lock file. */
function lockFileMatchesDisk() {
  const wanted = readJson(join(root, 'package-lock.json'))?.packages
  const present = readJson(join(root, 'node_modules/.package-lock.json'))?.packages
  if (!wanted || !present) return false
  return Object.entries(wanted).every(([path, entry]) => {
    if (path === '') return true
    if (!present[path]) return entry.optional === true
    return present[path].version === entry.version && present[path].integrity === entry.integrity
  })
}

async function install() {
  removeStamp('installed')
  const wanted = installationHash()
  const stopTelling = tellProgress('Installing packages', 'about a minute, first start only')
  const { code, output } = await run(...npm('ci', '--include=dev', '--no-audit', '--no-fund'))
  stopTelling()
  if (code !== 0) throw new Refusal(whyInstallFailed(output))
  if (!existsSync(bundledNode)) {
    throw new Refusal(
      'the packages are installed, but the Node 24 they bring is missing. Allow install scripts (npm config set ignore-scripts false) and run this again.',
    )
  }
  writeStamp('installed', wanted)
}

/** @param {string} output */
function whyInstallFailed(output) {
  const log = /A complete log of this run can be found in:\s*(\S+)/.exec(output)?.[1]
  const more = log ? ` Details: ${log}` : ''
  const offline =
    /\b(ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|ENETUNREACH|EHOSTUNREACH|ERR_SOCKET_TIMEOUT|ENOTCACHED)\b/.exec(
      output,
    )?.[1]
  if (offline) {
    return `packages could not be installed: the npm registry cannot be reached (${offline}). Connect to the internet and run this again.${more}`
  }
  const reason = output
    .split('\n')
    .map((line) => /^npm (?:error|ERR!) (?!code |errno |syscall |path )(.+)/.exec(line)?.[1]?.trim())
    .find((line) => line)
  return `packages could not be installed: ${(reason ?? 'npm ci failed').replace(/\.+$/, '')}.${more}`
}

/** @param {{ verbose: boolean }} options */
async function build({ verbose }) {
  removeStamp('built')
  const wanted = sourceHash(root)
  const stopTelling = tellProgress('Building the app', 'some seconds')
  const vite = join(root, 'node_modules/vite/bin/vite.js')
  const { code, output } = await run(bundledNode, [vite, 'build'], { NODE_ENV: 'production' })
  stopTelling()
  if (verbose || code !== 0) console.log(output.trimEnd())
  if (code !== 0) throw new Refusal('the app could not be built; the reason stands above.')
  writeStamp('built', wanted)
}

/**
 * @param {string} what
 * @param {string} howLong
 * @returns {() => void} call it when the work is over
 */
function tellProgress(what, howLong) {
  const startedAt = Date.now()
  const seconds = () => Math.round((Date.now() - startedAt) / 1000)
  console.log(`${what} (${howLong}) …`)
  const timer = setInterval(() => console.log(`  still at it, ${seconds()} s`), 15_000)
  return () => {
    clearInterval(timer)
    console.log(`  ${seconds()} s`)
  }
}

/**
 * npm, run by the Node outside node_modules: `npm ci` deletes the one inside while it works.
 * @param {string[]} args
 * @returns {[string, string[], Record<string, string>]}
 */
function npm(...args) {
  const folders = (process.env.PATH ?? '')
    .split(delimiter)
    .filter((folder) => !folder.startsWith(join(root, 'node_modules')))
  const path = { PATH: folders.join(delimiter) }
  const node = folders.map((folder) => join(folder, 'node')).find((file) => existsSync(file))
  const cli = process.env.npm_execpath
  if (node && cli && /npm-cli\.c?js$/.test(cli)) return [node, [cli, ...args], path]
  return ['npm', args, path]
}

/**
 * @param {string} command
 * @param {string[]} args
 * @param {Record<string, string>} [env]
 * @returns {Promise<{ code: number, output: string }>}
 */
function run(command, args, env = {}) {
  return new Promise((done) => {
    const child = spawn(command, args, {
      cwd: root,
      env: { ...process.env, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    let output = ''
    child.stdout.on('data', (chunk) => (output += chunk))
    child.stderr.on('data', (chunk) => (output += chunk))
    child.on('error', (error) => done({ code: 1, output: `npm error ${error.message}` }))
    child.on('close', (code) => done({ code: code ?? 1, output }))
  })
}

/**
 * Two terminals, one checkout: the second waits for the first. The holder touches the lock, so one
 * left behind by a killed process is recognised by its age.
 * @param {() => Promise<void>} work
 */
async function withLock(work) {
  mkdirSync(dirname(lock), { recursive: true })
  for (let told = false; !takeLock(); told = true) {
    if (!told) console.log('Waiting for another run to finish preparing …')
    await new Promise((done) => setTimeout(done, 300 + Math.random() * 200))
  }
  const touch = setInterval(() => {
    const now = new Date()
    utimesSync(lock, now, now)
  }, 2_000)
  try {
    await work()
  } finally {
    clearInterval(touch)
    rmSync(lock, { recursive: true, force: true })
  }
}

/** @returns {boolean} whether the lock is ours now */
function takeLock() {
  const me = `${hostname()} ${process.pid} ${Date.now()}`
  try {
    mkdirSync(lock)
    writeFileSync(join(lock, 'owner'), me)
    return true
  } catch (error) {
    if (/** @type {NodeJS.ErrnoException} */ (error).code !== 'EEXIST') throw error
  }
  if (!isAbandoned()) return false
  // Renaming is atomic: of several that find the same stale lock, one moves it away.
  const grave = `${lock}.${process.pid}`
  try {
    renameSync(lock, grave)
    rmSync(grave, { recursive: true, force: true })
  } catch {
    // Another run was quicker.
  }
  return false
}

function isAbandoned() {
  try {
    if (Date.now() - statSync(lock).mtimeMs > lockIsStaleAfterMs) return true
    const [host, pid] = readFileSync(join(lock, 'owner'), 'utf8').split(' ')
    return host === hostname() && !isAlive(Number(pid))
  } catch {
    // Gone, or just being made.
    return false
  }
}

/** @param {number} pid */
function isAlive(pid) {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return /** @type {NodeJS.ErrnoException} */ (error).code === 'EPERM'
  }
}

/** @param {string} name */
function readStamp(name) {
  try {
    return readFileSync(join(stamps, name), 'utf8')
  } catch {
    return undefined
  }
}

/**
 * @param {string} name
 * @param {string} value
 */
function writeStamp(name, value) {
  mkdirSync(stamps, { recursive: true })
  const draft = join(stamps, `${name}.${process.pid}`)
  writeFileSync(draft, value)
  renameSync(draft, join(stamps, name))
}

/** @param {string} name */
function removeStamp(name) {
  rmSync(join(stamps, name), { force: true })
}

/** @param {string} file */
function readJson(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8'))
  } catch {
    return undefined
  }
}
