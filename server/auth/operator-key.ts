/**
 * What whoever started the server can show it: derived from its secret, so that all nodes have the same one and none is
 * stored in the database. It opens `/setup`, `/mailbox` and `/metrics`.
 */
import { createHmac } from 'node:crypto'
import { chmodSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

const keyLength = 32

export function operatorKey(key: Uint8Array): string {
  return createHmac('sha256', key).update('operator').digest('base64url').slice(0, keyLength)
}

/** Writes it where only the server's user can read it. Throws where the folder can't be written. */
export function keepOperatorKey(config: { dataFolder: string }, key: Uint8Array): void {
  mkdirSync(config.dataFolder, { recursive: true, mode: 0o700 })
  const file = join(config.dataFolder, 'operator.key')
  writeFileSync(file, `${operatorKey(key)}\n`, { mode: 0o600 })
  // The mode above is only for a new file.
  chmodSync(file, 0o600)
}
