/**
 * The engines' packages lie in a folder of their own: 95 MB that nobody needs who only runs Tandem or its tests. Their clients
 * and servers are plain JavaScript, so that types are checked without them.
 */
import { spawnSync } from 'node:child_process'
import { existsSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const folder = fileURLToPath(new URL('.', import.meta.url))

function isInstalled(): boolean {
  const installed = join(folder, 'node_modules/.package-lock.json')
  return existsSync(installed) && statSync(installed).mtimeMs >= statSync(join(folder, 'package-lock.json')).mtimeMs
}

/** Throws when npm can't. */
export function installEngines(told: (line: string) => void): void {
  if (isInstalled()) return
  told('installing the engines to compare with …')
  const flags = ['ci', '--no-audit', '--no-fund', '--ignore-scripts']
  const { status, stderr } = spawnSync('npm', flags, { cwd: folder, encoding: 'utf8' })
  if (status !== 0) throw new Error(`the engines could not be installed: ${stderr.trim().split('\n').at(-1)}`)
}
