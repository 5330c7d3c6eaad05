/** A browser profile with a signed-in person, its processor slowed down on demand, looked at from outside. */
import { readdirSync, readFileSync } from 'node:fs'
import type { BrowserContext, CDPSession, Page } from 'playwright-core'
import { makeProfile, openProfile } from '../../support/chromium.ts'
import type { Person } from '../sync/tandem/people.ts'

const screen = { viewport: { width: 1280, height: 800 }, locale: 'en-GB' }
const patienceMs = 300_000

export interface OpenTab {
  page: Page
  cdp: CDPSession
}

export class Tablet {
  readonly folder: string
  private readonly removeFolder: () => Promise<void>
  private context: BrowserContext | undefined

  private constructor(folder: string, removeFolder: () => Promise<void>) {
    this.folder = folder
    this.removeFolder = removeFolder
  }

  static async make(): Promise<Tablet> {
    const { folder, remove } = await makeProfile()
    return new Tablet(folder, remove)
  }

  /** Starts the browser anew and opens an empty tab whose main thread is `cpu` times slower. */
  async start(cpu: number): Promise<OpenTab> {
    this.context = await openProfile(this.folder, screen)
    this.context.setDefaultTimeout(patienceMs)
    const page = this.context.pages()[0]!
    const cdp = await this.context.newCDPSession(page)
    await cdp.send('Emulation.setCPUThrottlingRate', { rate: cpu })
    return { page, cdp }
  }

  /** As if they had signed in here before: their session's cookie. */
  async signIn(origin: string, { cookie }: Person): Promise<void> {
    const [name, value] = cookie.split('=') as [string, string]
    await this.context!.addCookies([{ name, value, url: origin, httpOnly: true, sameSite: 'Lax' }])
  }

  /** Ends the browser's process; the profile stays for the next start. */
  async close(): Promise<void> {
    await this.context?.close()
    this.context = undefined
  }

  async remove(): Promise<void> {
    await this.close()
    await this.removeFolder()
  }

  /** Memory of the tab's process, MB; NaN where there is no /proc. */
  rendererMemory(): { rss: number; pss: number } {
    const sizes = rendererPids(this.folder).map(memoryOf)
    return sizes.toSorted((a, b) => b.rss - a.rss)[0] ?? { rss: NaN, pss: NaN }
  }
}

/** The app's shell is on the device: from now on it starts without a network. */
export async function isInstalled(page: Page): Promise<void> {
  await page.waitForFunction(() => navigator.serviceWorker.controller?.state === 'activated')
}

function read(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return ''
  }
}

function rendererPids(profile: string): number[] {
  let pids: number[]
  try {
    pids = readdirSync('/proc').map(Number).filter(Number.isInteger)
  } catch {
    return []
  }
  const commands = new Map(pids.map((pid) => [pid, read(`/proc/${pid}/cmdline`)]))
  const parentOf = (pid: number) => Number(/^PPid:\s+(\d+)/m.exec(read(`/proc/${pid}/status`))?.[1] ?? 0)
  const isOurs = (pid: number): boolean =>
    pid > 1 && (commands.get(pid)?.includes(profile) === true || isOurs(parentOf(pid)))
  return pids.filter((pid) => commands.get(pid)!.includes('--type=renderer') && isOurs(pid))
}

function memoryOf(pid: number): { rss: number; pss: number } {
  const rollup = read(`/proc/${pid}/smaps_rollup`)
  const megabytes = (name: string) => Number(new RegExp(`^${name}:\\s+(\\d+)`, 'm').exec(rollup)?.[1] ?? NaN) / 1024
  return { rss: megabytes('Rss'), pss: megabytes('Pss') }
}
