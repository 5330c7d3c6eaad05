/** Secrets that the server must read again lie in the database sealed with its key: a copied database opens none. */
import { createCipheriv, createDecipheriv, createHmac, hkdfSync, randomBytes } from 'node:crypto'

const algorithm = 'aes-256-gcm'
const nonceBytes = 12
const tagBytes = 16

/** Each use has a key of its own. */
function keyFor(key: Uint8Array, use: string): Uint8Array {
  return new Uint8Array(hkdfSync('sha256', key, '', `seal:${use}`, 32))
}

/** `owner`: sealed for one, it opens for nobody else. */
export function seal(key: Uint8Array, use: string, owner: string, text: string): string {
  const nonce = randomBytes(nonceBytes)
  const cipher = createCipheriv(algorithm, keyFor(key, use), nonce).setAAD(Buffer.from(owner))
  const sealed = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()])
  return Buffer.concat([nonce, cipher.getAuthTag(), sealed]).toString('base64url')
}

/** Throws where it was sealed with another key, or for another owner. */
export function unseal(key: Uint8Array, use: string, owner: string, sealed: string): string {
  const bytes = Buffer.from(sealed, 'base64url')
  const decipher = createDecipheriv(algorithm, keyFor(key, use), bytes.subarray(0, nonceBytes))
  decipher.setAAD(Buffer.from(owner)).setAuthTag(bytes.subarray(nonceBytes, nonceBytes + tagBytes))
  return Buffer.concat([decipher.update(bytes.subarray(nonceBytes + tagBytes)), decipher.final()]).toString('utf8')
}

/** The same for the same text of the same owner, and by it nobody learns the text: to find what is there already. */
export function markOf(key: Uint8Array, use: string, owner: string, text: string): string {
  return createHmac('sha256', keyFor(key, `mark:${use}`))
    .update(`${owner} ${text}`)
    .digest('base64url')
}
