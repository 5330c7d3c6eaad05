/** What each route must load before it can be used: its own modules and what they import, from the build's manifest. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { root } from '../sync/processes/server-process.ts'
import type { Page } from 'playwright-core'
import type { Report } from './figure.ts'

const client = join(root, '.svelte-kit/output/client')
const generated = '.svelte-kit/generated/client-optimized'
/** Where people who aren't signed in arrive, and people who are. */
const firstRoutes = ['/sign-in', '/customers/(list)', '/account']

interface Chunk {
  file: string
  imports?: string[]
}

export function gzipKilobytes(file: string): number {
  return gzipSync(readFileSync(join(client, file)), { level: 9 }).length / 1000
}

/** The app's scripts that the page asked for before `before`, ms; also what is imported at run time, which the manifest doesn't tell. */
export async function loadedScripts(page: Page, before: number): Promise<string[]> {
  const scripts = await page.evaluate(() =>
    performance
      .getEntriesByType('resource')
      .map(({ name, startTime }) => ({ path: new URL(name).pathname.slice(1), at: startTime }))
      .filter(({ path }) => path.endsWith('.js') && path.startsWith('_app/immutable/')),
  )
  return [...new Set(scripts.filter(({ at }) => at < before).map(({ path }) => path))]
}

export function measureRoutes(report: Report): void {
  const manifest = JSON.parse(readFileSync(join(client, '.vite/manifest.json'), 'utf8')) as Record<string, Chunk>
  const filesOf = (keys: readonly string[], known = new Set<string>()): Set<string> => {
    for (const key of keys) {
      const chunk = manifest[key]
      if (!chunk || known.has(chunk.file)) continue
      known.add(chunk.file)
      filesOf(chunk.imports ?? [], known)
    }
    return known
  }
  const entries = [
    ...Object.keys(manifest).filter((key) => key.endsWith('client/entry.js')),
    `${generated}/app.js`,
    // The outermost layout and its error page: Kit always loads both.
    `${generated}/nodes/0.js`,
    `${generated}/nodes/1.js`,
  ]
  const shared = filesOf(entries)
  const size = (files: Iterable<string>) => [...files].reduce((sum, file) => sum + gzipKilobytes(file), 0)
  const line = { section: 'JavaScript of a route, gzip, from the manifest', cpu: 0, unit: 'KB' } as const
  report({ ...line, what: 'every route', value: size(shared), note: `${shared.size} files` })
  for (const [route, nodes] of readRoutes()) {
    const files = filesOf([...entries, ...nodes.map((node) => `${generated}/nodes/${node}.js`)])
    const goal = firstRoutes.includes(route) ? { goal: 130 } : {}
    report({ ...line, what: route, value: size(files), note: `${files.size} files`, ...goal })
  }
}

/** Routes with the numbers of their page and its layouts, as Kit wrote them for the client. */
function readRoutes(): [route: string, nodes: number[]][] {
  const source = readFileSync(join(root, generated, 'app.js'), 'utf8')
  const table = /export const dictionary = (\{[\s\S]*?\});/.exec(source)?.[1]
  if (table === undefined) throw new Error("Kit's table of routes was not found")
  const routes = JSON.parse(table) as Record<string, [number, number[]?]>
  return Object.entries(routes).map(([route, [page, layouts = []]]) => [route, [...layouts, page]])
}
