/** What each route must load before it can be used: its own modules and what they import, from the build's manifest. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { readClientBuild } from '../../../src/client-build.ts'
import { root } from '../sync/processes/server-process.ts'
import type { Page } from 'playwright-core'
import type { Report } from './figure.ts'

const client = join(root, '.svelte-kit/output/client')
/** Where people who aren't signed in arrive, and people who are. */
const firstRoutes = ['/sign-in', '/customers/(list)', '/account']

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
  const { routes, entries, keyOfNode, filesOf } = readClientBuild(root)
  // The outermost layout and its error page: Kit always loads both.
  const always = [...entries, keyOfNode(0), keyOfNode(1)]
  const shared = filesOf(always)
  const size = (files: Iterable<string>) => [...files].reduce((sum, file) => sum + gzipKilobytes(file), 0)
  const line = { section: 'JavaScript of a route, gzip, from the manifest', cpu: 0, unit: 'KB' } as const
  report({ ...line, what: 'every route', value: size(shared), note: `${shared.size} files` })
  for (const [route, nodes] of routes) {
    const files = filesOf([...always, ...nodes.map(keyOfNode)])
    const goal = firstRoutes.includes(route) ? { goal: 130 } : {}
    report({ ...line, what: route, value: size(files), note: `${files.size} files`, ...goal })
  }
}
