// Reads the project's own source as text: which file imports what, how it is called, how long it is.
import { readdirSync, readFileSync } from 'node:fs'
import { basename, dirname, join, posix } from 'node:path'
import { fileURLToPath } from 'node:url'
import ts from 'typescript'

const root = fileURLToPath(new URL('../..', import.meta.url))
const generated = 'src/i18n/compiled'

/** `path` is relative to the checkout, with forward slashes. */
export type Source = { path: string; text: string }

export type Place = {
  /** A folder, or one file. */
  path: string
  /** Folders and files it may import, besides its own. */
  imports: string[]
  /** Packages, `$app`-like modules and `node:`; a trailing `-` or `:` stands for all that start so. */
  packages: string[] | 'any'
}

export function readSources(folders: string[]): Source[] {
  return folders
    .flatMap((folder) =>
      readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile() && /\.(ts|js|svelte)$/.test(entry.name))
        .map((entry) => join(entry.parentPath, entry.name).slice(root.length)),
    )
    .filter((path) => !path.startsWith(`${generated}/`))
    .sort()
    .map((path) => ({ path, text: readFileSync(join(root, path), 'utf8') }))
}

/** The most particular place a file belongs to. */
export function findPlace(places: Place[], path: string): Place | undefined {
  return places
    .filter((place) => path === place.path || path.startsWith(`${place.path}/`))
    .sort((a, b) => b.path.length - a.path.length)[0]
}

/** Static, type-only, dynamic and re-exporting imports; `path` is there when it is one of our files. */
export function readImports(source: Source): { specifier: string; path?: string }[] {
  return ts.preProcessFile(readCode(source), true, true).importedFiles.map(({ fileName }) => {
    const path = resolveImport(source.path, fileName)
    return path === undefined ? { specifier: fileName } : { specifier: fileName, path }
  })
}

function readCode({ path, text }: Source): string {
  if (!path.endsWith('.svelte')) return text
  const scripts = [...text.matchAll(/<script\b[^>]*>([\s\S]*?)<\/script>/g)].map(([, code]) => code)
  // `{#await import('…')}` stands in the markup.
  const markup = text.replace(/<script\b[\s\S]*?<\/script>/g, '')
  const lazy = [...markup.matchAll(/\bimport\(\s*['"][^'"]+['"]\s*\)/g)].map(([code]) => code)
  return [...scripts, ...lazy].join('\n;')
}

function resolveImport(from: string, specifier: string): string | undefined {
  if (specifier.startsWith('.')) return posix.join(posix.dirname(from), specifier)
  if (specifier.startsWith('#shared/')) return `src/shared/${specifier.slice('#shared/'.length)}`
  if (specifier.startsWith('#lib/')) return `src/lib/${specifier.slice('#lib/'.length)}`
  return undefined
}

/** @returns the first circle, as `a → b → a` */
export function findCycle(edges: Map<string, Set<string>>): string | undefined {
  const done = new Set<string>()
  const visit = (node: string, trail: string[]): string | undefined => {
    const seenAt = trail.indexOf(node)
    if (seenAt >= 0) return [...trail.slice(seenAt), node].join(' → ')
    if (done.has(node)) return undefined
    for (const next of edges.get(node) ?? []) {
      const cycle = visit(next, [...trail, node])
      if (cycle) return cycle
    }
    done.add(node)
    return undefined
  }
  for (const node of edges.keys()) {
    const cycle = visit(node, [])
    if (cycle) return cycle
  }
  return undefined
}

const drawers = new Set(['util', 'utils', 'helper', 'helpers', 'common', 'manager', 'base'])
const kebab = /^[a-z0-9]+(-[a-z0-9]+)*$/
const codeName = /^[a-z0-9]+(-[a-z0-9]+)*(\.(svelte|d|worker))*\.(ts|js)$/
const componentName = /^[A-Z][A-Za-z0-9]*\.svelte$/
const routeName = /^\+(page|layout|error|server)(@[\w().-]*)?(\.server)?\.(svelte|ts|js)$/
const routeFolder = /^\(?\[*[a-zA-Z0-9.=-]+\]*\)?$/

export function findNameViolations(sources: Source[]): string[] {
  return sources.flatMap((source) => {
    const { path } = source
    const complaints: string[] = []
    const name = basename(path)
    const folders = dirname(path).split('/')
    const inRoutes = path.startsWith('src/routes/')
    // SvelteKit looks for its hooks under these very names.
    const isNamedRight =
      /^src\/hooks\.(client|server)\.ts$/.test(path) ||
      codeName.test(name) ||
      componentName.test(name) ||
      (inRoutes && routeName.test(name))
    if (!isNamedRight) complaints.push('files are kebab-case.ts or PascalCase.svelte')
    for (const folder of folders) {
      if (!(inRoutes ? routeFolder : kebab).test(folder)) {
        complaints.push(`the folder "${folder}" is not kebab-case`)
      }
    }
    const drawer = wordsOf([...folders, name.replace(/\..*/, '')]).find((word) => drawers.has(word))
    if (drawer) complaints.push(`"${drawer}" says nothing: name it after what it does`)
    if (/^index\./.test(name) || isBarrel(source)) {
      complaints.push('no barrels: import from the file that has it')
    }
    return complaints.map((complaint) => `${path}: ${complaint}`)
  })
}

function wordsOf(names: string[]): string[] {
  return names.flatMap((name) =>
    name
      .replace(/([a-z])([A-Z])/g, '$1-$2')
      .toLowerCase()
      .split(/[^a-z0-9]+/),
  )
}

/** Nothing but re-exports. */
function isBarrel({ path, text }: Source): boolean {
  if (path.endsWith('.svelte')) return false
  const { statements } = ts.createSourceFile(path, text, ts.ScriptTarget.Latest)
  return (
    statements.length > 0 &&
    statements.every((node) => ts.isExportDeclaration(node) && node.moduleSpecifier !== undefined)
  )
}

export function findSizeViolations(sources: Source[], most: { lines: number; files: number }): string[] {
  const complaints: string[] = []
  const counts = new Map<string, number>()
  for (const { path, text } of sources) {
    const lines = text.split('\n').length - (text.endsWith('\n') ? 1 : 0)
    if (lines > most.lines) complaints.push(`${path}: ${lines} lines, at most ${most.lines}`)
    if (!path.startsWith('src/routes/')) {
      counts.set(dirname(path), (counts.get(dirname(path)) ?? 0) + 1)
    }
  }
  for (const [folder, count] of counts) {
    if (count > most.files) complaints.push(`${folder}: ${count} code files, at most ${most.files}`)
  }
  return complaints
}
