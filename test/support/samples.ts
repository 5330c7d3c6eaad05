// Real input lies beside the project, not in it: in the folder that TANDEM_SAMPLES names.
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const folder = process.env.TANDEM_SAMPLES ?? fileURLToPath(new URL('../../../shared/data', import.meta.url))

/** Its path; null where it isn't there, which is said once. */
export function findSample(name: string): string | null {
  const path = join(folder, name)
  if (existsSync(path)) return path
  console.warn(`Skipped: ${name} is in no folder of samples (TANDEM_SAMPLES).`)
  return null
}
