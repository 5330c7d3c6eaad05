// One hash over everything that shapes the client build. It is the build's name (so rebuilding nothing
// updates nobody) and the stamp by which prepare.js knows whether to build. Built-ins only: it runs
// before any package is installed, on any Node from 20 on.
import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

const sources = ['src', 'static', 'svelte.config.js', 'vite.config.ts', 'tsconfig.json', 'package-lock.json']

const generated = new Set(['src/i18n/compiled', 'src/i18n/project.inlang/README.md'])

/**
 * @param {string} root the checkout
 * @returns {string} sha256, hex
 */
export function sourceHash(root) {
  const hash = createHash('sha256')
  const { imports } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))
  hash.update(JSON.stringify(imports))
  for (const source of sources) add(source)
  return hash.digest('hex')

  /** @param {string} path */
  function add(path) {
    if (generated.has(path)) return
    const entries = listFolder(join(root, path))
    if (entries) {
      for (const entry of entries) add(`${path}/${entry}`)
      return
    }
    const content = readFileSync(join(root, path))
    // The length keeps "ab" + "c" apart from "a" + "bc".
    hash.update(`\0${path}\0${content.length}\0`).update(content)
  }
}

/**
 * @param {string} path
 * @returns {string[] | undefined} sorted names, or nothing where path is a file
 */
function listFolder(path) {
  try {
    return readdirSync(path)
      .filter((name) => !name.startsWith('.'))
      .sort()
  } catch (error) {
    if (/** @type {NodeJS.ErrnoException} */ (error).code === 'ENOTDIR') return undefined
    throw error
  }
}
