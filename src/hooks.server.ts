// Runs only while the client is built, and beside `npm run dev`: it shapes the one shell that every route is shown in.
import { building } from '$app/environment'
import { base } from '$app/paths'
import type { Handle } from '@sveltejs/kit'
import { readFileSync } from 'node:fs'

const generated = '.svelte-kit/generated/client-optimized'
const listRoute = '/customers/(list)'

interface Chunk {
  file: string
  imports?: string[]
}

/** The scripts of the list's page and layouts, and of the error page, which Kit always loads; from what the build left. */
function listScripts(): string[] {
  const table = /export const dictionary = (\{[^]*?\});/.exec(readFileSync(`${generated}/app.js`, 'utf8'))?.[1]
  const [page, layouts] = (JSON.parse(table ?? '{}') as Record<string, [number, number[]]>)[listRoute] ?? []
  if (page === undefined || layouts === undefined) throw new Error(`${listRoute} is not among Kit's routes`)
  const manifest = JSON.parse(readFileSync('.svelte-kit/output/client/.vite/manifest.json', 'utf8')) as Record<
    string,
    Chunk
  >
  const files = new Set<string>()
  const add = (key: string): void => {
    const { file, imports = [] } = manifest[key]!
    if (files.has(file)) return
    files.add(file)
    imports.forEach(add)
  }
  for (const node of [1, ...layouts, page]) add(`${generated}/nodes/${node}.js`)
  return [...files].map((file) => `${base}/${file}`)
}

/** Writes them where the script in the head looks for them. */
function nameListScripts(html: string): string {
  const place = 'name="list-scripts" content=""'
  if (!html.includes(place)) throw new Error('app.html has no place for the list-scripts')
  return html.replace(place, place.replace('""', `"${listScripts().join(' ')}"`))
}

export const handle: Handle = ({ event, resolve }) =>
  resolve(event, {
    preload: ({ type, path }) =>
      // Found in the stylesheet only when words are laid out, the letters would come after them and have all laid out again.
      type === 'js' || type === 'css' || (type === 'font' && path.includes('inter-latin-wght')),
    transformPageChunk: ({ html }) => (building ? nameListScripts(html) : html),
  })
