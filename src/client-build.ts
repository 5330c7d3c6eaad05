// What the client's build leaves behind about its routes. For the build itself and for who measures it, never in the app.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'

const generated = '.svelte-kit/generated/client-optimized'

interface Chunk {
  file: string
  imports?: string[]
}

export interface ClientBuild {
  /** Each route's layouts and its page, by their numbers, the outermost layout (0) and the error page (1) not among them. */
  routes: ReadonlyMap<string, readonly number[]>
  /** Keys of the manifest that Kit starts with. */
  entries: readonly string[]
  keyOfNode(node: number): string
  /** The files of these keys and of all they import, as paths below the client's folder. */
  filesOf(keys: readonly string[]): Set<string>
}

/** `root`: the project's folder. Throws when nothing was built there, or by a Kit that leaves something else behind. */
export function readClientBuild(root: string): ClientBuild {
  const text = readFileSync(join(root, '.svelte-kit/output/client/.vite/manifest.json'), 'utf8')
  const manifest = JSON.parse(text) as Record<string, Chunk>
  const filesOf = (keys: readonly string[], known = new Set<string>()): Set<string> => {
    for (const key of keys) {
      const chunk = manifest[key]
      if (!chunk) throw new Error(`not in the build's manifest: ${key}`)
      if (known.has(chunk.file)) continue
      known.add(chunk.file)
      filesOf(chunk.imports ?? [], known)
    }
    return known
  }
  return {
    routes: readRoutes(root),
    entries: [...Object.keys(manifest).filter((key) => key.endsWith('client/entry.js')), `${generated}/app.js`],
    keyOfNode: (node) => `${generated}/nodes/${node}.js`,
    filesOf: (keys) => filesOf(keys),
  }
}

/** As Kit wrote them for the client. */
function readRoutes(root: string): Map<string, number[]> {
  const source = readFileSync(join(root, generated, 'app.js'), 'utf8')
  const table = /export const dictionary = (\{[^]*?\});/.exec(source)?.[1]
  if (table === undefined) throw new Error("Kit's table of routes was not found")
  const routes = JSON.parse(table) as Record<string, [number, number[]?]>
  return new Map(Object.entries(routes).map(([route, [page, layouts = []]]) => [route, [...layouts, page]]))
}
