import { randomBytes } from 'node:crypto'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

const keyBytes = 32

/** Thrown when the key file is damaged: a new key would kill every link already mailed, so the operator decides. */
export class KeyError extends Error {}

/** The key that mail links are derived from: configured, or made once and kept beside the database. */
export function loadKey(config: { secretKey: Uint8Array | null; dataFolder: string }): Uint8Array {
  if (config.secretKey) return config.secretKey
  const file = join(config.dataFolder, 'secret.key')
  mkdirSync(config.dataFolder, { recursive: true, mode: 0o700 })
  try {
    writeFileSync(file, randomBytes(keyBytes), { flag: 'wx', mode: 0o600, flush: true })
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
  }
  const key = readFileSync(file)
  if (key.length !== keyBytes)
    throw new KeyError(
      `${file} must hold ${keyBytes} bytes. Put it back from a backup, or delete it (links in mails sent so far stop working).`,
    )
  return new Uint8Array(key)
}
