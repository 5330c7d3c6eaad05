// Real Chromium for the browser tests: the machine's own where there is one, otherwise a packaged one
// that needs no root (TANDEM_CHROMIUM names a path, or says `packaged`). Never a mock, because service
// workers, quotas and cold starts are what is tested.
import { existsSync } from 'node:fs'
import { mkdir, mkdtemp, rm, rmdir, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { chromium, type Browser, type BrowserContext, type LaunchOptions } from 'playwright-core'

const systemChromium = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome']
const unpackFolder = fileURLToPath(new URL('../../node_modules/.cache/tandem/chromium', import.meta.url))

const quietly = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]

type ContextOptions = NonNullable<Parameters<typeof chromium.launchPersistentContext>[1]>

/** Errors that nobody caught, or that a page's console showed, on any page since they were last taken. */
let pageErrors: string[] = []

export function takePageErrors(): string[] {
  const taken = pageErrors
  pageErrors = []
  return taken
}

function watched(context: BrowserContext): BrowserContext {
  // Of what is thrown and is no native error, the browser tells the name of its class alone, and that is a letter in a build.
  void context.addInitScript(() =>
    addEventListener('unhandledrejection', ({ reason }: { reason: unknown }) => {
      if (Object.prototype.toString.call(reason) === '[object Error]') return
      const { name, message, stack } = (reason ?? {}) as Partial<Error>
      console.error(`nobody caught: ${name} ${message}\n${stack}`)
    }),
  )
  context.on('weberror', (error) => pageErrors.push(error.error().message))
  context.on('console', (message) => {
    // Whom it doesn't reach and what is refused, the browser says by itself.
    const isOfNetwork = /net::ERR_|Failed to load resource|WebSocket connection/.test(message.text())
    if (message.type() === 'error' && !isOfNetwork) pageErrors.push(message.text())
  })
  return context
}

export async function launchChromium(options: LaunchOptions = {}): Promise<Browser> {
  const browser = await chromium.launch(await withExecutable(options))
  const newContext = browser.newContext.bind(browser)
  browser.newContext = async (...given) => watched(await newContext(...given))
  return browser
}

/** A folder that outlives a browser: open it, close it, stop the server, open it again (a cold start). */
export async function makeProfile(): Promise<{ folder: string; remove(): Promise<void> }> {
  const folder = await mkdtemp(join(tmpdir(), 'tandem-profile-'))
  return { folder, remove: () => rm(folder, { recursive: true, force: true, maxRetries: 5 }) }
}

/** One device. Its context is one browser process: `close()` ends it as closing the browser would. */
export async function openProfile(folder: string, options: ContextOptions = {}): Promise<BrowserContext> {
  return watched(await chromium.launchPersistentContext(folder, await withExecutable(options)))
}

async function withExecutable<Options extends LaunchOptions>(options: Options): Promise<Options> {
  return {
    headless: true,
    executablePath: await findChromium(),
    ...options,
    args: [...quietly, ...(options.args ?? [])],
  }
}

let found: Promise<string> | undefined

function findChromium(): Promise<string> {
  found ??= (async () => {
    const chosen = process.env.TANDEM_CHROMIUM ?? systemChromium.find((path) => existsSync(path))
    return chosen === undefined || chosen === 'packaged' ? oneAtATime(unpackPackagedChromium) : chosen
  })()
  return found
}

/** Of several workers that need it at once the first unpacks: a file that is still written can't be run. */
async function oneAtATime<Result>(work: () => Promise<Result>): Promise<Result> {
  const lock = `${unpackFolder}.lock`
  await mkdir(dirname(lock), { recursive: true })
  const longestMs = 120_000
  for (const until = Date.now() + longestMs; Date.now() < until; await pause(100)) {
    const isMine = await mkdir(lock).then(
      () => true,
      () => false,
    )
    if (!isMine) continue
    try {
      return await work()
    } finally {
      await rmdir(lock)
    }
  }
  // Whoever had it was ended with it: the next begins anew.
  await rmdir(lock)
  throw new Error(`${lock} was held for ${longestMs / 1000} s`)
}

async function unpackPackagedChromium(): Promise<string> {
  await mkdir(unpackFolder, { recursive: true })
  // Read when the module is loaded: the first makes it unpack the libraries Chromium needs as well, the
  // second keeps a half-unpacked one out of the machine's temporary folder.
  const { AWS_EXECUTION_ENV, TMPDIR } = process.env
  process.env.AWS_EXECUTION_ENV = 'AWS_Lambda_nodejs20.x'
  process.env.TMPDIR = unpackFolder
  try {
    const { default: packaged } = await import('@sparticuz/chromium')
    const path = await packaged.executablePath()
    await pointAtFonts()
    return path
  } finally {
    restore('AWS_EXECUTION_ENV', AWS_EXECUTION_ENV)
    restore('TMPDIR', TMPDIR)
  }
}

/** The package's own list of folders names none of ours, and without a font no text has a height. */
async function pointAtFonts(): Promise<void> {
  const folders = [join(unpackFolder, 'fonts', 'fonts'), '/usr/share/fonts']
  const lines = [
    '<?xml version="1.0"?>',
    '<!DOCTYPE fontconfig SYSTEM "fonts.dtd">',
    '<fontconfig>',
    ...folders.map((folder) => `<dir>${folder}</dir>`),
    `<cachedir>${join(unpackFolder, 'fonts-cache')}</cachedir>`,
    '</fontconfig>',
  ]
  await writeFile(join(unpackFolder, 'fonts.conf'), lines.join('\n'))
  process.env.FONTCONFIG_PATH = unpackFolder
}

function restore(name: string, value: string | undefined): void {
  if (value === undefined) Reflect.deleteProperty(process.env, name)
  else process.env[name] = value
}
