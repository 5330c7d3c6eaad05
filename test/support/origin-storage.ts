// All that a site has on a device (IndexedDB and localStorage), out of one browser and into another: a device
// as an older build left it, without that build. JSON throughout; what JSON lacks is tagged.
import type { BrowserContext, Page } from 'playwright-core'

interface StoredTable {
  name: string
  keyPath: string | string[] | null
  autoIncrement: boolean
  indexes: { name: string; keyPath: string | string[]; unique: boolean; multiEntry: boolean }[]
  /** Keys and values in the tagged form; the key only where the value doesn't hold it. */
  records: { key?: unknown; value: unknown }[]
}

export interface OriginStorage {
  databases: { name: string; version: number; tables: StoredTable[] }[]
  localStorage: Record<string, string>
}

/** What the page's own site has stored. */
export function readOriginStorage(page: Page): Promise<OriginStorage> {
  return page.evaluate(async () => {
    const settle = <Value>(request: IDBRequest<Value>) =>
      new Promise<Value>((resolve, reject) => {
        request.onsuccess = () => resolve(request.result)
        request.onerror = () => reject(request.error as Error)
      })
    const toBase64 = (bytes: Uint8Array) => btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(''))
    const toTagged = (value: unknown): unknown => {
      if (value === undefined) return { $: 'undefined' }
      if (typeof value === 'number' && !Number.isFinite(value)) return { $: 'number', text: String(value) }
      if (typeof value !== 'object' || value === null) {
        if (['string', 'number', 'boolean'].includes(typeof value) || value === null) return value
        throw new Error(`a ${typeof value} is not kept`)
      }
      if (Array.isArray(value)) return value.map(toTagged)
      if (value instanceof Date) return { $: 'Date', ms: value.getTime() }
      if (value instanceof ArrayBuffer) return { $: 'ArrayBuffer', base64: toBase64(new Uint8Array(value)) }
      if (ArrayBuffer.isView(value)) {
        const bytes = new Uint8Array(value.buffer, value.byteOffset, value.byteLength)
        return { $: value.constructor.name, base64: toBase64(bytes) }
      }
      if (value instanceof Map) return { $: 'Map', entries: [...value].map((entry) => entry.map(toTagged)) }
      if (value instanceof Set) return { $: 'Set', values: [...value].map(toTagged) }
      if (Object.getPrototypeOf(value) !== Object.prototype || '$' in value)
        throw new Error(`a ${value.constructor.name} is not kept`)
      return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, toTagged(each)]))
    }

    const databases = []
    for (const { name } of await indexedDB.databases()) {
      const database = await settle(indexedDB.open(name!))
      const tables = []
      for (const tableName of database.objectStoreNames) {
        const table = database.transaction(tableName).objectStore(tableName)
        const [keys, values] = await Promise.all([settle(table.getAllKeys()), settle(table.getAll())])
        tables.push({
          name: tableName,
          keyPath: table.keyPath as string | string[] | null,
          autoIncrement: table.autoIncrement,
          indexes: Array.from(table.indexNames, (indexName) => {
            const { name, keyPath, unique, multiEntry } = table.index(indexName)
            return { name, keyPath: keyPath as string | string[], unique, multiEntry }
          }),
          records: values.map((value, place) => ({
            ...(table.keyPath === null && { key: toTagged(keys[place]) }),
            value: toTagged(value),
          })),
        })
      }
      databases.push({ name: name!, version: database.version, tables })
      database.close()
    }
    return { databases, localStorage: { ...localStorage } }
  })
}

/** Puts it under this site in a browser that has nothing there yet, on a page of its own, before the app was ever loaded. */
export async function restoreOriginStorage(
  context: BrowserContext,
  origin: string,
  stored: OriginStorage,
): Promise<void> {
  const page = await context.newPage()
  const emptyPage = `${origin}/an-empty-page`
  await page.route(emptyPage, (route) => route.fulfill({ contentType: 'text/html', body: '<!doctype html>' }))
  await page.goto(emptyPage)
  await page.evaluate(async (stored) => {
    type Tagged = { $: string; text: string; ms: number; base64: string; entries: unknown; values: unknown }
    const fromBase64 = (base64: string) => Uint8Array.from(atob(base64), (character) => character.charCodeAt(0))
    const fromTagged = (value: unknown): unknown => {
      if (typeof value !== 'object' || value === null) return value
      if (Array.isArray(value)) return value.map(fromTagged)
      if (!('$' in value))
        return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, fromTagged(each)]))
      const { $: tag, text, ms, base64, entries, values } = value as Tagged
      if (tag === 'undefined') return undefined
      if (tag === 'number') return Number(text)
      if (tag === 'Date') return new Date(ms)
      if (tag === 'Map') return new Map(fromTagged(entries) as [unknown, unknown][])
      if (tag === 'Set') return new Set(fromTagged(values) as unknown[])
      const { buffer } = fromBase64(base64)
      if (tag === 'ArrayBuffer') return buffer
      const View = (globalThis as unknown as Record<string, new (buffer: ArrayBuffer) => unknown>)[tag]!
      return new View(buffer)
    }

    for (const { name, version, tables } of stored.databases) {
      const database = await new Promise<IDBDatabase>((resolve, reject) => {
        const opening = indexedDB.open(name, version)
        opening.onupgradeneeded = () => {
          for (const { name: tableName, keyPath, autoIncrement, indexes } of tables) {
            const table = opening.result.createObjectStore(tableName, { keyPath, autoIncrement })
            for (const { name: indexName, keyPath: indexed, unique, multiEntry } of indexes) {
              table.createIndex(indexName, indexed, { unique, multiEntry })
            }
          }
        }
        opening.onsuccess = () => resolve(opening.result)
        opening.onerror = () => reject(opening.error as Error)
      })
      const writing = database.transaction(
        tables.map((table) => table.name),
        'readwrite',
      )
      for (const { name: tableName, records } of tables) {
        const table = writing.objectStore(tableName)
        for (const { key, value } of records) {
          if (key === undefined) table.add(fromTagged(value))
          else table.add(fromTagged(value), fromTagged(key) as IDBValidKey)
        }
      }
      await new Promise<void>((resolve, reject) => {
        writing.oncomplete = () => resolve()
        writing.onabort = () => reject(writing.error as Error)
      })
      database.close()
    }
    for (const [key, value] of Object.entries(stored.localStorage)) localStorage.setItem(key, value)
  }, stored)
  await page.close()
}
