import { randomBytes } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

const keyBytes = 32

/** Thrown when the key file is damaged: a new key would kill every link already mailed, so the operator decides. */
export class KeyError extends Error {}

interface KeyConfig {
  secretKey: Uint8Array | null
  dataFolder: string
}

/** The key that mail links are derived from: configured, or made once and kept beside the database. Throws KeyError. */
export function loadKey(config: KeyConfig): Uint8Array {
  if (config.secretKey) return config.secretKey
  const file = keyFile(config)
  mkdirSync(config.dataFolder, { recursive: true, mode: 0o700 })
  try {
    writeFileSync(file, randomBytes(keyBytes), { flag: 'wx', mode: 0o600, flush: true })
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
  }
  return readKey(config)
}

const keyFile = ({ dataFolder }: KeyConfig) => join(dataFolder, 'secret.key')

/** As {@link loadKey}, where a server has run: none is made. Throws KeyError. */
export function readKey(config: KeyConfig): Uint8Array {
  if (config.secretKey) return config.secretKey
  const file = keyFile(config)
  if (!existsSync(file))
    throw new KeyError(`There is no ${file}: put it back from a backup, or start Tandem, which makes another.`)
  const key = readFileSync(file)
  if (key.length !== keyBytes)
    throw new KeyError(
      `${file} must hold ${keyBytes} bytes. Put it back from a backup, or delete it (links in mails sent so far stop working).`,
    )
  return new Uint8Array(key)
}
