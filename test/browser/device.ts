// One person's tablet: a browser profile that outlives its browser, and what can be read from it without
// the app's help. Looks at the app only as a person does: by roles, labels and words.
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { BrowserContext, Locator, Page } from 'playwright-core'
import { expect } from 'vitest'
import { makeProfile, openProfile } from '../support/chromium.ts'

type ContextOptions = NonNullable<Parameters<typeof openProfile>[1]>

const artefacts = fileURLToPath(new URL('../artefacts', import.meta.url))
const laptop: ContextOptions = { viewport: { width: 1280, height: 800 }, locale: 'en-GB', reducedMotion: 'reduce' }

/** For everything that needs a moment: long enough for a busy machine, short enough to notice. */
export const patience = 30_000

export class Device {
  readonly name: string
  readonly origin: string
  readonly folder: string
  /** Errors nobody caught, over all starts. */
  readonly errors: string[] = []
  #context: BrowserContext | undefined
  readonly #removeFolder: () => Promise<void>

  private constructor(name: string, origin: string, folder: string, removeFolder: () => Promise<void>) {
    this.name = name
    this.origin = origin
    this.folder = folder
    this.#removeFolder = removeFolder
  }

  static async make(name: string, origin: string): Promise<Device> {
    const { folder, remove } = await makeProfile()
    return new Device(name, origin, folder, remove)
  }

  /** Starts the browser cold on its profile and opens the path; without one, an empty tab. */
  async start(path?: string, options: ContextOptions = {}): Promise<Page> {
    this.#context = await openProfile(this.folder, { ...laptop, ...options })
    this.#context.setDefaultTimeout(patience)
    this.#context.on('weberror', (error) => this.errors.push(`${this.name}: ${error.error().message}`))
    const page = this.page
    if (path !== undefined) await page.goto(this.origin + path, { waitUntil: 'commit' })
    return page
  }

  get context(): BrowserContext {
    if (!this.#context) throw new Error(`${this.name}'s browser is closed.`)
    return this.#context
  }

  /** The first tab. */
  get page(): Page {
    return this.context.pages()[0]!
  }

  async openTab(path: string): Promise<Page> {
    const page = await this.context.newPage()
    await page.goto(this.origin + path, { waitUntil: 'commit' })
    return page
  }

  /** Closes the windows as a person does, who gives the pages no time but tells them: ending a process tells them nothing. */
  async closeWindows(): Promise<void> {
    for (const page of this.context.pages()) await page.close()
    await this.close()
  }

  /** Ends the browser; the profile stays for the next start. */
  async close(): Promise<void> {
    await this.#context?.close()
    this.#context = undefined
  }

  async remove(): Promise<void> {
    await this.close()
    await this.#removeFolder()
  }

  /** For a failed test: what the person saw and a screen reader heard. */
  async photograph(title: string): Promise<void> {
    const name = title.replace(/[^\w]+/g, '-').slice(0, 60)
    await mkdir(artefacts, { recursive: true })
    for (const [index, page] of (this.#context?.pages() ?? []).entries()) {
      const path = join(artefacts, `${name}-${this.name}-${index}`)
      await page.screenshot({ path: `${path}.png` }).catch(() => undefined)
      await page
        .locator('body')
        .ariaSnapshot()
        .then(
          (text) => writeFile(`${path}.txt`, text),
          () => undefined,
        )
    }
  }
}

/** Polls what a person sees until it is so. */
export function eventually<Value>(read: () => Promise<Value> | Value, within = patience) {
  return expect.poll(read, { timeout: within, interval: 50 })
}

export async function sees(locator: Locator, within = patience): Promise<void> {
  await locator.first().waitFor({ state: 'visible', timeout: within })
}

export async function seesNo(locator: Locator, within = patience): Promise<void> {
  await eventually(() => locator.filter({ visible: true }).count(), within).toBe(0)
}

/** The shell is on the device: from now on the app starts without a network. */
export async function isInstalled(page: Page): Promise<void> {
  await page.waitForFunction(() => navigator.serviceWorker.controller?.state === 'activated', undefined, {
    timeout: 60_000,
  })
}

/** What the person's local database holds, by store; bytes come as the text in them. */
export async function readStores(page: Page): Promise<Record<string, unknown[]>> {
  return page.evaluate(async () => {
    const decoder = new TextDecoder()
    const readable = (value: unknown): unknown =>
      JSON.parse(
        JSON.stringify(value, (_key, each: unknown) =>
          each instanceof ArrayBuffer || ArrayBuffer.isView(each) ? decoder.decode(each) : each,
        ),
      )
    const settle = <Value>(request: IDBRequest<Value>) =>
      new Promise<Value>((resolve, reject) => {
        request.onsuccess = () => resolve(request.result)
        request.onerror = () => reject(request.error as Error)
      })
    const found: Record<string, unknown[]> = {}
    for (const { name } of await indexedDB.databases()) {
      const database = await settle(indexedDB.open(name!))
      for (const store of database.objectStoreNames) {
        const records = await settle(database.transaction(store).objectStore(store).getAll())
        found[store] = [...(found[store] ?? []), ...records.map(readable)]
      }
      database.close()
    }
    return found
  })
}

export async function readStore(page: Page, store: string): Promise<unknown[]> {
  return (await readStores(page))[store] ?? []
}

/** The stores that hold this text anywhere, but in records of a kind that may. */
export async function storesWith(page: Page, text: string, options: { butIn?: string } = {}): Promise<string[]> {
  const stores = await readStores(page)
  const isAsked = (row: unknown) => options.butIn === undefined || (row as { kind?: string }).kind !== options.butIn
  return Object.keys(stores).filter((name) => JSON.stringify(stores[name]!.filter(isAsked)).includes(text))
}

/** As on a device whose storage is slow: nothing is written there until this page has gone. */
export async function blockStorage(page: Page, table: string): Promise<void> {
  await page.evaluate(async (table) => {
    const names = (await indexedDB.databases()).map(({ name }) => name!)
    const request = indexedDB.open(names.find((name) => name.startsWith('tandem-user-'))!)
    const database = await new Promise<IDBDatabase>((resolve) => {
      request.onsuccess = () => resolve(request.result)
    })
    const blocked = database.transaction(table, 'readwrite').objectStore(table)
    await new Promise<void>((resolve) => {
      const goOn = () => {
        resolve()
        blocked.count().onsuccess = goOn
      }
      blocked.count().onsuccess = goOn
    })
  }, table)
}
