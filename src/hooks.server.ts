// Runs only while the client is built, and beside `npm run dev`: it shapes the one shell that every route is shown in.
import { building } from '$app/environment'
import { base } from '$app/paths'
import type { Handle } from '@sveltejs/kit'
import { readClientBuild } from './client-build.ts'

const listRoute = '/customers/(list)'

/** The scripts of the list's page and layouts, and of the error page, which Kit always loads. */
function listScripts(): string[] {
  const { routes, keyOfNode, filesOf } = readClientBuild('.')
  const nodes = routes.get(listRoute)
  if (!nodes) throw new Error(`${listRoute} is not among Kit's routes`)
  return Array.from(filesOf([1, ...nodes].map(keyOfNode)), (file) => `${base}/${file}`)
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
